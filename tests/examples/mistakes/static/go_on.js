// Mistake: a page at the return address, with the code in it, where a redirect should be.
location.replace(document.currentScript.dataset.url);
