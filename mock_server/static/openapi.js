/* Shows the description of this site's API. */

const place = document.getElementById("description");

window.SwaggerUIBundle({
  url: place.dataset.url,
  domNode: place,
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
  onComplete: () => { document.title = document.querySelector(".info .title")?.firstChild?.textContent ?? document.title; },
});
