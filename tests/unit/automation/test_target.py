"""The target file."""

import os
from pathlib import Path

import pytest

from automation.target import Target, TargetError, load_target, read_target
from pages.labels import JournalLabels, Selector

SANDBOX = Target("песочница", "http://127.0.0.1:1", "http://127.0.0.1:2", "http://127.0.0.1:3", "http://127.0.0.1:4")

TEACHER = """
[[teachers]]
login = "ivanova"
password_variable = "PATH"
last_name = "Иванова"
first_name = "Анна"
phone = "+79005550101"
"""
WHOLE = """
journal = "http://127.0.0.1:8011"
[client]
id = "52000001"
callback = "http://127.0.0.1:8011/vk/return"
[organization]
id = 700001
title = "Гимназия №7"
classes = ["6А"]
"""


def test_whole_journal_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "s3cret")
    file = tmp_path / "vendor.toml"
    labels = '[labels]\nconnect = "Подключить"\nmessenger = { selector = "#chats" }\n'
    text = WHOLE.replace("[organization]", 'secret_variable = "SECRET"\n[organization]')
    file.write_text(f"{text}{labels}{TEACHER}", encoding="utf-8")
    found = read_target(file)
    assert found.name == "vendor"
    assert found.labels == JournalLabels(connect="Подключить", messenger=Selector("#chats"))
    assert found.client is not None
    assert found.client.secrets() == {"secret": "s3cret"}
    (teacher,) = found.people().values()
    assert (teacher.full_name, teacher.organization_id, teacher.role) == ("Иванова Анна", 700001, "teacher")
    assert teacher.password == os.environ["PATH"]


def test_file_names_some_sites_and_the_sandbox_gives_the_rest(tmp_path: Path) -> None:
    file = tmp_path / "stand.toml"
    file.write_text('journal = "https://journal.example:8443"\n', encoding="utf-8")
    found = load_target(file, SANDBOX)
    assert (found.name, found.journal, found.vk_id) == (
        "stand",
        "https://journal.example:8443",
        SANDBOX.vk_id,
    )


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('jurnal = "https://journal.example"', "line 1: jurnal: there is no such key"),
        ("journal = 5", "journal: must be a text"),
        ('journal = ""', "journal: '' is no origin"),
        ('journal = "journal.example"', "is no origin"),
        ('journal = "https://journal.example/path"', "is no origin"),
        ('journal = "http://[::1"', "is no origin"),
        ("journal = ", "stand.toml: "),
        ('[labels]\nlogin = "Логин"\nlogn = "Логин"', "line 3: labels.logn: there is no such key"),
        ('[labels]\nlogin = { selektor = "#login" }', "line 2: labels.login.selector: is missing"),
        ("[labels]\nlogin = 5", 'labels.login: must be a text in quotes, or { selector = "…" }'),
        ('[labels]\nlogin = "Логин"\nsign_in = ""', "line 3: labels.sign_in: must not be empty"),
        ('[labels]\nsign_in = "\N{NO-BREAK SPACE} "', "line 2: labels.sign_in: must not be empty"),
        ('[labels]\nerror = { selector = "" }', "line 2: labels.error.selector: must not be empty"),
        ('name = " "', "line 1: name: must not be empty"),
        ('[client]\nid = "1"\ncallback = ""', "line 3: client.callback: must not be empty"),
        ('[client]\nid = "1"\ncallback = "x"\nsecret_variable = "BLANK"', "the environment variable BLANK is empty"),
        ('[limits]\npage_s = "soon"', "line 2: limits.page_s: "),
        ("[limits]\npage_s = 0", "limits.page_s: Input should be greater than 0"),
        ('missing = ["unlinking"]', "line 1: missing.0: "),
        ('[unlinking]\nway = "http"', 'line 1: unlinking: way = "http" needs url'),
        ('[unlinking]\nway = "http"\nurl = "x"\nheaders = { Key = "$NOT_SET" }', "variable NOT_SET is not set"),
        ('[client]\nid = "1"\ncallback = "x"\nsecret_variable = "NOT_SET"', "line 4: client.secret_variable: "),
        ('[client]\nid = "abc"\ncallback = "x"', "line 2: client.id: "),
        ('[client]\nid = "1"', "line 1: client.callback: is missing"),
        ('[bridge]\n"https://journal.example" = "here"', "line 2: bridge.https://journal.example: "),
        (f"{TEACHER}", "a journal to be validated needs journal, client, organization"),
        (f"{WHOLE}{TEACHER}{TEACHER}", "two teachers have one login"),
        (f'{WHOLE}{TEACHER}classes = ["9Я"]', "organization.classes has no 9Я"),
        (WHOLE + TEACHER.replace("+7900", "8 900"), "line 16: teachers.0.phone: "),
    ],
)
def test_mistake_is_named_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, complaint: str
) -> None:
    monkeypatch.setenv("BLANK", " ")
    file = tmp_path / "stand.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(TargetError) as refused:
        load_target(file, SANDBOX)
    assert complaint in str(refused.value)
    assert "\n" not in str(refused.value)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match=r"absent\.toml"):
        load_target(tmp_path / "absent.toml", SANDBOX)
