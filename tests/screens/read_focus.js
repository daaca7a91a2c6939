// What has the focus, and what keeps it from being seen; nothing at the end of the page.
() => {
  const focused = document.activeElement, style = getComputedStyle(focused), flaws = [];
  if (focused === document.body) return null;
  if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) flaws.push("is not seen");
  const box = focused.getClientRects()[0] ?? new DOMRect();
  const [left, right] = [Math.max(box.left, 0), Math.min(box.right, document.documentElement.clientWidth)];
  const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
  const upmost = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  if (left >= right || top >= bottom) flaws.push("is outside the window");
  else if (!focused.contains(upmost) && !upmost.contains(focused))
    flaws.push(`is under <${upmost.tagName.toLowerCase()} class="${upmost.className}">`);
  return [focused.dataset.key ?? focused.outerHTML, flaws];
}
