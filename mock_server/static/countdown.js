// Counts down to the moment when the person may ask for another code.
const countdown = document.querySelector("[data-countdown]");

if (countdown) {
  const endMs = Date.now() + Number(countdown.dataset.countdown) * 1000;
  const twoDigits = (number) => String(number).padStart(2, "0");
  const show = () => {
    const leftS = Math.max(0, Math.ceil((endMs - Date.now()) / 1000));
    countdown.querySelector("[data-left]").textContent = `${twoDigits(Math.floor(leftS / 60))}:${twoDigits(leftS % 60)}`;
    countdown.querySelector("[data-waiting]").hidden = leftS === 0;
    countdown.querySelector("[data-ready]").hidden = leftS > 0;
    if (leftS === 0) clearInterval(timer);
  };
  const timer = setInterval(show, 1000);
  show();
}
