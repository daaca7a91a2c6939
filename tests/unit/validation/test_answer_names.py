"""What a failed check says of the answer after which it failed, and of the card that does not open any more."""

import pytest
from playwright.sync_api import TimeoutError

from tests.unit.validation.made_up_sessions import linked
from validation.agreement import expect_agreement
from validation.errors import CheckFailedError, NotTestableError
from validation.service_answers import FORBIDDEN


def test_what_a_check_finds_is_named() -> None:
    with pytest.raises(CheckFailedError, match=r"^ответ 403 forbidden: профиль привязан$"), FORBIDDEN.named():
        raise CheckFailedError("профиль привязан", "the profile is linked")


def test_what_is_waited_for_in_vain_is_named() -> None:
    with pytest.raises(CheckFailedError, match=r"^ответ 403 forbidden: проверка прервана: Timeout"), FORBIDDEN.named():
        raise TimeoutError("Timeout 10000ms exceeded.")


def test_what_says_nothing_of_the_journal_is_left_as_it_is() -> None:
    with pytest.raises(NotTestableError, match=r"^нет песочницы$"), FORBIDDEN.named():
        raise NotTestableError("нет песочницы", "no sandbox")


def test_card_that_opens_is_compared_and_one_that_does_not_is_told() -> None:
    with pytest.raises(CheckFailedError, match="журнал показывает привязку"):
        expect_agreement(linked(links=[]))
    with pytest.raises(CheckFailedError, match="карточка не открывается: на экране нет карточки"):
        expect_agreement(linked(is_stuck=True))
