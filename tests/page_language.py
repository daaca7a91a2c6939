"""A page in two languages, as who chose one of them reads it."""

import re

_OTHER = {"ru": "en", "en": "ru"}


def keep_language(html: str, language: str = "ru") -> str:
    """Returns the page without what it says in the other language, and without the marks of this one."""
    kept = re.sub(rf'<span lang="{_OTHER[language]}">.*?</span>', "", html, flags=re.DOTALL)
    return re.sub(rf'<span lang="{language}">(.*?)</span>', r"\1", kept, flags=re.DOTALL)
