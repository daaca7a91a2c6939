
// Puts a greeting into the address of the first screen, and shows whatever greeting the address has.

const showHomeUngreeted = SCREENS["/"];

SCREENS["/"] = () => {
  showHomeUngreeted();
  const greeting = new URLSearchParams(location.search).get("greeting");
  if (greeting) return showToast({ success: true, text: greeting });
  history.replaceState(null, "", `${urlOf("/")}?${new URLSearchParams({ greeting: "Вы вошли в дневник." })}`);
};
