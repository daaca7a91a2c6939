"""A person's command is read by the quotes and paths of their system, and shown so that it can be pasted there."""

import sys

import pytest

from automation.command_line import join_command, split_command


@pytest.mark.parametrize(
    ("platform", "line", "words"),
    [
        ("linux", "code --last 'a b' #1", ["code", "--last", "a b", "#1"]),
        ("linux", r"/home/a\ b/code", ["/home/a b/code"]),
        ("win32", r"C:\Сферум\code.cmd --new", [r"C:\Сферум\code.cmd", "--new"]),
        ("win32", r'"C:\Program Files\code.cmd" -n', [r"C:\Program Files\code.cmd", "-n"]),
    ],
)
def test_line_has_the_words_of_its_system(
    monkeypatch: pytest.MonkeyPatch, platform: str, line: str, words: list[str]
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert split_command(line) == words
    assert split_command(join_command(words)) == words


def test_open_quote_is_refused() -> None:
    with pytest.raises(ValueError, match="quotation"):
        split_command("code 'last")
