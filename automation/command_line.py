"""Commands as a person writes them on one line, and back: each system has its own quotes and its own paths."""

import shlex
import subprocess
import sys
from collections.abc import Sequence


def split_command(line: str) -> list[str]:
    r"""Returns the words of the line. Raises ValueError where a quote is not closed.

    On Windows a backslash is a part of a path, as in `C:\school\code.cmd`; elsewhere it escapes the next character.
    """
    words = shlex.shlex(line, posix=True, punctuation_chars="")
    words.whitespace_split = True
    words.commenters = ""
    if sys.platform == "win32":
        words.escape = ""
    return list(words)


def join_command(words: Sequence[str]) -> str:
    """Returns the line that a person can paste into the system's own shell."""
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)
