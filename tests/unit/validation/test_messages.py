"""What a message says of the cause, whatever words a journal has."""

import pytest

from validation.errors import CheckFailedError
from validation.messages import expect_no_false_cause, names_outage, names_refusal

OUTAGES = [
    "VK ID сейчас недоступен. Чаты не подключены, попробуйте ещё раз.",
    "Сферум не отвечает",
    "Не удалось подключить мессенджер. Попробуйте ещё раз.",
    "Сферум отказал в привязке. Обратитесь к администратору.",
    "Вы отказались, или сервис недоступен.",  # one sentence for all
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
    "You declined the consent",
    "Этот профиль уже привязан",
    "Профиль подключён к другому учителю",
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
