// Which buttons are lower than a fingertip; those that look like text, and the values that one copies, are text.
() => [...document.querySelectorAll("button:not(.link, .facts .copy, .lead .copy), a.button")]
  .filter((button) => button.checkVisibility({ checkVisibilityCSS: true }))
  .map((button) => [button.innerText.trim() || button.getAttribute("aria-label"), button.getBoundingClientRect().height])
  .filter(([, height]) => height < 44)
  .map(([name, height]) => `«${name}» is ${height} px high`)
