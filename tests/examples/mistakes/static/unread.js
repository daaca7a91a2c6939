// Asks how many messages are unread, and says by a token who asks.
fetch("/vk/unread", { headers: { Authorization: `Bearer ${document.currentScript.dataset.token}` } });
