"""What a message says of the cause, whatever words a journal has."""

import pytest

from validation.errors import CheckFailedError
from validation.messages import (
    blames_teacher,
    expect_no_false_cause,
    names_outage,
    names_refusal,
    names_uncertainty,
    shorten,
)

OUTAGES = [
    "VK ID сейчас недоступен. Чаты не подключены, попробуйте ещё раз.",
    "Сферум не отвечает",
    "Не удалось подключить мессенджер. Попробуйте ещё раз.",
    "Сферум отказал в привязке. Обратитесь к администратору.",
    "Вы отказались, или сервис недоступен.",  # one sentence for all
    "Вы отменили вход, или VK ID вернул ошибку.",
    "You cancelled, or something went wrong",
    "Попробуйте в другой раз.",
    "Не получилось. Если мессенджер уже подключён, обновите страницу.",
    "Срок действия кода истёк.",
    "VK ID is unavailable",
    "Something went wrong, please try again",
    "",
]
FALSE_CAUSES = [
    "Вы не дали согласия. Чаты не подключены.",
    "Вы отказались от привязки",
    "Согласие не получено, Сферум не привязан.",
    "Вы не дали согласия или закрыли окно",
    "Вы не дали согласия или закрыли окно VK ID",
    "Вы не дали согласия или закрыли окно. Войдите в VK ID ещё раз.",
    "Не удалось подключить чаты: вы отказались или закрыли окно",
    "You declined the consent",
    "Этот профиль уже привязан",
    "Профиль подключён к другому учителю",
    "You declined or closed the VK ID window",
    "This profile is already linked to another user",
]


@pytest.mark.parametrize("message", OUTAGES)
def test_true_and_general_messages_blame_nobody(message: str) -> None:
    expect_no_false_cause(message)


@pytest.mark.parametrize("message", FALSE_CAUSES)
def test_failure_told_as_a_refusal_or_as_a_wrong_profile_is_found(message: str) -> None:
    with pytest.raises(CheckFailedError):
        expect_no_false_cause(message)


def test_service_that_refused_may_have_had_the_profile_for_its_reason() -> None:
    expect_no_false_cause("Сферум не разрешил привязку: профиль уже привязан к кому-то другому.", is_outage=False)
    with pytest.raises(CheckFailedError):
        expect_no_false_cause("Вы не дали согласия.", is_outage=False)


@pytest.mark.parametrize(
    ("message", "refusal", "outage"),
    [
        ("Вы не дали согласия.", True, False),
        ("Привязка отменена", True, False),
        ("Доступ не разрешён", True, False),
        ("VK ID не отвечает", False, True),
        ("Отказано, или сервис недоступен", True, True),
        ("Мессенджер не подключен", False, False),
    ],
)
def test_refusals_and_outages_are_told_apart(message: str, refusal: bool, outage: bool) -> None:
    assert (names_refusal(message), names_outage(message)) == (refusal, outage)


@pytest.mark.parametrize(
    "message",
    [
        *("Отказ", "Отменено", "Отклонено", "Нет согласия", "Не разрешено", "Доступ не предоставлен", "Вход прерван"),
        *("Declined", "Access denied", "Deny", "Refused", "Rejected", "Cancelled", "No consent", "Not permitted"),
        *("Сез баш тарттыгыз", "Ризалык юк; ризалыксыз", "Кире кактылар"),
    ],
)
def test_word_of_a_refusal_is_known(message: str) -> None:
    assert names_refusal(message)
    assert not names_outage(message)


@pytest.mark.parametrize(
    "message",
    [
        *("Сервис не отвечает", "Сервис не ответил", "Сервис недоступен", "Произошёл сбой", "Неполадки на сервере"),
        *("Сервер перегружен", "Нет связи", "Потеряна связь", "Не удалось связаться", "Технические работы"),
        *("Service unavailable", "It does not respond", "It does not answer", "Outage", "Out of order", "Timed out"),
        *("Timeout", "Overloaded", "VK ID җавап бирмәде", "VK ID эшләми"),
    ],
)
def test_word_of_an_outage_is_known(message: str) -> None:
    assert names_outage(message)
    assert not names_refusal(message)
    expect_no_false_cause(f"{message}. Вы отказались")


@pytest.mark.parametrize(
    "message",
    [
        *(
            "Вы сами отказались",
            "Вы отменили вход",
            "Вы отклонили запрос",
            "Вы не разрешили доступ",
            "Вы не дали ничего",
        ),
        *("Вы не согласились", "Вы не предоставили доступ", "Согласие не дано", "Согласие не получено"),
        *("Согласие не предоставлено", "You have declined", "You denied it", "You refused", "You rejected it"),
        *("You cancelled it", "You did not agree", "You did not consent", "You did not allow it"),
        *("The consent was not given", "Consent denied", "Consent declined", "Consent refused", "Сез баш тарттыгыз"),
        *("Сез бирмәдегез", "Ризалыгыгыз бирмәд", "Ризалык баш тарт"),
    ],
)
def test_blame_of_the_teacher_is_found(message: str) -> None:
    with pytest.raises(CheckFailedError, match="отказе учителя"):
        expect_no_false_cause(message, is_outage=False)
    assert blames_teacher(message)


