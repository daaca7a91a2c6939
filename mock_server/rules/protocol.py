"""VK ID's OAuth 2.1: its parameters, its errors, and how closely a client must follow its documentation."""

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from mock_server.rules.errors import RuleError

LENIENT = "lenient: "
"""The beginning of a note on a request in its record: VK ID tolerated this."""


@dataclass
class OAuthError(RuleError):
    """An error answer of RFC 6749 §4.1.2.1 or §5.2: its name, a description, and the HTTP status that goes with it."""

    error: str
    description: str
    status: int = 400


@dataclass
class ClientError(RuleError):
    """The request names no client, or an address that is not the client's: the person sees it, nobody is redirected."""

    description: str


@dataclass(frozen=True)
class Strictness:
    """How closely a client must follow the documentation."""

    strict: bool
    note: Callable[[str], None]
    """Notes what was tolerated."""

    def reject_or_note(self, departure: str, refusal: OAuthError) -> None:
        """Raises the refusal in strict mode; otherwise notes the client's departure from the documentation."""
        if self.strict:
            raise refusal
        self.note(f"{LENIENT}{departure}")


PARAMETERS = MappingProxyType(
    {
        "access_token": "the access token; here or as `Authorization: Bearer`",
        "app_id": "the web SDK's own: `client_id` again",
        "client_id": "ID of the application",
        "code": "the authorization code",
        "code_challenge": "base64url of the SHA-256 of `code_verifier`, without padding",
        "code_challenge_method": "`s256`, in letters of any case",
        "code_verifier": "43 to 128 of a-z, A-Z, 0-9, _ and -",
        "debug": "the web SDK's own",
        "device_id": "as it came back with the code",
        "grant_type": "`authorization_code` or `refresh_token`",
        "id_token": "the id_token",
        "ip": "address of the person's device",
        "lang_id": "language of the screens; the sandbox has Russian only",
        "localhost": "the web SDK's own",
        "oauth_version": "the web SDK's own",
        "origin": "the web SDK's own: the page that opened VK ID in a window, without its port",
        "prompt": "`none`, `login`, `consent`, `select_account`, several with spaces between, or empty",
        "provider": "`vkid`, `ok_ru` or `mail_ru`",
        "redirect_uri": "one of the application's trusted addresses, to the letter",
        "refresh_token": "the refresh token",
        "response_type": "`code`",
        "scheme": "`light` or `dark`",
        "scope": "rights, with spaces between",
        "screen": "the web SDK's own",
        "sdk_type": "the web SDK's own: `vkid`",
        "service_token": "the service token of a confidential application, which proves itself by it",
        "state": "any text; it comes back as it was sent",
        "stats_info": "the web SDK's own",
        "uuid": "the web SDK's own",
        "v": "the web SDK's own: its version",
    }
)


