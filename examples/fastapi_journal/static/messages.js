// The way to VK, by SuperAppKit. The state is the back end's: it has to know it again when the teacher comes back.
"use strict";

const link = document.getElementById("link");
const flash = document.getElementById("flash");

link.addEventListener("click", async () => {
  link.disabled = true;
  flash.replaceChildren();
  try {
    const answer = await fetch("/messages/trips", { method: "POST" });
    if (answer.redirected) return location.assign(answer.url); // signed out meanwhile
    const { appId, params } = await answer.json();
    SuperAppKit.Config.init({ appId });
    SuperAppKit.Connect.redirectAuth(params);
    setTimeout(() => { link.disabled = false; }, 3000); // SuperAppKit does not say when it cannot go
  } catch {
    const told = document.createElement("div");
    told.className = "flash bad";
    told.textContent = "Не получилось открыть VK. Сферум не привязан, повторите попытку.";
    flash.replaceChildren(told);
    link.disabled = false;
  }
});

// Back from VK by the browser's own button.
window.addEventListener("pageshow", () => { link.disabled = false; });
