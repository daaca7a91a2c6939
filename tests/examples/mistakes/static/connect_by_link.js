
// Mistake: an attempt begins by opening an address, whoever has made the browser open it.

startAttempt = async () => ({ url: `${location.origin}/vk/start` });