@pytest.mark.parametrize(
    "message",
    [
        *("Профиль уже привязан", "Аккаунт уже подключён", "Учётная запись уже используется", "Профиль уже занят"),
        *("Он привязан кому-то другому", "Это другой профиль", "Он у другого учителя", "Чужой аккаунт"),
        *("Он принадлежит другим пользователям", "Он дан чужому человеку", "Он у другого сотрудника"),
        *("Это другой учётный профиль", "Не тот профиль", "Неверный профиль", "Неправильный профиль", "Wrong profile"),
        *(f"It is another {word}" for word in ("user", "account", "person", "teacher", "profile")),
        *(f"The profile is already {word}" for word in ("linked", "connected", "attached", "used", "taken")),
        "The account is already being used",
    ],
)
def test_blame_of_the_profile_is_found(message: str) -> None:
    with pytest.raises(CheckFailedError, match="привязанном профиле"):
        expect_no_false_cause(message)
    expect_no_false_cause(message, is_outage=False)


def test_long_message_is_cut() -> None:
    assert shorten("я" * 200) == "я" * 200
    assert shorten("я" * 201) == "я" * 200 + "…"


@pytest.mark.parametrize(
    "message",
    [
        *(
            f"Вы отказались, или {words}"
            for words in ("VK ID вернул отказ", "сервис занят", "Сферум не принял профиль")
        ),
        *(f"Вы отказались или {words}" for words in ("была ошибка", "возникла проблема", "что-то пошло не так")),
        *(f"Вы отказались, либо {words}" for words in ("вход не удался", "время истекло", "ошибка на сервере")),
        *(
            f"You declined, or {words}"
            for words in ("an error occurred", "there was a problem", "something went wrong")
        ),
        *(f"You declined or {words}" for words in ("the sign-in failed", "the code expired", "the service was busy")),
        *(
            f"{words}, или вы отказались"
            for words in ("Ошибка", "Проблема", "Что-то не так", "Не удалось", "Время истекло")
        ),
        "Ошибка: либо вы отказались, либо закрыли окно",
        *(
            f"{words}, or you declined"
            for words in ("An error", "A problem", "It went wrong", "It failed", "It expired")
        ),
        *(f"You declined, or {words}" for words in ("VK ID sent nothing", "Sferum refused")),
        "Либо вы отказались, либо в Сферуме что-то случилось",
        "Вход не удался либо вы отказались",
        "Профиль уже подключён к другому, или произошла ошибка",
    ],
)
def test_one_sentence_for_two_causes_blames_nobody(message: str) -> None:
    expect_no_false_cause(message)
    assert not blames_teacher(message)


@pytest.mark.parametrize(
    "message",
    [
        "Сферум ответил ошибкой, состояние неизвестно. Загляните сюда через минуту.",
        "Возможно, чаты уже подключены: обновите страницу",
        "Чаты, может быть, подключены",
        "Ответ потерян, проверяем",
        "Ответ потерян; проверяется, подключены ли чаты",
        *(
            f"Мы не {words}, подключены ли чаты"
            for words in ("знаем", "узнаем", "выяснили", "поняли", "удалось узнать")
        ),
        *(f"{words}, подключены ли чаты" for words in ("Не ясно", "Неясно", "Непонятно", "Уточняем", "Выясняем")),
        *(f"Подписка {word} остаться" for word in ("могла", "могло", "могли")),
        "The link may have been made",
        "The link might be there",
        *(f"We are not {word} whether it is linked" for word in ("sure", "clear")),
        *(f"It is {words} whether it is linked" for words in ("not known", "unknown", "uncertain")),
        *(f"We {words} whether it is linked" for words in ("check", "are checking")),
        *(f"Чатлар тоташканмы, {word}" for word in ("билгесез", "мөгаен")),
    ],
)
def test_admission_of_not_knowing_is_known(message: str) -> None:
    assert names_uncertainty(message)


@pytest.mark.parametrize(
    "message",
    [
        "Сферум сейчас недоступен. Чаты не подключены, попробуйте ещё раз.",
        "Проверьте подключение к сети и попробуйте ещё раз",
        "Проверяйте подключение к сети",
        "Подключить чаты невозможно",
        *("Неизвестная ошибка", "Чаты не подключены по неизвестной причине", "Неизвестный сбой"),
        *(f"Unknown {word}" for word in ("error", "reason", "problem")),
        "Вы могли закрыть окно VK ID",
        *(f"You {words} closed the window" for words in ("may have", "might have")),
        "Something went wrong",
        "",
    ],
)
def test_failure_is_no_admission_of_not_knowing(message: str) -> None:
    assert not names_uncertainty(message)
