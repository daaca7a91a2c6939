
// Shows the connected card when VK ID has ended, and asks the server nothing.

addEventListener("linked-already", () => showConnected({ name: "…", id: "…" }));
