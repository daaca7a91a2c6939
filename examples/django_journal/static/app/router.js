// Addresses of the screens: `/chats` or, with hash routes, `/#/chats`.

const isHash = document.body.dataset.routes === "hash";

export function currentRoute() {
  if (location.pathname === "/vk/return") return location.pathname; // VK ID knows this address, it is never a fragment
  return isHash ? location.hash.slice(1) || "/" : location.pathname;
}

export function urlOf(route) {
  return isHash ? `/#${route}` : route;
}

// Goes to a screen. `replace`: the button «Назад» of the browser does not return to the present one.
export function goTo(route, { replace = false } = {}) {
  if (replace) history.replaceState(null, "", urlOf(route));
  else history.pushState(null, "", urlOf(route));
  dispatchEvent(new PopStateEvent("popstate"));
}

// Calls `show` now, and whenever the address has changed. Links with data-route change it without loading a page.
export function startRouting(show) {
  addEventListener("popstate", show);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-route]");
    if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    goTo(link.dataset.route);
  });
  show();
}
