
// Mistake: what the teacher answers is not looked at.

form.addEventListener("submit", () => confirm("Отключить чаты?"), { capture: true });
