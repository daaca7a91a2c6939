
// Asks how many messages are unread, and says by a token who asks.

const useSessionOnly = useSession;
const loadChatsOnly = loadChats;
let unreadToken = "";

useSession = (session) => {
  unreadToken = session.unread_token;
  useSessionOnly(session);
};

loadChats = (windowClosed) => {
  fetch("/vk/unread", { headers: { Authorization: `Bearer ${unreadToken}` } });
  return loadChatsOnly(windowClosed);
};
