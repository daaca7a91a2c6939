"""Text for an output whose encoding lacks some characters: cp1251 and cp866 of Windows, ASCII."""

import codecs
import unicodedata
from contextlib import suppress
from functools import cache, partial

from anyascii import anyascii

_SIGNS = {"✓": "+", "✗": "x", "→": "->", "«": '"', "»": '"'}
_TATAR = str.maketrans("әөүҗңһӘӨҮҖҢҺ", "аоужнхАОУЖНХ")
"""The letters of Tatar that Russian does not have, and the nearest Russian ones."""


@cache
def register_error_handler(encoding: str) -> str:
    """Returns the name of an error handler for the encoding: `errors=register_error_handler("cp1251")`.

    In place of a character that the encoding lacks it writes a similar letter or sign, its sound, or its number.
    """
    name = f"readable-{encoding}"
    codecs.register_error(name, partial(_write_stand_ins, encoding))
    return name


def _write_stand_ins(encoding: str, error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_stand_in(character, encoding) for character in error.object[error.start : error.end]), error.end


def _stand_in(character: str, encoding: str) -> str:
    letter = character.translate(_TATAR)
    with suppress(UnicodeEncodeError):
        letter.encode(encoding)
        return letter
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):  # an accent, an invisible mark
        return ""
    # A lone surrogate has no sound: it stands for a byte of a file's name that is not text.
    return _SIGNS.get(character) or anyascii(character) or character.encode("ascii", "backslashreplace").decode()
