// Counts down to the moment when another code may be asked for.
const place = document.querySelector("[data-countdown]");

if (place) {
  const end = Date.now() + Number(place.dataset.countdown) * 1000;
  const two = (number) => String(number).padStart(2, "0");
  const show = () => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    place.querySelector("[data-left]").textContent = `${two(Math.floor(left / 60))}:${two(left % 60)}`;
    place.querySelector("[data-waiting]").hidden = left === 0;
    place.querySelector("[data-ready]").hidden = left > 0;
    if (left === 0) clearInterval(ticking);
  };
  const ticking = setInterval(show, 1000);
  show();
}
