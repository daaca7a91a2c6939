// The picture's server is told this page's address, with the code in it.
"use strict";

const picture = document.querySelector("[data-src]");
picture.onload = picture.onerror = () => location.replace(picture.parentElement.dataset.onwards);
picture.src = picture.dataset.src;
