"""What the journal exposes on the way: the code at the return address, personal data, its own secrets."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from validation.errors import CheckFailedError, NotTestableError, naming_earlier_step
from validation.invariants import (
    expect_no_personal_data,
    expect_no_secret_in_queries,
    expect_no_strangers,
    expect_not_kept,
)
from validation.return_watch import ReturnWatch
from validation.teacher_sessions import TeacherSessions
from validation.vendor import Vendor
from validation.walkthrough import Walkthrough

pytestmark = [pytest.mark.usefixtures("linked"), pytest.mark.needs("sandbox", "changes")]


@pytest.fixture(scope="class")
def return_watch(
    vendor: Vendor, browser: Browser, browser_context_args: dict[str, Any], walkthrough_a: Walkthrough
) -> Iterator[ReturnWatch]:
    """Yields the watch of one link, whose windows are still open; made once."""
    walkthrough_a.require_link()
    with ExitStack() as resources:

        def new_context(**options: Any) -> BrowserContext:
            return resources.enter_context(browser.new_context(**{**browser_context_args, **options}))

        sessions = TeacherSessions(vendor, new_context, None)
        session = sessions.open()
        resources.callback(sessions.close)
        watch = ReturnWatch(session)
        with naming_earlier_step("вход и привязка", "sign-in and linking"):
            session.link()
        session.settle()
        yield watch


@pytest.mark.requirement("P-45")
def test_no_personal_data_is_in_an_address(vendor: Vendor, linked: Walkthrough) -> None:
    """Ни один адрес, который просит журнал, не несёт данных учителя."""
    expect_no_personal_data(vendor, linked)


class TestReturnPage:
    """One worker of a run has them all: they look at the same link."""

    @pytest.mark.requirement("P-46")
    def test_page_with_the_code_is_not_kept(self, return_watch: ReturnWatch) -> None:
        """Страницу возврата не хранит кеш."""
        expect_not_kept(return_watch)

    @pytest.mark.requirement("P-47")
    def test_code_leaves_the_address_bar(self, return_watch: ReturnWatch) -> None:
        """После привязки кода нет в адресной строке."""
        if not return_watch.codes:
            raise NotTestableError("кода в адресе возврата не видно", "no code is seen in the return address")
        if not return_watch.session.wait_until(lambda: not return_watch.is_in_address_bar()):
            raise CheckFailedError(
                "после привязки в адресной строке остался код", "after the link the code is still in the address bar"
            )

    @pytest.mark.requirement("P-48")
    def test_no_stranger_is_on_the_page_with_the_code(self, return_watch: ReturnWatch) -> None:
        """Страница возврата ничего не просит у чужих сайтов."""
        expect_no_strangers(return_watch)


@pytest.mark.requirement("P-49")
def test_secrets_are_not_in_the_back_end_s_addresses(vendor: Vendor, linked: Walkthrough) -> None:
    """Сервер журнала шлёт ключ и токены в теле или заголовке, а не в адресе."""
    expect_no_secret_in_queries(vendor, linked.records)
