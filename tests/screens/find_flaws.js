// What a person could not see or press on this page.
() => {
  const flaws = [], width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) flaws.push(`is ${document.documentElement.scrollWidth} px wide`);
  const name = (element) => (element.innerText || element.getAttribute("aria-label") || element.name || element.tagName).trim();
  const isHidden = (element) => !element.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true });
  const closedMenu = (element) => element.closest("details:not([open])") && element.tagName !== "SUMMARY";
  const isOrdered = (element) => !element.closest("[hidden]") && !closedMenu(element);
  for (const control of document.querySelectorAll("a, button, input:not([type=hidden]), summary, h1, [role=alert]")) {
    if (!isOrdered(control)) continue;
    if (isHidden(control)) { flaws.push(`«${name(control)}» is not seen`); continue; }
    const scroller = control.closest(".scroll");
    const box = control.getBoundingClientRect();
    const isText = control.matches("h1, [role=alert], a:not(.button), [type=radio], [type=checkbox]");
    if (box.width < 20 || box.height < (isText ? 16 : 24))
      flaws.push(`«${name(control)}» is ${box.width} × ${box.height} px`);
    if (!scroller && (box.left < 0 || box.right > width + 0.5)) flaws.push(`«${name(control)}» ends at ${box.right} px`);
    for (let parent = control.parentElement; parent; parent = parent.parentElement) {
      const style = getComputedStyle(parent), edges = parent.getBoundingClientRect();
      if (parent === document.body || style.overflow === "visible" || parent === scroller) continue;
      if (box.right > edges.right + 0.5 || box.bottom > edges.bottom + 0.5 || box.left < edges.left - 0.5)
        flaws.push(`«${name(control)}» is cut by <${parent.tagName.toLowerCase()} class="${parent.className}">`);
    }
    control.scrollIntoView({ block: "center" });
    const now = control.getClientRects()[0];
    const top = document.elementFromPoint(now.left + now.width / 2, now.top + now.height / 2);
    if (!scroller && top !== control && !control.contains(top))
      flaws.push(`«${name(control)}» is under <${top?.tagName} class="${top?.className}">`);
  }
  for (const element of document.querySelectorAll("h1, h2, p, li, dd, dt, td, th, label, legend, button, a, summary, strong, span")) {
    if (!isOrdered(element)) continue;
    const hasWords = [...element.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.data.trim());
    if (isHidden(element)) {
      if (hasWords && !element.matches(".who-name")) flaws.push(`«${element.textContent.trim()}» is not seen`);
      continue;
    }
    const style = getComputedStyle(element);
    const isCut = ["hidden", "clip"].includes(style.overflowX) && element.scrollWidth > element.clientWidth + 1;
    if (isCut && style.textOverflow !== "ellipsis") flaws.push(`«${name(element)}» is cut off`);
    if (element.innerText?.trim() && parseFloat(style.fontSize) < 12) flaws.push(`«${name(element)}» is ${style.fontSize}`);
  }
  for (const field of document.querySelectorAll("input:not([type=hidden], [type=radio], [type=checkbox]), select, textarea")) {
    const size = getComputedStyle(field).fontSize;
    if (parseFloat(size) < 16) flaws.push(`the text of the field «${field.name}» is ${size}: an iPhone zooms in`);
  }
  for (const scroller of document.querySelectorAll(".scroll")) {
    const isCut = scroller.scrollWidth > scroller.clientWidth + 1;
    if (isCut && !["auto", "scroll"].includes(getComputedStyle(scroller).overflowX)) flaws.push("the table does not scroll");
  }
  return flaws;
}
