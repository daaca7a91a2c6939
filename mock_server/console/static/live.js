/* Keeps a page of the console as it would be if it were loaded now.

   An element with an id and `data-live="codes changes"` is read anew whenever the sandbox tells of one of these topics;
   its children with ids stay the same elements while the server shows them the same. Scripts of a page that want the
   notices themselves listen to "notice" at the document: `detail` has `topic`, `key` and `id`. */

const PAUSE_MS = 250;
const RETRY_MS = 3000;
const state = document.querySelector("[data-stream]");
const sources = new WeakMap();
let stream;
let reading = false;
let again = false;

const regions = () => [...document.querySelectorAll("[data-live]")];
const topics = () => [...new Set(regions().flatMap((region) => region.dataset.live.split(" ")))];

/** Reads the page anew and shows what has changed; a call during another makes that one read once more. */
export async function refresh() {
  if (reading) {
    again = true;
    return;
  }
  reading = true;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer.redirected) location.reload();
    else if (answer.ok) show(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    // The stream tells of a lost connection, and asks again when it is back.
  }
  setTimeout(() => {
    reading = false;
    if (again) {
      again = false;
      refresh();
    }
  }, PAUSE_MS);
}

function show(fresh) {
  for (const region of regions()) {
    const update = region.id && fresh.getElementById(region.id);
    if (update) updateElement(region, update);
  }
  document.dispatchEvent(new CustomEvent("refreshed"));
}

function updateElement(element, fresh) {
  for (const name of element.getAttributeNames()) if (!fresh.hasAttribute(name)) element.removeAttribute(name);
  for (const { name, value } of fresh.attributes) element.setAttribute(name, value);
  const children = [...fresh.children];
  if (!children.length || children.some((child) => !child.id)) {
    if (sourceOf(element) !== fresh.outerHTML) replaceChildrenOf(element, fresh);
    return;
  }
  const known = new Map([...element.children].map((child) => [child.id, child]));
  const focused = document.activeElement;
  const place = focused && element.contains(focused) ? placeOf(focused, element) : null;
  element.replaceChildren(...children.map((child) => {
    const old = known.get(child.id);
    if (old && sourceOf(old) === child.outerHTML) return old;
    sources.set(child, child.outerHTML);
    return child;
  }));
  if (place) focusPlace(element, place);
}

function replaceChildrenOf(element, fresh) {
  const place = element.contains(document.activeElement) ? placeOf(document.activeElement, element) : null;
  sources.set(element, fresh.outerHTML);
  element.replaceChildren(...fresh.childNodes);
  if (place) focusPlace(element, place);
}

// What the server sent, whatever scripts have changed in it since.
function sourceOf(element) {
  return sources.get(element);
}

function remember() {
  for (const region of regions()) {
    sources.set(region, region.outerHTML);
    for (const child of region.children) sources.set(child, child.outerHTML);
  }
}

const FOCUSABLE = "a[href], button, input, select, textarea, summary";

function placeOf(focused, region) {
  const item = [...region.children].find((child) => child.contains(focused)) ?? region;
  return { id: item.id, index: [...item.querySelectorAll(FOCUSABLE)].indexOf(focused) };
}

function focusPlace(region, { id, index }) {
  const item = document.getElementById(id) ?? region;
  item.querySelectorAll(FOCUSABLE)[index]?.focus({ preventScroll: true });
}

function tell(isLost) {
  if (!state) return;
  state.hidden = false;
  state.classList.toggle("lost", isLost);
  state.textContent = isLost ? "Нет связи с песочницей" : "Обновляется само";
}

function open() {
  if (stream || document.hidden || !topics().length) return;
  stream = new EventSource(`/console/events?topics=${topics().join(",")}`);
  stream.onopen = () => {
    tell(false);
    refresh(); // what came between the page and its stream
  };
  stream.onerror = () => {
    tell(true);
    if (stream?.readyState !== EventSource.CLOSED) return;
    stream = undefined;
    setTimeout(reopen, RETRY_MS);
  };
  stream.addEventListener("reset", () => refresh());
  for (const topic of topics()) {
    stream.addEventListener(topic, (event) => {
      const detail = { topic, key: JSON.parse(event.data).key, id: event.lastEventId };
      document.dispatchEvent(new CustomEvent("notice", { detail }));
      if (regions().some((region) => region.id && region.dataset.live.split(" ").includes(topic))) refresh();
    });
  }
}

function reopen() {
  if (stream || document.hidden) return;
  open();
  refresh();
}

// A browser opens six connections to a site at most: pages that nobody sees leave theirs to the others.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) return reopen();
  stream?.close();
  stream = undefined;
});

remember();
open();
