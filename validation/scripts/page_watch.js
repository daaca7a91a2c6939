// Runs before the first script of every page of the journal. Reports what lasts too short a time to be looked for
// afterwards: messages that go away by themselves, what is stored and removed, what a window that closes was told.
"use strict";
(({ binding, origins, selectors, texts, isRecorded }) => {
  // A window that a page opens begins as about:blank, and may keep its global object when the journal's page comes.
  const isOurs = () => origins.includes(location.origin);
  if (typeof window[binding] !== "function" || !(isOurs() || location.href === "about:blank")) return;

  const MAX_CHARS = 300000;
  const LOOK_MS = 50;
  const send = window[binding];
  const report = (kind, text, url = location.href) => {
    if (!isOurs()) return;
    try {
      send({ kind, url: String(url), text: String(text).slice(0, MAX_CHARS) });
    } catch { /* the page is going away */ }
  };
  const toText = (value) => {
    try {
      return typeof value === "string" ? value : JSON.stringify(value) ?? String(value);
    } catch {
      return String(value);
    }
  };

  const proxies = new Map();
  const reals = new Map();

  watchMessages();
  if (isRecorded) {
    watchStorage();
    watchAnswers();
    watchPage();
  }

  function watchMessages() {
    let roots = new Set();
    let watched = null;
    const shown = new WeakMap();
    const normalize = (text) => text.replace(/\s+/g, " ").trim().toLowerCase().replaceAll("ё", "е");
    const wanted = texts.map(normalize);

    const isVisible = (element) => {
      if (!element.isConnected || getComputedStyle(element).visibility !== "visible") return false;
      const boxes = [element, ...element.children].map((one) => one.getBoundingClientRect());
      return boxes.some((box) => box.width > 0 && box.height > 0);
    };

    function* find(root) {
      for (const selector of selectors) {
        try {
          yield* root.querySelectorAll(selector);
        } catch { /* no selector of CSS: it is looked for from outside */ }
      }
      if (!wanted.length) return;
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const text = normalize(walker.currentNode.data);
        if (walker.currentNode.parentElement && wanted.some((label) => text.includes(label))) {
          yield walker.currentNode.parentElement;
        }
      }
    }

    const look = () => {
      if (watched !== document) watchDocument();
      for (const root of roots) {
        for (const element of find(root)) {
          const text = isVisible(element) ? element.innerText.trim() : "";
          if (text && shown.get(element) !== text) report("error", text);
          shown.set(element, text);
        }
      }
    };
    const watch = (root) => {
      if (roots.has(root)) return;
      roots.add(root);
      new MutationObserver(look).observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
    };
    const watchDocument = () => {
      watched = document;
      roots = new Set();
      watch(document);
    };
    watchDocument();
    const { attachShadow } = Element.prototype;
    Element.prototype.attachShadow = function (options) {
      const root = attachShadow.call(this, options);
      watch(root);
      return root;
    };
    window.addEventListener("DOMContentLoaded", () => {
      for (const element of document.querySelectorAll("*")) if (element.shadowRoot) watch(element.shadowRoot);
      look();
    });
    setInterval(look, LOOK_MS); // what a style sheet shows by itself
    const { alert } = window;
    window.alert = (text) => {
      report("error", text);
      return alert.call(window, text);
    };
  }

  function before(owner, name, act) {
    const original = owner?.[name];
    if (typeof original !== "function") return;
    owner[name] = function (...args) {
      try {
        act.apply(this, args);
      } catch { /* nothing of ours may disturb the page */ }
      return original.apply(this, args);
    };
  }

  function onSet(owner, name, act) {
    const property = owner && Object.getOwnPropertyDescriptor(owner, name);
    if (!property?.set || !property.configurable) return;
    Object.defineProperty(owner, name, {
      ...property,
      set(value) {
        act(value);
        property.set.call(this, value);
      },
    });
  }

  function watchStorage() {
    const stored = (name, value) => report("stored", `${toText(name)}=${toText(value)}`);
    before(window.Storage?.prototype, "setItem", stored);
    for (const name of ["localStorage", "sessionStorage"]) watchProperties(name, stored);
    standForStorage();
    onSet(Document.prototype, "cookie", (text) => report("stored", text));
    before(window.CookieStore?.prototype, "set", (...args) => report("stored", toText(args)));
    for (const name of ["put", "add"]) {
      before(window.IDBObjectStore?.prototype, name, (value, key) => stored(key ?? "", value));
    }
    before(window.Cache?.prototype, "put", (request, response) => {
      response.clone().text().then((text) => stored(request.url ?? request, text));
    });
    onSet(window, "name", (text) => report("stored", `window.name=${text}`));
    for (const name of ["pushState", "replaceState"]) {
      before(History.prototype, name, (state, _, url) => report("stored", `${toText(state)} ${url ?? ""}`));
    }
  }

  // A page compares an event's storage with `localStorage`, makes such events, and borrows functions of Storage.
  function standForStorage() {
    const { get } = Object.getOwnPropertyDescriptor(StorageEvent.prototype, "storageArea");
    Object.defineProperty(StorageEvent.prototype, "storageArea", {
      configurable: true,
      enumerable: true,
      get() {
        const area = get.call(this);
        return proxies.get(area) ?? area;
      },
    });
    window.StorageEvent = new Proxy(StorageEvent, {
      construct(target, [type, options], newTarget) {
        const area = options?.storageArea;
        return Reflect.construct(target, [type, { ...options, storageArea: reals.get(area) ?? area }], newTarget);
      },
    });
    for (const name of ["getItem", "setItem", "removeItem", "clear", "key"]) {
      const original = Storage.prototype[name];
      Storage.prototype[name] = function (...args) {
        return original.apply(reals.get(this) ?? this, args);
      };
    }
  }

  // `localStorage.token = …` calls no function.
  function watchProperties(name, stored) {
    try {
      const real = window[name];
      const proxy = new Proxy(real, {
        get(target, key) {
          const value = Reflect.get(target, key, target);
          return typeof value === "function" ? value.bind(target) : value;
        },
        set(target, key, value) {
          stored(key, value);
          return Reflect.set(target, key, value, target);
        },
      });
      proxies.set(real, proxy);
      reals.set(proxy, real);
      Object.defineProperty(window, name, { configurable: true, enumerable: true, get: () => proxy });
    } catch { /* a page without storage */ }
  }

  function watchAnswers() {
    for (const name of ["text", "json"]) {
      const original = Response.prototype[name];
      Response.prototype[name] = async function () {
        const content = await original.call(this);
        report("answer", toText(content), this.url);
        return content;
      };
    }
    before(XMLHttpRequest.prototype, "send", function () {
      this.addEventListener("load", () => {
        const isText = ["", "text", "json"].includes(this.responseType);
        if (isText) report("answer", toText(this.response), this.responseURL);
      });
    });
    for (const name of ["EventSource", "WebSocket"]) {
      const Original = window[name];
      if (!Original) continue;
      window[name] = new Proxy(Original, {
        construct(target, args, newTarget) {
          const stream = Reflect.construct(target, args, newTarget);
          const heard = (event) => { if (typeof event.data === "string") report("answer", event.data); };
          const add = stream.addEventListener.bind(stream);
          add("message", heard);
          stream.addEventListener = (type, ...rest) => {
            if (type !== "message") add(type, heard);
            return add(type, ...rest);
          };
          return stream;
        },
      });
    }
    window.addEventListener("message", (event) => report("answer", toText(event.data), event.origin), true);
    for (const name of ["BroadcastChannel", "MessagePort"]) {
      before(window[name]?.prototype, "postMessage", (message) => report("answer", toText(message)));
    }
  }

  function watchPage() {
    const reportPage = () => isOurs() && document.documentElement && report("page", document.documentElement.outerHTML);
    window.addEventListener("DOMContentLoaded", reportPage);
    window.addEventListener("pagehide", reportPage);
  }
})(CONFIG);
