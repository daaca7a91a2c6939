"""What the journal exposes on the way: the code at the return address, personal data, its own secrets."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext

from automation.addresses import parse_origin
from validation.errors import CheckFailedError, NotTestableError, naming_earlier_step
from validation.personal_data import find_identity, find_personal_data
from validation.request_records import find_attach_calls
from validation.return_watch import ReturnWatch, is_strangers
from validation.subjects import require_subjects
from validation.teacher_sessions import TeacherSessions
from validation.traffic import is_at_vk_id
from validation.vendor import Vendor
from validation.walkthrough import Walkthrough

pytestmark = [pytest.mark.usefixtures("linked"), pytest.mark.needs("sandbox", "changes")]

_SECRET_PARAMS = ("client_secret", "service_token", "access_token", "refresh_token", "code_verifier")


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
    urls = require_subjects(linked.traffic.urls, "адреса, которые открывал браузер", "addresses that it opened")
    teacher = vendor.file.list_teachers()[linked.login]
    profile_ids = {call["answer"].get("profile_id", "") for call in find_attach_calls(linked.records)} - {""}
    for url in urls:
        host = urlsplit(url).hostname or ""
        at_vk_id = is_at_vk_id(url, vendor.target.vk_id)
        if vendor.is_return(url) or (at_vk_id and not linked.traffic.is_vk_id(url)):
            continue  # VK ID's own doing
        found = find_personal_data(url, teacher)
        if found is None and is_strangers(vendor, url) and parse_origin(url) not in linked.traffic.services:
            found = find_identity(url, teacher, profile_ids)
        if found:
            ru, en = found
            raise CheckFailedError(f"{ru} в адресе на {host}", f"{en} is in an address at {host}")


class TestReturnPage:
    """One worker of a run has them all: they look at the same link."""

    @pytest.mark.requirement("P-46")
    def test_page_with_the_code_is_not_kept(self, return_watch: ReturnWatch) -> None:
        """Страницу возврата не хранит кеш."""
        if return_watch.cached:
            raise CheckFailedError(
                f"страницу возврата хранит кеш: Cache-Control: {return_watch.cached[0]}",
                f"a cache keeps the return page: Cache-Control: {return_watch.cached[0]}",
            )

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
        if return_watch.strangers:
            hosts = ", ".join(sorted(set(return_watch.strangers)))
            raise CheckFailedError(f"страница возврата обращается к {hosts}", f"the return page asks {hosts}")


@pytest.mark.requirement("P-49")
def test_secrets_are_not_in_the_back_end_s_addresses(vendor: Vendor, linked: Walkthrough) -> None:
    """Сервер журнала шлёт ключ и токены в теле или заголовке, а не в адресе."""
    if vendor.file.protocol == "silent-token":
        raise NotTestableError("методы API ВКонтакте принимают токен в адресе", "methods of VK's API take tokens there")
    for record in require_subjects(linked.records, "запросы журнала", "the journal's requests"):
        shown = [name for name in _SECRET_PARAMS if record["query"].get(name)]
        if shown:
            raise CheckFailedError(
                f"{record['path']}: в адресе {', '.join(shown)}", f"{record['path']}: {', '.join(shown)} in the address"
            )
