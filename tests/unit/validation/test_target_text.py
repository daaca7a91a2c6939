"""The file that `target init` writes."""

from pathlib import Path

import pytest

from automation.target import TargetError, read_target
from pages.labels import Selector
from pages.shown_names import ShownName
from pages.sign_in_form import SignInStep
from validation.authorize_watch import read_authorize
from validation.label_guesses import Guess
from validation.target_draft import AuthorizeRequest, Draft, DraftTeacher
from validation.target_text import Settings, format_target

FORM = [SignInStep(login="Логин"), SignInStep(password=Selector("#p")), SignInStep(press="Войти")]
SETTINGS = Settings("PATH", sandbox="http://127.0.0.1:5005", organization_id=7)


def create_draft() -> Draft:
    """Returns a draft of a journal in which everything was found."""
    return Draft(
        journal="http://127.0.0.1:1",
        sign_in_path="/diary/",
        school='Гимназия "№7" \\ имени',
        steps=FORM,
        dismiss=["Принять"],
        guesses={
            "office": Guess("Мои уроки", ["Мои\x7f классы"]),
            "messenger": Guess(["Меню", Selector("a[href='/im']")]),
            "connected": Guess("Чаты подключены", note="по образцу"),
        },
        teachers=[DraftTeacher("ivanova", "Иванова", "Анна", "Павловна"), DraftTeacher("petrov", "Петров", "Пётр")],
        authorize=AuthorizeRequest("id.vk.ru", "52000001", "http://127.0.0.1:1/return", is_silent_token=False),
        pages={"вход": [ShownName("button", "Иванова Анна Павловна"), ShownName("text", "+7 900 555-01-01")]},
    )


def test_complete_draft_is_read_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "vendor.toml"
    path.write_text(format_target(create_draft(), SETTINGS), encoding="utf-8")
    file = read_target(path)
    assert (file.name, file.sign_in_address) == ('Гимназия "№7" \\ имени', "http://127.0.0.1:1/diary/")
    assert (file.labels.login, file.labels.password, file.labels.sign_in) == ("Логин", Selector("#p"), "Войти")
    assert file.labels.messenger == ["Меню", Selector("a[href='/im']")]
    assert file.labels.connected == "Чаты подключены"
    assert file.sign_in_steps == []
    assert file.dismiss == ["Принять"]
    assert file.client is not None
    assert (file.client.id, file.client.callback) == ("52000001", "http://127.0.0.1:1/return")
    assert file.organization is not None
    assert file.organization.id == 7
    assert file.bridge == {}
    assert [teacher.last_name for teacher in file.list_teachers().values()] == ["Иванова", "Петров"]


def test_sign_in_of_several_screens_is_written_as_steps(tmp_path: Path) -> None:
    draft = create_draft()
    draft.steps = [SignInStep(choose="Школа", option="№7"), FORM[0], SignInStep(press="Далее"), *FORM[1:]]
    draft.has_office = False
    path = tmp_path / "vendor.toml"
    path.write_text(format_target(draft, SETTINGS), encoding="utf-8")
    assert read_target(path).sign_in_steps == draft.steps
    assert read_target(path).missing == ["office"]


def test_nobody_elses_names_and_phones_are_written() -> None:
    comments = [line for line in format_target(create_draft(), SETTINGS).splitlines() if line.startswith("# Вход")]
    assert comments
    assert "Иванова" not in "".join(comments)
    assert "555-01-01" not in "".join(comments)


def test_what_is_missing_is_commented_out_and_named_by_the_reader(tmp_path: Path) -> None:
    path = tmp_path / "vendor.toml"
    draft = Draft(journal="http://127.0.0.1:1", teachers=[DraftTeacher("ivanova")])
    path.write_text(format_target(draft, Settings("PATH")), encoding="utf-8")
    with pytest.raises(TargetError) as error:
        read_target(path)
    for key in ("client", "organization.id", "organization.title", "last_name", "first_name"):
        assert key in str(error.value)
    assert str(error.value).count("\n") == 4, "nothing but what is missing is wrong"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            "http://127.0.0.1:5002/authorize?client_id=5&redirect_uri=http%3A%2F%2Fa.test%2Fr&response_type=code&scope=email",
            AuthorizeRequest("127.0.0.1", "5", "http://a.test/r", is_silent_token=False, scope="email"),
        ),
        (
            "https://id.vk.com/auth?app_id=5&redirect_uri=http%3A%2F%2Fa.test%2Fr&response_type=silent_token&uuid=1",
            AuthorizeRequest("id.vk.com", "5", "http://a.test/r", is_silent_token=True),
        ),
        ("http://a.test/authorize?client_id=five&redirect_uri=http://a.test/r", None),
        ("http://a.test/authorize?client_id=5", None),
        ("http://a.test/", None),
    ],
)
def test_application_is_read_from_the_address(address: str, expected: AuthorizeRequest | None) -> None:
    assert read_authorize(address) == expected
