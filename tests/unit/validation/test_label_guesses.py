"""Guesses of `target init`: which of a page's names is which thing of the guide."""

import pytest

from validation.label_guesses import (
    derive_state,
    find_school,
    find_states,
    is_harmful,
    may_lead_on,
    rank_hints,
    rank_names,
    strip_count,
)


@pytest.mark.parametrize(
    ("thing", "names", "expected"),
    [
        ("office", ["Гимназия №7", "Рабочее место", "Чаты", "Выйти"], "Рабочее место"),
        ("office", ["Мои уроки", "Личный кабинет", "Кабинет учителя"], "Кабинет учителя"),
        ("office", ["Home", "Teacher's office", "Messages"], "Teacher's office"),
        ("office", ["Дәресләр", "Укытучы кабинеты", "Чыгу"], "Укытучы кабинеты"),
        ("office", ["Чаты учителей"], None),
        ("messenger", ["Расписание", "Чаты 3", "Сообщения"], "Чаты"),
        ("messenger", ["Сообщения", "VK Мессенджер"], "VK Мессенджер"),
        ("messenger", ["Подключить чаты", "Отключить чаты", "Отправить сообщение"], None),
        ("messenger", ["Өй эше", "Хәбәрләр"], "Хәбәрләр"),
        ("messenger", ["Grades", "Messages"], "Messages"),
        ("sign_out", ["Вход для родителей", "Завершить работу"], "Завершить работу"),
        ("sign_out", ["Help", "Log out"], "Log out"),
        ("sign_out", ["Ярдәм", "Чыгу"], "Чыгу"),
        ("connect", ["Чаты", "Подключить через VK ID"], "Подключить через VK ID"),
        ("connect", ["Перейти к подключению"], "Перейти к подключению"),
        ("connect", ["Link account"], "Link account"),
        ("connect", ["Отвязать", "Отключить чаты", "Disconnect"], None),
        ("open_messenger", ["Отключить чаты", "Открыть чаты"], "Открыть чаты"),
        ("open_messenger", ["К переписке"], "К переписке"),
        ("open_messenger", ["Go to messenger", "Unlink"], "Go to messenger"),
        ("unlink", ["Открыть чаты", "Отключить чаты"], "Отключить чаты"),
        ("unlink", ["Unlink"], "Unlink"),
    ],
)
def test_likeliest_name_comes_first(thing, names: list[str], expected: str | None) -> None:
    assert next(iter(rank_names(thing, names)), None) == expected


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Мессенджер не подключен", "not_connected"),
        ("Сферум пока не привязан", "not_connected"),
        ("Нет подключения", "not_connected"),
        ("Chats are not connected yet", "not_connected"),
        ("Messenger isn't linked", "not_connected"),
        ("Чатлар тоташтырылмаган", "not_connected"),
        ("Чаты подключены ✓", "connected"),
        ("Статус: подключено", "connected"),
        ("Messenger connected", "connected"),
        ("Чатлар тоташтырылган", "connected"),
        ("Подключите к дневнику учебный профиль", None),
        ("Расписание на неделю", None),
    ],
)
def test_state_of_the_card_is_read(text: str, state: str | None) -> None:
    assert [name for name, found in find_states([text]).items() if found] == ([state] if state else [])


def test_state_is_a_sentence_of_a_text_and_the_messengers_comes_first() -> None:
    texts = ["Почта подключена", "Чаты ещё не подключены. Это займёт минуту.", "Мессенджер подключен — пользуйтесь"]
    states = find_states(texts)
    assert states["connected"][0] == "Мессенджер подключен"
    assert states["not_connected"] == ["Чаты ещё не подключены"]


@pytest.mark.parametrize(
    ("state", "text", "derived"),
    [
        ("connected", "Чаты ещё не подключены", "Чаты подключены"),
        ("connected", "Сферум пока не привязан", "Сферум привязан"),
        ("connected", "Chats are not connected yet", "Chats are connected"),
        ("connected", "Чатлар тоташтырылмаган", "Чатлар тоташтырылган"),
        ("not_connected", "Чаты подключены", "Чаты не подключены"),
        ("not_connected", "Chats are connected", "Chats are not connected"),
        ("connected", "Нет подключения", None),
    ],
)
def test_other_state_is_concluded_or_left_open(state, text: str, derived: str | None) -> None:
    assert derive_state(state, text) == derived


@pytest.mark.parametrize(
    ("name", "hint", "leads"),
    [
        ("Расписание", "/timetable nav", True),
        ("Выйти", "/out", False),
        ("Удалить", "/x", False),
        ("", "/logout icon", False),
        ("Дальше", "/account/delete", False),
        ("Подключить", "/vk", False),
        ("Delete", "/x", False),
    ],
)
def test_only_harmless_links_are_followed(name: str, hint: str, leads: bool) -> None:
    assert may_lead_on(name, hint) is leads
    if not leads and name != "Подключить":
        assert is_harmful(name, hint)


def test_thing_without_a_name_is_known_by_its_address_or_class() -> None:
    assert rank_hints("messenger", ["/lessons", "/messages nav-messages", "icon envelope"]) == [1, 2]
    assert rank_hints("sign_out", ["/x", "btn btn_sign_out"]) == [1]
    assert rank_hints("unlink", ["/unlink"]) == []


@pytest.mark.parametrize(
    ("texts", "school"),
    [
        (["Вход", "Гимназия №7"], "Гимназия №7"),
        (["Лицей №3 — вход"], "Лицей №3"),
        (["МБОУ СОШ № 12 г. Казань"], "СОШ № 12"),
        (["Школа имени Тукая"], "Школа имени Тукая"),
        (["Дневник"], None),
    ],
)
def test_school_is_found(texts: list[str], school: str | None) -> None:
    assert find_school(texts) == school


def test_what_is_counted_is_no_part_of_a_name() -> None:
    assert [strip_count(name) for name in ("Чаты 3", "Чаты (12)", "Гимназия №7", "6А")] == [
        "Чаты",
        "Чаты",
        "Гимназия №7",
        "6А",
    ]
