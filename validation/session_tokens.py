"""The tokens by which a journal's scripts say who the teacher is, tried without the browser that had them."""

from playwright.sync_api import APIRequestContext, Error, Request

from validation.teacher_session import TeacherSession

_SCHEME = "bearer "
_FIRST_REFUSAL = 400
_ANSWER_TIMEOUT_MS = 5000
"""Longer than an API takes; a request that waits for news is given up."""


class TokenTrial:
    """Tells whether the journal's API answers to the token of the teacher who is signed in, as RFC 6750 §2.1 sends it.

    It asks what the teacher's page has asked last, from a browser that has no cookies of the journal's.
    """

    def __init__(self, session: TeacherSession, stranger: APIRequestContext) -> None:
        self._stranger = stranger
        self._is_journal = session.vendor.is_journal
        self._request: Request | None = None
        session.context.on("request", self._remember)

    def opens_api(self) -> bool:
        """Returns whether the token is still good, and nothing is had without it; false where there is no token."""
        request = self._request
        return request is not None and self._is_answered(request, with_token=True) and not self._is_answered(request)

    def _is_answered(self, request: Request, *, with_token: bool = False) -> bool:
        headers = {"authorization": request.headers["authorization"]} if with_token else {}
        try:
            answer = self._stranger.get(request.url, headers=headers, max_redirects=0, timeout=_ANSWER_TIMEOUT_MS)
            return answer.status < _FIRST_REFUSAL
        except Error:
            return False

    def _remember(self, request: Request) -> None:
        has_token = request.headers.get("authorization", "").lower().startswith(_SCHEME)
        if has_token and request.method == "GET" and self._is_journal(request.url):
            self._request = request
