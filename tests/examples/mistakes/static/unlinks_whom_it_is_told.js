
// Names in the request the teacher whose link is to be undone.

disconnect = () => call("DELETE", `/api/link?teacher=${teacher.id}`);
