// Calls of the journal's JSON API, and who is signed in.

export class ApiError extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

let csrfToken = "";
let teacher = null;

// The teacher who is signed in, or null.
export function currentTeacher() {
  return teacher;
}

export async function loadSession() {
  useSession(await call("GET", "/api/session"));
}

export async function signIn(username, password) {
  useSession(await call("POST", "/api/sign-in", new URLSearchParams({ username, password })));
}

export async function signOut() {
  useSession(await call("POST", "/api/sign-out"));
}

export async function changeSchool() {
  useSession(await call("POST", "/api/school"));
}

export function loadChats(windowClosed) {
  return call("GET", windowClosed ? "/api/chats?window=closed" : "/api/chats");
}

export function startAttempt() {
  return call("POST", "/api/link-attempts");
}

export function sendAnswer(query) {
  return call("POST", `/api/vk-answers${query}`);
}

export function disconnect() {
  return call("DELETE", "/api/link");
}

function useSession(session) {
  csrfToken = session.csrf_token;
  teacher = session.teacher;
}

async function call(method, url, body) {
  const headers = method === "GET" ? {} : { "X-CSRFToken": csrfToken };
  const response = await fetch(url, { method, headers, body });
  if (response.status === 401) teacher = null; // the session has ended
  if (response.status === 204) return null;
  const content = await response.json().catch(() => ({ error: "unreadable" }));
  if (!response.ok) throw new ApiError(content.error);
  return content;
}
