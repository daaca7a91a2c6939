"""Patterns that find secrets in a text: by their looks, their place, or the name before them.

All of them take linear time: an alternative begins where a run of its characters begins, and never backtracks. Runs of
characters are possessive; groups are not, for Python up to 3.11.4 gets that wrong (gh-106052).
"""

import re

BY_LOOKS = re.compile(
    r"(?<![\w-])(?=[\w-]*?\beyJ)[\w-]++(?:\.[\w-]*+){1,4}"  # a JWT
    r"|\bvk[12]\.a(?:\.[\w-]++)+"  # a token of VK
    # nobody types such words: 20 characters of all three kinds, or 32 hexadecimal ones
    r"|(?<![\w~+.-])(?=[\w~+.-]*\d)(?=[\w~+.-]*[a-z])(?=[\w~+.-]*[A-Z])[\w~+.-]{20,}+=*+(?![\w~+.-])"
    r"|(?<![\w~+.-])[0-9a-fA-F]{32,}+(?![\w~+.-])",
    re.ASCII,
)
BY_PLACE = re.compile(
    r"(?P<head>\b(?:bearer|basic)\s++)(?P<value>[\w.~+/=-]{8,}+)"
    r"|(?P<path>/(?:invitation|invite)s?/)(?P<token>[^/?#&\s\"'<>]++)"
    r"|(?P<after>/(?:[\w-]*[_-])?(?:api[_-]?key|code|otp|passw(?:or)?d|secret|session|sid|ticket|token)s?/)"
    r"(?!(?:change|check|confirm|exchange|forgot|info|introspect|login|new|refresh|reset|restore|revoke|verify)\b)"
    r"(?P<part>[^/?#&\s\"'<>]++)"
    r"|(?P<slashes>://)(?P<user>[^/@\s\"'<>]++)(?=@)",
    re.IGNORECASE,
)
WORD = re.compile(r"[\w.+~%-]*")
"""A text in which nothing is a secret by its place or by the name before it: most values are such."""
ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});", re.IGNORECASE)
UNICODE = re.compile(r"(?<!\\)\\++(?:u(?!d[89a-f])(?P<u>[0-9a-f]{4})|x(?P<x>[0-9a-f]{2}))", re.IGNORECASE)
NAMING = ("attr", "attribute", "field", "header", "id", "k", "key", "label", "n", "name", "param", "parameter", "type")
VALUE = r"(?:content|data|text|val|value)s?"
"""The keys of pairs: VK has {"key": …, "value": …} for its parameters, and its web SDK {"name": …, "value": …}."""
IDENTIFIER = re.compile(r"[\w.\[\]-]{1,60}")
_NAME = r"(?<![\w.\[\]%-])(?P<name>[\w.\[\]%-]++)"
_QUOTED_NAME = r"""(?<!\\)(?P<quote>\\*+["'])(?P<name>[\w.\[\] %-]++)(?P=quote)[\s+]*+(?::|=>?)[\s+]*+"""
_NAME_FIRST = (
    r"""(?<!\\)(?P<quote>\\*+["'])(?P<name>[\w.\[\]-]++)(?P=quote)\s*+,\s*+(?:\\*+["']\w{1,20}+\\*+["']\s*+:\s*+)?"""
)
"""A pair with the name first: `("password", "…")`, `"name": "password", "value": "…"` cut off."""
_PAIR = (
    rf"(?:^|(?<=[?&#]))(?:{'|'.join(NAMING)})=(?P<name>[\w.\[\]%-]++)[&;]"
    rf"(?:[\w.\[\]%-]++=[^\s&;#\"'<>]*+[&;]){{0,5}}{VALUE}="
)
_QUOTED = r"""(?P<mark>\\*+["'])(?P<value>(?:(?!(?P=mark))(?:\\.|.))+)"""
_NEXT_LINE = r"(?:\r?\n[ \t]*+(?![\w.\[\]%-]++[ \t]*+[=:]))?"
_PART = (
    r"\bname=[\"']?(?P<name>[\w.\[\] %-]++)[\"']?(?:;[^\r\n]{0,200}+)?\r?\n"
    r"(?:[\w-]{1,40}+:[^\r\n]{0,200}+\r?\n){0,4}\r?\n"
)
_PROSE = (
    r"(?!(?:assertion|expired|extra|field|input|invalid|is|its|list|missing|must|no|not|required|should|string|the"
    r"|unable)(?:[\s,;.]|\Z))"
)
"""How a remark goes on after a name; it must stay: `token: Field required`."""
_QUOTES, _BLANKS = "\"'", " \t"
# Each with the characters of which a text has one, or else the patterns find nothing in it.
BY_NAME = [
    (needed, re.compile(head), re.compile(value, re.DOTALL | re.IGNORECASE))
    for needed, head, value in (
        # JSON that cannot be parsed as a whole, a printed dict, a program
        (_QUOTES, _QUOTED_NAME, _QUOTED),
        (_QUOTES, _NAME_FIRST, _QUOTED),
        (_QUOTES, _QUOTED_NAME, r"(?P<value>\[[^\]]++|\{[^}]++|[^\s,;&}\]\[{\"'<>\\]++)"),
        (_QUOTES, rf"{_NAME}\s*+(?::?=>?|:)\s*+", _QUOTED),
        # an address or a form, and a pair in it; then cookies, text, a command line
        ("=", r"(?:^|(?<=[?&#]))(?P<name>[\w.\[\]%-]++)=", r"(?P<value>(?:[^\s&#\"'<>;]|;(?!\s|\Z))+)"),
        ("=", _PAIR, r"(?P<value>[^\s&#\"'<>]++)"),
        ("=", rf"{_NAME}[ \t]*+:?=>?[ \t]*+{_NEXT_LINE}", r"(?P<value>[^\s&\"'#,;()<>]++)"),
        (
            ":",
            rf"{_NAME}:[ \t]*+{_NEXT_LINE}",
            rf"{_PROSE}(?P<value>[^\s,;&}}\"'<>]++(?:[ \t]++[^\s,;&}}\"'<>]++)*)",
        ),
        (_QUOTES, r"(?<![\w-])--?(?P<name>[\w-]++)[ \t]++", _QUOTED),
        (_BLANKS, r"(?<![\w-])--(?P<name>[\w-]++)[ \t]++", r"(?P<value>[^\s\"'&<>-][^\s\"'&<>]*+)"),
        (
            _BLANKS,
            r"(?i:\b(?P<name>(?:код|ключ)(?:[ \t]++[а-яё]++){1,3}))[ \t]*+[:—-][ \t]*+",
            r"(?P<value>[^\s,;&}\"'<>]++)",
        ),
        # a part of a form
        ("\n", _PART, r"(?P<value>[^\r\n]++)"),
        # XML
        (
            "<",
            rf"<(?:{'|'.join(NAMING)})>(?P<name>[\w.-]{{1,60}}+)</[^<>]{{1,60}}+>\s*+<[^<>]{{1,60}}+>",
            r"(?P<value>[^<>]++)",
        ),
        (
            "<",
            r"<(?:[\w-]{1,40}+:)?(?P<name>[\w.-]++)(?:\s[^<>]*+)?>\s*+(?:<!\[CDATA\[)?",
            r"(?P<value>(?:[^<>\]]|\](?!\]>))+)",
        ),
    )
]
TAG = re.compile(
    r"(?P<tag><[\w:.-]++(?P<attributes>[^<>]*+)>)(?P<opened>\s*+(?:<!\[CDATA\[)?)(?P<text>(?:[^<>\]]|\](?!\]>))*)"
)
ATTRIBUTE = re.compile(
    r"""(?P<head>(?<![\w:.-])(?P<name>[\w:.-]++)\s*+=\s*+(?P<mark>["'])?)(?P<value>(?(mark)[^"'<>]++|[^\s"'<>]++))"""
)
