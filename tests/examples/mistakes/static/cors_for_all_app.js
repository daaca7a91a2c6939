
// Unlinks by a request that proves by a header alone that it is the journal's.

disconnect = () => fetch("/api/link", { method: "DELETE", headers: { "X-Requested-With": "XMLHttpRequest" } });
