// In the window or frame of VK ID: tells the waiting card about the end. In the tab of the card: goes to the card.
"use strict";

const card = window.opener ?? (window.parent === window ? null : window.parent);
if (card) {
  card.postMessage("vk-id-done", location.origin);
  window.close();
} else {
  location.replace("/chats");
}
