"""Replaces files whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path


@contextmanager
def open_replacement(path: Path, *, private: bool) -> Iterator[Path]:
    """Yields a file to write, which takes the place of `path` when the block ends without an error. Raises OSError.

    Until then, and after an error, the earlier file stays. Creates the folder if there is none. A private file (one
    with people's names) can be read by its owner only, from its first byte on; any other by everybody.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # its owner's only
    os.close(descriptor)
    unfinished = Path(name)
    try:
        yield unfinished
        if not private:
            unfinished.chmod(0o644)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def open_replacements(paths: list[Path], *, private: bool) -> Iterator[list[Path]]:
    """Yields a file to write for each path; replaces none before all are written. See `open_replacement`."""
    with ExitStack() as stack:
        yield [stack.enter_context(open_replacement(path, private=private)) for path in paths]
