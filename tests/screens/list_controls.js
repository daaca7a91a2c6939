// What Tab must reach, in the order of the page; a group of radio buttons is one stop.
() => {
  const groups = new Set();
  return [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]:not([tabindex=\"-1\"])")].filter((control) => {
    if (control.closest("[hidden]") || (control.closest("details:not([open])") && control.tagName !== "SUMMARY")) return false;
    if (control.type !== "radio") return true;
    const isFirst = !groups.has(control.name);
    groups.add(control.name);
    return isFirst;
  }).map((control, number) => {
    const key = control.type === "radio" ? `radio ${control.name}` : `${number} ${control.tagName} ${control.innerText || control.name}`;
    for (const same of control.type === "radio" ? document.getElementsByName(control.name) : [control]) same.dataset.key = key;
    return key;
  });
}
