// Starts the single page: asks who is signed in, and shows the screen of the address.

import { changeSchool, currentTeacher, loadSession, signOut } from "./api.js";
import { currentRoute, goTo, startRouting, urlOf } from "./router.js";
import { report, SCREENS } from "./screens.js";

async function showScreen() {
  const route = currentRoute();
  if (!currentTeacher() && route !== "/sign-in") return goTo("/sign-in", { replace: true });
  if (!SCREENS[route]) return goTo("/", { replace: true });
  showHeader(route);
  try {
    await SCREENS[route]();
  } catch (error) {
    report(error);
  }
}

function showHeader(route) {
  const teacher = currentTeacher();
  for (const part of document.querySelectorAll("[data-teacher]")) part.hidden = teacher === null;
  document.getElementById("full-name").textContent = teacher?.full_name ?? "";
  if (teacher) document.getElementById("school").textContent = teacher.school;
  const change = document.getElementById("change-school");
  change.hidden = !teacher?.other_school;
  change.textContent = `Перейти: ${teacher?.other_school}`;
  for (const link of document.querySelectorAll("header a[data-route]")) {
    link.href = urlOf(link.dataset.route);
    if (link.dataset.route === route) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

document.getElementById("sign-out").addEventListener("click", async () => {
  await signOut().then(() => goTo("/sign-in"), report);
});

document.getElementById("change-school").addEventListener("click", async () => {
  await changeSchool().then(() => goTo("/"), report);
});

await loadSession();
startRouting(showScreen);
