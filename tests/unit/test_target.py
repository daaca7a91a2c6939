"""The target file."""

from pathlib import Path

import pytest

from automation.target import Target, TargetError, load_target

SANDBOX = Target("песочница", "http://127.0.0.1:1", "http://127.0.0.1:2", "http://127.0.0.1:3", "http://127.0.0.1:4")


def test_file_names_some_sites_and_the_sandbox_gives_the_rest(tmp_path: Path) -> None:
    file = tmp_path / "stand.toml"
    file.write_text('journal = "https://journal.example:8443"\n')
    found = load_target(file, SANDBOX)
    assert (found.name, found.journal, found.vk_id) == (
        "stand",
        "https://journal.example:8443",
        SANDBOX.vk_id,
    )


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('jurnal = "https://journal.example"', "jurnal: there is no such key"),
        ("journal = 5", "journal: must be a text"),
        ('journal = ""', "journal: must be a text"),
        ('journal = "journal.example"', "is no origin"),
        ('journal = "https://journal.example/path"', "is no origin"),
        ('journal = "http://[::1"', "is no origin"),
        ("journal = ", "stand.toml: "),
    ],
)
def test_mistake_is_named_in_one_line(tmp_path: Path, text: str, complaint: str) -> None:
    file = tmp_path / "stand.toml"
    file.write_text(text)
    with pytest.raises(TargetError) as refused:
        load_target(file, SANDBOX)
    assert complaint in str(refused.value)
    assert "\n" not in str(refused.value)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match=r"absent\.toml"):
        load_target(tmp_path / "absent.toml", SANDBOX)
