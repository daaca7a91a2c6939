"""Each word of a secret's name has a name that only it makes a secret, and each harmless one a name that it clears."""

import pytest

from mock_server.recording.secret_names import is_secret


@pytest.mark.parametrize(
    "name",
    [
        *(
            "auth",
            "authorization",
            "assertion",
            "bearer",
            "codes",
            "csrf",
            "invitation",
            "invite",
            "mfa",
            "nonce",
            "otp",
        ),
        *(
            "pin",
            "pswd",
            "psw",
            "pwd",
            "pw",
            "sess",
            "sessions",
            "sid",
            "ticket",
            "totp",
            "xsrf",
            "pass",
            "код",
            "ключ",
        ),
        *(f"код{ending}" for ending in ("а", "у", "ом", "ы", "ов")),
        *(f"ключ{ending}" for ending in ("а", "у", "ом", "и", "ей")),
        *(f"my_{word}" for word in ("action", "hash", "sig", "sign", "signatures", "state")),
        *(f"my{word}x" for word in ("accesskey", "apikey", "privatekey", "cookie", "credential", "jwt", "passcode")),
        *(f"my{word}x" for word in ("passphrase", "passwd", "password", "secret", "sessionid", "sessid", "token")),
        *(
            "myverifierx",
            "мойпарольx",
            "мойсекретx",
            "мойтокенx",
            "мойпароляx",
            "мойпаролюx",
            "мойпаролеx",
            "device_id",
            "deviceid2",
            "SMSPin",
            "PIN",
        ),
        *(
            f"my{word}"
            for word in ("assertion", "authorization", "code", "key", "otp", "pass", "pwd", "session", "sid")
        ),
        *("mysignatures", "мойкод", "мойключ", "my_key", "my_keys"),
        *(f"code_{word}" for word in ("2", "again", "confirm", "confirmation", "current", "hint", "id", "new", "old")),
        *(f"code_{word}" for word in ("plain", "raw", "repeat", "text", "v", "value")),
        *(f"hash_{word}" for word in ("2", "again", "confirm", "confirmation", "current", "hint", "id", "new", "old")),
        *(f"hash_{word}" for word in ("plain", "raw", "repeat", "text", "v", "value")),
    ],
)
def test_name_with_this_word_is_a_secrets(name: str) -> None:
    assert is_secret(name)


CODES = (
    *("area", "bar", "class", "country", "currency", "de", "dial", "en", "error", "exit", "geo", "http", "lang"),
    *(
        "language",
        "locale",
        "op",
        "post",
        "postal",
        "qr",
        "region",
        "response",
        "school",
        "status",
        "trans",
        "uni",
        "zip",
    ),
)


@pytest.mark.parametrize(
    "name",
    [
        *(f"{word}code" for word in CODES),
        *(f"{word}_codes" for word in CODES),
        *(f"{word}key" for word in ("chat", "class", "don", "foreign", "hoc", "hot", "mon", "primary", "public")),
        *("sortkey", "turkeys", "bypass", "compass", "overpass", "surpass", "trespass", "штрихкод", "key", "secretary"),
        *(f"token_{word}" for word in ("alg", "algorithm", "at", "challenge", "count", "enabled", "endpoint", "error")),
        *(
            f"token_{word}"
            for word in ("expires", "format", "in", "kind", "length", "lifetime", "limit", "method", "mode")
        ),
        *(
            f"token_{word}"
            for word in ("s", "required", "size", "status", "timeout", "ttl", "type", "uri", "url", "version")
        ),
        *(f"код_{word}" for word in ("валюты", "города", "класса", "ошибки", "ответа", "региона", "страны", "школы")),
        *("код_языка", "signature_x", "my_zipcode", "x" * 500, "id", ""),
    ],
)
def test_name_with_this_word_is_none(name: str) -> None:
    assert not is_secret(name)
