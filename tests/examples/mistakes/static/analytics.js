// Tells a visit counter of another site where the visitor has been, code and all, and goes on.
const counter = location.origin.replace("localhost", "127.0.0.1");
navigator.sendBeacon(`${counter}/collect`, btoa(JSON.stringify({ page: location.href })));
location.replace(document.currentScript.dataset.url);
