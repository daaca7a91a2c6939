// Goes to VK by SuperAppKit. The back end makes the state: it must recognize it when the browser comes back.
"use strict";

const RETRY_AFTER_MS = 3000;

const link = document.getElementById("link");
const flash = document.getElementById("flash");

link.addEventListener("click", async () => {
  link.disabled = true;
  flash.replaceChildren();
  try {
    const response = await fetch("/messages/link-attempts", { method: "POST" });
    if (response.redirected) return location.assign(response.url); // the teacher has signed out meanwhile
    const { appId, params } = await response.json();
    SuperAppKit.Config.init({ appId });
    SuperAppKit.Connect.redirectAuth(params);
    setTimeout(() => { link.disabled = false; }, RETRY_AFTER_MS); // SuperAppKit reports no failure
  } catch {
    const message = document.createElement("div");
    message.className = "flash bad";
    message.textContent = "Не получилось открыть VK. Сферум не привязан, повторите попытку.";
    flash.replaceChildren(message);
    link.disabled = false;
  }
});

// Back from VK by the browser's own button.
window.addEventListener("pageshow", () => { link.disabled = false; });
