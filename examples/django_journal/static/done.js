// In VK ID's window or frame: tell the card that waits. In a tab of its own there is none: go there.
"use strict";

const card = window.opener ?? (window.parent === window ? null : window.parent);
if (card) {
  card.postMessage("vk-id-done", location.origin);
  window.close();
} else {
  location.replace("/chats");
}