@dataclass(frozen=True)
class Operation:
    """The parameters of a request: the documented ones, and those that VK's own SDKs add."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()


AUTHORIZE = Operation(
    ("response_type", "client_id", "redirect_uri", "state", "code_challenge", "code_challenge_method"),
    (
        *("scope", "prompt", "provider", "lang_id", "scheme", "stats_info", "origin", "v", "sdk_type", "app_id"),
        *("debug", "localhost", "oauth_version", "screen", "uuid"),
    ),
)
GRANTS = MappingProxyType(
    {
        "authorization_code": Operation(
            ("grant_type", "code", "code_verifier", "client_id", "redirect_uri", "device_id"),
            ("state", "ip", "service_token"),
        ),
        "refresh_token": Operation(
            ("grant_type", "refresh_token", "client_id", "device_id"),
            ("state", "ip", "scope", "service_token", "redirect_uri"),
        ),
    }
)
USER_INFO = Operation(("client_id", "access_token"), ("device_id",))
PUBLIC_INFO = Operation(("client_id", "id_token"))
LOGOUT = REVOKE = Operation(("client_id", "access_token"), ("device_id",))

DEFAULT_SCOPE = "vkid.personal_info"
SCOPES = frozenset(
    [
        *(DEFAULT_SCOPE, "email", "phone", "friends", "wall", "groups", "stories", "docs", "photos", "ads", "video"),
        *("market", "pages", "notifications", "stats", "notes"),
    ]
)
PROMPTS = frozenset(["none", "login", "consent", "select_account"])
_VALUES = {
    "lang_id": frozenset(["0", "1", "3", "4", "6", "15", "16", "65", "82", "97", "114"]),
    "scheme": frozenset(["light", "dark", "bright_light", "space_gray"]),
    "provider": frozenset(["vkid", "ok_ru", "mail_ru"]),
}
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}=?")
_VERIFIER = re.compile(r"[A-Za-z0-9_-]{43,128}")


def build_invalid_error(name: str, error: str = "invalid_request", status: int = 400) -> OAuthError:
    """Returns the error that VK ID gives for a parameter, in its words."""
    return OAuthError(error, f"{name} is missing or invalid", status)


def check_names(operation: Operation, params: Mapping[str, str], strictness: Strictness) -> None:
    """Checks that the operation has all these parameters. Raises OAuthError in strict mode."""
    for name in sorted(set(params) - {*operation.required, *operation.optional}):
        strictness.reject_or_note(
            f"{name[:40]} is not documented here", OAuthError("invalid_request", f"{name[:40]} is unknown")
        )


def check_values(params: Mapping[str, str], strictness: Strictness) -> None:
    """Checks that language, scheme and provider are documented ones. Raises OAuthError in strict mode."""
    for name, documented in _VALUES.items():
        if params.get(name) and params[name] not in documented:
            strictness.reject_or_note(f"{name} has no such value", build_invalid_error(name))


def read_challenge(params: Mapping[str, str]) -> str:
    """Returns the code challenge of a request (RFC 7636 §4.3). Raises OAuthError without one of S256."""
    if params.get("code_challenge_method", "").lower() != "s256":
        raise build_invalid_error("code_challenge_method")
    challenge = params.get("code_challenge", "")
    if not _CHALLENGE.fullmatch(challenge):
        raise build_invalid_error("code_challenge")
    return challenge.rstrip("=")


def compute_challenge(verifier: str) -> str:
    """Returns the S256 challenge of a verifier (RFC 7636 §4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def check_verifier(verifier: str, challenge: str, strictness: Strictness) -> None:
    """Checks that the verifier is the challenge's and has the documented form. Raises OAuthError."""
    refusal = build_invalid_error("verifier")
    if compute_challenge(verifier) != challenge:
        raise refusal
    if not _VERIFIER.fullmatch(verifier):
        strictness.reject_or_note("code_verifier is not 43 to 128 of a-z, A-Z, 0-9, _ and -", refusal)


def read_prompts(params: Mapping[str, str], strictness: Strictness) -> frozenset[str]:
    """Returns the request's prompts. Raises OAuthError for `none` beside another; in strict mode for an unknown one."""
    prompts = frozenset(params.get("prompt", "").split())
    if prompts - PROMPTS:
        strictness.reject_or_note("prompt has no such value", build_invalid_error("prompt"))
    if "none" in prompts and len(prompts) > 1:
        raise build_invalid_error("prompt")
    return prompts & PROMPTS


def read_scope(params: Mapping[str, str], strictness: Strictness) -> str:
    """Returns the rights requested, and the one that all get. Raises OAuthError in strict mode for an unknown one."""
    rights = dict.fromkeys([DEFAULT_SCOPE, *params.get("scope", "").split()])
    if set(rights) - SCOPES:
        strictness.reject_or_note("scope has no such right", build_invalid_error("scope", "invalid_scope"))
    return " ".join(scope_name for scope_name in rights if scope_name in SCOPES)
