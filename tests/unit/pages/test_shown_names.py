"""Names of a page, as an aria snapshot has them."""

import pytest

from pages.page_names import describe_names, quote_names, sort_by_nearness
from pages.shown_names import ShownName, find_person, hide_people, parse_snapshot

SNAPSHOT = """\
- banner:
  - link "Чаты":
    - /url: /chats
  - link:
    - /url: /mail
- 'button "Отвязать: \\"всё\\""'
- textbox "Логин": ivanova
- combobox "Школа":
  - option "Лицей №3" [selected]
- button "Далее" [disabled]
- dialog "Что нового":
  - heading "Новости" [level=2]
  - button "Понятно"
- paragraph: Мессенджер не подключен"""


def test_snapshot_is_read_with_roles_and_places() -> None:
    assert list(parse_snapshot(SNAPSHOT)) == [
        ShownName("link", "Чаты"),
        ShownName("button", 'Отвязать: "всё"'),
        ShownName("textbox", "Логин"),
        ShownName("combobox", "Школа"),
        ShownName("option", "Лицей №3"),
        ShownName("button", "Далее", is_disabled=True),
        ShownName("dialog", "Что нового"),
        ShownName("heading", "Новости", "в окне «Что нового»"),
        ShownName("button", "Понятно", "в окне «Что нового»"),
        ShownName("paragraph", "Мессенджер не подключен"),
    ]


def test_names_are_told_by_place_and_role_and_the_nearest_come_first() -> None:
    described = describe_names(list(parse_snapshot(SNAPSHOT)), ["Далеко"], "action")
    assert described == (
        'на странице кнопки: «Далее», «Отвязать: "всё"»; ссылки: «Чаты»; варианты: «Лицей №3»; '
        "поля: «Логин»; списки: «Школа»; в окне «Что нового» кнопки: «Понятно»; заголовки: «Новости»"
    )
    assert "тексты: «Что нового», «Мессенджер не подключен»" in describe_names(
        list(parse_snapshot(SNAPSHOT)), kind="text"
    )


def test_order_of_the_page_is_kept_where_nothing_is_near() -> None:
    assert sort_by_nearness(["Б", "А", "Чат"], ["Чаты"]) == ["Чат", "Б", "А"]


def test_list_of_names_has_an_end() -> None:
    assert quote_names([f"Ученик {number}" for number in range(50)]).endswith("«Ученик 9» и ещё 40")


@pytest.mark.parametrize(
    "name", ["Звонок " * 9 + "+7 900 555-01-01", "Письмо " * 8 + "на почту belova@school.example и на другую"]
)
def test_cut_name_ends_between_words_and_never_within_a_number(name: str) -> None:
    cut = quote_names([name])
    assert cut.endswith("…»")
    assert "+7" not in cut
    assert not cut.removesuffix("…»").endswith("belova@school")


@pytest.mark.parametrize(
    ("text", "hidden", "person"),
    [
        ("Белова Анна Игоревна", "‹имя›", ("Белова", "Анна", "Игоревна")),
        ("Здравствуйте, Анна Игоревна Белова!", "Здравствуйте, ‹имя›!", ("Белова", "Анна", "Игоревна")),
        ("Белова А. И.", "‹имя›", ("Белова", "", "")),
        ("Белова А.И. (6А)", "‹имя› (6А)", ("Белова", "", "")),
        ("Кабинет учителя", "Кабинет учителя", None),
        ("Электронный Журнал", "Электронный Журнал", None),
    ],
)
def test_people_are_found_and_hidden(text: str, hidden: str, person: tuple[str, str, str] | None) -> None:
    assert hide_people(text) == hidden
    assert find_person(text) == person
