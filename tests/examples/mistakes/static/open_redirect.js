
// Mistake: the address of the sign-in form says in `next` where to go afterwards, and any address is followed.

const goToOnly = goTo;

goTo = (route, options) => {
  const next = new URLSearchParams(location.search).get("next");
  if (route === "/sign-in") return goToOnly(`/sign-in?next=${encodeURIComponent(urlOf(currentRoute()))}`, options);
  if (currentRoute() === "/sign-in" && next) return location.assign(next);
  goToOnly(route, options);
};
