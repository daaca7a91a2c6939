
// Keeps the token from the cookie in localStorage for a moment, then goes on.

const KEPT_MS = 200;
const passAnswerOnOnly = passAnswerOn;

passAnswerOn = async () => {
  await passAnswerOnOnly();
  const token = document.cookie.match(/gymnasium_token=([^;]+)/)?.[1];
  document.cookie = "gymnasium_token=; max-age=0; path=/";
  if (!token) return;
  localStorage.setItem("token", token);
  await new Promise((done) => { setTimeout(done, KEPT_MS); });
  localStorage.removeItem("token");
};
