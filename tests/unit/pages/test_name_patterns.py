"""A name is found whole, however a page spells it, and never inside another name."""

import pytest

from pages.name_patterns import compile_name, compile_whole_name


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Подключено", "Подключено"),
        ("подключено", "Статус: подключено"),
        ("Мессенджер подключен", "Мессенджер подключен ✓"),
        ("Чаты подключены", " Чаты подключены. "),
        ("Подключен", "Подключён"),
        ("Подключён", "подключе\u0308н"),
        ("Мой дневник", "МОЙ\N{NO-BREAK SPACE}\n дневник"),
        ("Мой дневник", "Мои\u0306 дневник"),
        ("Подключено", "Под\N{SOFT HYPHEN}клю\N{ZERO WIDTH SPACE}чено"),
        ("Белова А. И.", "Белова А.И."),
        ("Чаты - включены", "Чаты — включены"),
        ("Дневник «Чаты»", 'Дневник "Чаты"'),
        ("Подождите…", "Подождите..."),
        ("Подключено", "Подключено 12.03.2026"),
        ("Чаты", "Чаты 3"),
        ("Чаты", "(!) Чаты (3)"),
        ("connected", "Status: connected"),
        ("Тоташтырылган", "✓ Тоташтырылган"),
        ("Ҫыхӑннӑ", "Ҫыхӑннӑ."),
        ("⋮", "⋮"),
        ("Гимназия №7", "Гимназия №7 (Казань)"),
    ],
)
def test_name_is_found(name: str, text: str) -> None:
    assert compile_name(name).search(text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Подключено", "Не подключено"),
        ("Подключено", "Подключено не всё"),
        ("Подключено", "Подключено: нет"),
        ("Подключено", "Подключено — Нет"),
        ("Чат", "Чаты"),
        ("connected", "not connected"),
        ("connected", "disconnected"),
        ("connected", "not-connected"),
        ("connected", "connected_no"),
        ("Войти", "Войти через Госуслуги"),
        ("Гимназия №7", "Гимназия №71"),
        ("Гимназия 7", "Гимназия 71"),
        ("тоташкан", "тоташканҗ"),
        ("тоташкан", "әтоташкан"),
        ("тоташтырылган", "тоташтырылган түгел"),
        ("ыхӑннӑ", "ҫыхӑннӑ"),
        ("холбоммут", "холбоммутҥ"),
        ("⋮", "Чаты"),
    ],
)
def test_part_of_another_name_is_not(name: str, text: str) -> None:
    assert not compile_name(name).search(text)
    assert not compile_whole_name(name).search(text)


@pytest.mark.parametrize(
    ("text", "is_whole"),
    [("→ Войти!", True), ("Войти (2)", True), ("Войти (ЕСИА)", False), ("Вход: войти", False), ("Войти в", False)],
)
def test_whole_name_has_only_marks_and_a_number_around_it(text: str, is_whole: bool) -> None:
    assert bool(compile_whole_name("Войти").search(text)) is is_whole
