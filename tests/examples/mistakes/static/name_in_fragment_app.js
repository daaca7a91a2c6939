
// Puts the teacher's name into the address of the first page.

const showHomeOnly = SCREENS["/"];

SCREENS["/"] = () => {
  showHomeOnly();
  history.replaceState(null, "", `/#${encodeURIComponent(currentTeacher().full_name)}`);
};
