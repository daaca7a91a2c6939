// What has the focus, and whether that is seen; nothing at the end of the page.
() => {
  const focused = document.activeElement, style = getComputedStyle(focused);
  const isSeen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return focused === document.body ? null : [focused.dataset.key ?? focused.outerHTML, isSeen];
}
