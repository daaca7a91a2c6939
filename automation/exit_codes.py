"""What the exit codes of the checking commands mean; those of every program are in `mock_server.cli`."""

EXIT_FOUND = 1
"""Somebody or something needs a look; all was checked."""
EXIT_NOT_CHECKED = 2
"""Something was not read, not checked or not written, or the program broke."""
