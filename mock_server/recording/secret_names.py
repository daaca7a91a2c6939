"""The names of secrets: `access_token`, `Access-Token`, `newPassword`, `smscode`, `user[sid]`, `PHPSESSID`."""

import re

_WORD = re.compile(r"[A-ZА-ЯЁ]+(?![a-zа-яё])|[A-ZА-ЯЁ]?[a-zа-яё]+|\d+")
_SECRET = re.compile(
    "(?:auth|authorization|assertion|bearer|code|csrf|invitation|invite|mfa|nonce|otp|pin|pswd|psw|pwd|pw"
    "|sess|session|sid|ticket|xsrf)s?|pass|код(?:а|у|ом|ы|ов)?|ключ(?:а|у|ом|и|ей)?"
)
# `action` belongs to the silent-token flow: it holds the journal's token.
_SECRET_AT_END = re.compile("(?:action|hash|sig|sign|signature|state)s?")
"""Words that mean a secret only at the end of a name: `redirect_state`, but not `signature_algorithm`."""
_ANYWHERE = re.compile(
    "(?:access|api|private)key|cookie|credential|deviceid|jwt|passcode|passphrase|passwd|password|secret(?!ar)|sessionid"
    "|sessid|token|verifier|парол[ьяюе]|секрет|токен"
)
"""What means a secret even in a name without borders between its words."""
_RUN_TOGETHER = re.compile("..*(?:assertion|authorization|code|key|otp|pass|pwd|session|sid|signature|код|ключ)s?")
_HARMLESS = re.compile(
    "(?:area|bar|class|country|currency|de|dial|en|error|exit|geo|http|lang|language|locale|op|post|postal|qr|region"
    "|response|school|status|trans|uni|zip)codes?|штрихкод"
    "|(?:chat|class|don|foreign|hoc|hot|mon|primary|public|sort|tur)keys?|(?:by|com|over|sur|tres)pass"
)
_QUALIFIER = re.compile(r"\d+|again|confirm|confirmation|current|hint|id|new|old|plain|raw|repeat|text|v|value")
"""Words that may follow the one that means a secret: `session_id`, `password_confirm`, `id_token_hint`."""
_ABOUT = re.compile(
    "alg|algorithm|at|challenge|count|enabled|endpoint|error|expires|format|in|kind|length|lifetime|limit|method|mode|s"
    "|required|size|status|timeout|ttl|type|uri|url|version|валюты|города|класса|ошибки|ответа|региона|страны|школы|языка"
)
"""The ends of names for facts about a secret, not for the secret: `token_type`, `code_challenge`."""


def is_secret(name: str) -> bool:
    """Returns whether the name is that of a secret. Case, dashes, brackets and numbers make no difference."""
    words = [word.lower() for word in _WORD.findall(name if len(name) <= 400 else f"{name[:200]}_{name[-200:]}")]
    if "".join(words).endswith("deviceid"):
        return True
    while len(words) > 1 and _QUALIFIER.fullmatch(words[-1]):
        words.pop()
    if not words or _ABOUT.fullmatch(words[-1]):
        return False
    if _SECRET_AT_END.fullmatch(words[-1]) or _ANYWHERE.search("".join(words)):
        return True
    return any(_means_secret(before, word) for before, word in zip(["", *words], words, strict=False))


def _means_secret(before: str, word: str) -> bool:
    if _HARMLESS.fullmatch(word) or _HARMLESS.fullmatch(before + word):
        return False
    if word in ("key", "keys"):  # alone it is the name of anything
        return bool(before)
    return bool(_SECRET.fullmatch(word) or _RUN_TOGETHER.fullmatch(word))
