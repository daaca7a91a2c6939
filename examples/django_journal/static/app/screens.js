// The screens of the journal, each made from the template of its name.

import { currentTeacher, disconnect, loadChats, signIn } from "./api.js";
import { currentRoute, goTo, urlOf } from "./router.js";
import { hideToasts, showToast } from "./toast.js";
import { openVkId, passAnswerOn, tellCard, usesPopup } from "./vk_id.js";

const NO_ANSWER = { success: false, text: "Дневник не ответил. Попробуйте ещё раз." };
const WRONG_CREDENTIALS = { success: false, text: "Имя пользователя или пароль не подходят." };
const SAME_TAB_LOCK_MS = 2000;

const main = document.querySelector("main");

export const SCREENS = {
  "/": () => show("home", currentTeacher()),
  "/sign-in": showSignIn,
  "/desk": showDesk,
  "/chats": () => showChats(),
  "/vk/return": showReturn,
};

function show(name, texts = {}) {
  const hadFocus = main.contains(document.activeElement);
  main.replaceChildren(document.getElementById(name).content.cloneNode(true));
  for (const element of main.querySelectorAll("[data-text]")) element.textContent = texts[element.dataset.text];
  for (const link of main.querySelectorAll("a[data-route]")) link.href = urlOf(link.dataset.route);
  document.title = `${main.querySelector("h1, h2").textContent} · Дневник гимназии №7`;
  if (hadFocus) main.focus(); // what had it is gone: a screen reader goes on with the new screen
}

function showSignIn() {
  show("sign-in");
  const form = main.querySelector("form");
  onAct(form, "submit", async () => {
    hideToasts();
    await signIn(form.username.value, form.password.value);
    goTo("/");
  });
}

function showDesk() {
  show("desk");
  main.querySelector(".classes").replaceChildren(...currentTeacher().classes.map((code) => {
    const item = document.createElement("li");
    item.textContent = code;
    return item;
  }));
}

async function showChats({ windowClosed = false } = {}) {
  const { profile, notice } = await loadChats(windowClosed);
  if (currentRoute() !== "/chats") return; // VK ID has ended, or the journal answered, after the teacher had gone on
  if (profile) showConnected(profile);
  else showNotConnected();
  if (notice) showToast(notice);
}

function showConnected(profile) {
  show("connected", profile);
  document.getElementById("messenger").href = document.body.dataset.messenger;
  const button = document.getElementById("disconnect");
  onAct(button, "click", async () => {
    button.disabled = true;
    await disconnect().finally(() => { button.disabled = false; });
    await showChats();
  });
}

function showNotConnected() {
  show("not-connected");
  const button = document.getElementById("connect");
  onAct(button, "click", async () => {
    hideToasts(); // it belongs to the attempt before
    button.disabled = true;
    const lockMs = usesPopup ? 0 : SAME_TAB_LOCK_MS; // a person who has stopped the loading may press it again
    try {
      await openVkId((windowClosed) => showChats({ windowClosed }).catch(report));
    } finally {
      setTimeout(() => { button.disabled = false; }, lockMs);
    }
    document.getElementById("waiting").hidden = !usesPopup;
  });
}

async function showReturn() {
  show("returning");
  try {
    await passAnswerOn();
  } catch (error) {
    if (!currentTeacher()) throw error;
    return show(error.code === "answer_rejected" ? "answer-rejected" : "no-answer");
  }
  show("done");
  if (!tellCard()) goTo("/chats", { replace: true });
}

// Does the act at the event, and tells of its failure.
function onAct(element, event, act) {
  element.addEventListener(event, (occurred) => {
    occurred.preventDefault();
    act().catch(report);
  });
}

// Tells that a call of the back end has failed.
export function report(error) {
  if (error.code === "wrong_credentials") return showToast(WRONG_CREDENTIALS);
  if (!currentTeacher()) return goTo("/sign-in", { replace: true });
  if (error.code === "linked") return goTo("/chats", { replace: true }); // meanwhile, in another tab
  showToast(NO_ANSWER);
}
