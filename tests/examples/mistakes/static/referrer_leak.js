// Loads the picture, whose server learns this page's address with the code in it. Then goes on.
"use strict";

const picture = document.querySelector("[data-src]");
picture.onload = picture.onerror = () => location.replace(picture.parentElement.dataset.nextUrl);
picture.src = picture.dataset.src;
