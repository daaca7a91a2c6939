
// Says in the request what the teacher is.

startAttempt = () => call("POST", `/api/link-attempts?role=${teacher.role}`);
