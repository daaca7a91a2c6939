// What the eye tells a thing by: its colours, its place in the row, and what is drawn beside its words; nothing, if it is not.
(element) => Object.fromEntries(["", "::before", "::after"].map((part) => {
  const style = getComputedStyle(element, part);
  const names = ["color", "backgroundColor", "backgroundImage", "borderTopColor", "borderRadius", "boxShadow", "alignSelf", "fontSize"];
  const drawn = ["content", "display", "top", "left", "width", "height", "transform"];
  const isSeen = style.display !== "none" && !(part && style.content === "none");
  return [part, !isSeen ? "" : [...names, ...(part ? drawn : [])].map((name) => style[name]).join(" ")];
}))
