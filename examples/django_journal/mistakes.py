"""Mistakes that real integrations make, to be switched on by name: a test suite has to find each.

The right way is the code around each `if made(...)`; what takes more than a line to do wrong is in `mistaken.py`.
"""

from enum import Enum, unique

from django.conf import settings


@unique
class Mistake(Enum):
    """The value says what the journal does wrong. All else it does right, unless the sentence says otherwise."""

    CONSTANT_STATE = "the state is the same on every attempt of a teacher that is open alone"
    SHORT_STATE = "the state is six random digits"
    STATE_PREFIX = "only the first 8 characters of the state are compared"
    STATE_OPTIONAL = "an answer without a state is accepted; one with a wrong state is refused"
    SHARED_STATES = "known states are kept in one set for all sessions: another session's state is accepted"
    STATE_KEPT = "an attempt is not forgotten when it has been taken up: its state is good for another answer"
    UNBOUND_ATTEMPTS = "attempts are not bound to sessions: one that somebody else has begun links whoever finishes it"
    PKCE_PLAIN = "the code challenge is the verifier itself, method plain; VK ID refuses it, nobody can be linked"
    CONSTANT_VERIFIER = "the code verifier is the same on every attempt of everybody"
    WRONG_VERIFIER = "the code is redeemed with another verifier; VK ID refuses it, nobody can be linked"
    REDIRECT_URI_QUERY = "?from=vk is added to the redirect address; VK ID refuses it, nobody can be linked"
    NO_DEVICE_ID = "the code is redeemed without device_id; VK ID refuses it, nobody can be linked"
    WRONG_SECRET = "the code is redeemed with a wrong secret; VK ID refuses it, nobody can be linked"
    REDEEM_ON_RELOAD = "a reload of the return address redeems the code once more, and ignores what comes of it"
    BROWSER_REDEEMS = "the page redeems the code with the secret and hands the access token to the back end"
    LATE_REDEMPTION = "the code is redeemed 2.1 seconds after it has come"
    ERROR_IGNORED = "a refusal is not noticed: an empty code is redeemed, and the failure told"
    TOKEN_IN_URL = "the access token is in the address of the page that follows the linking"
    TOKEN_IN_PAGE = "the access token is in a hidden field of the linked teacher's page"
    TOKEN_IN_COOKIE = "the access token is in a cookie that scripts can read"
    REFERRER_LEAK = "the return page, its address with the code and all, loads a picture from the messenger's site"
    WRONG_ORGANIZATION = "teachers are attached to another organization; Sferum refuses it, nobody can be linked"
    WRONG_PERSON = "Sferum is told the teacher's login in place of the person's ID"
    WRONG_ROLE = "teachers are attached as staff"
    WRONG_CLASSES = "teachers are attached without their classes"
    ATTACH_TWICE = "Sferum is asked twice to attach"
    STALE_TOKEN = "the last access token is kept, and attaches the teacher at Sferum when the teacher refuses"
    CREATED_ONLY = "only 201 counts as attached: what a lost answer left attached is never repaired"
    NO_TIMEOUT = "VK ID and Sferum are waited for without end"
    STRICT_COOKIE = "the session's cookie is SameSite=Strict"
    READABLE_COOKIE = "the session's cookie can be read by scripts"
    UNLINK_LOCALLY = "Sferum is not told of unlinking; one linked with another profile there is detached when linking"
    GREEDY_SCOPE = "the rights to friends, wall and photos are asked for besides"
    SILENT_REFUSAL = "nothing is said after a refusal"
    DEAD_END_FAILURE = "when VK ID or Sferum fails, the return address answers 500 and an empty page"
    FORGETS_LINK = "signing out forgets the link: the teacher is shown as not linked, though Sferum has the link"
    RELOAD_BREAKS = "a reload of the return address answers 500"
    LAST_ATTEMPT_ONLY = "a session has one attempt, the last: of two tabs, the one that began first cannot link"
    DOUBLE_CLICK = "each of two quick clicks on the button opens VK ID in a window of its own (popup only)"
    WAITS_FOREVER = "the page does not notice that VK ID's window is closed, nor lets it be opened again (popup only)"
    NO_RETRY = "after a failure the button is not there until the teacher signs in again"

    @property
    def option(self) -> str:
        """Its name on the command line."""
        return self.name.lower().replace("_", "-")


def made(mistake: Mistake) -> bool:
    """Whether the running journal makes this mistake."""
    return mistake in settings.MISTAKES
