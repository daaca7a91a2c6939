"""Which names secrets go under: `access_token`, `Access-Token`, `newPassword`, `user[sid]`, `PHPSESSID`."""

import re

_WORD = re.compile(r"[A-ZА-ЯЁ]+(?![a-zа-яё])|[A-ZА-ЯЁ]?[a-zа-яё]+|\d+")
# The last word of a name tells. `action` is the silent-token flow's: it holds the journal's token.
_SECRET = re.compile(
    "(?:action|assertion|auth|authorization|bearer|code|cookie|credential|csrf|hash|invitation|invite|jwt|key|nonce|otp"
    "|passcode|passphrase|passwd|password|pin|pwd|secret|sess|sessid|session|sid|signature|state|ticket|token|verifier"
    "|код|пароль|секрет|токен)s?|pass"
)
_RUN_TOGETHER = re.compile(
    ".*(?:(?:access|api|private)key|assertion|authorization|cookie|credential|deviceid|jwt|passcode|passphrase|passwd"
    "|password|secret|sessid|session|sessionid|signature|token|verifier)s?"
)
_QUALIFIER = re.compile(r"\d+|again|confirm|confirmation|current|hint|id|new|old|plain|raw|repeat|text|value")
"""Words after the one that tells: `session_id`, `password_confirm`, `id_token_hint`."""
_PUBLIC = re.compile(
    "(?:area|class|country|currency|dial|error|exit|http|lang|language|locale|postal|region|response|school|status|zip)"
    "codes?|(?:chat|class|foreign|primary|public|sort)keys?|keys?"
)


def is_secret(name: str) -> bool:
    """Whether what goes under this name is a secret. Case, dashes, brackets and numbers make no difference."""
    words = [word.lower() for word in _WORD.findall(name[:200])]
    if "".join(words).endswith("deviceid"):
        return True
    while len(words) > 1 and _QUALIFIER.fullmatch(words[-1]):
        words.pop()
    if not words or _PUBLIC.fullmatch("".join(words[-2:])):
        return False
    return bool(_SECRET.fullmatch(words[-1]) or _RUN_TOGETHER.fullmatch("".join(words)))
