"""Signs in to the journal with an account and reads whether it is linked."""

from dataclasses import dataclass

from playwright.sync_api import Browser, Error, expect

from automation.job_browser import summarize_error
from automation.links.accounts import JournalAccount
from pages.journal import MessengerCard, NavBar, SignIn


@dataclass(frozen=True)
class LinkState:
    """What the journal shows of an account; `linked` is None where it could not be read, and `remark` says why."""

    linked: bool | None
    profile_id: int | None = None
    remark: str = ""


def read_link_state(browser: Browser, journal: str, account: JournalAccount) -> LinkState:
    """Returns what the journal shows to the account's owner, in a browser context that knows no earlier account."""
    if account.problem:
        return LinkState(None, remark=account.problem)
    if not (account.login.strip() and account.password.strip()):
        return LinkState(None, remark="в списке нет логина или пароля")
    with browser.new_context(locale="ru-RU", timezone_id="Europe/Moscow") as context:
        page = context.new_page()
        sign_in, nav_bar, card = SignIn(page), NavBar(page), MessengerCard(page)
        try:
            sign_in.open(journal)
            sign_in.sign_in(account.login, account.password)
            expect(nav_bar.office.or_(sign_in.error)).to_be_visible()
            if sign_in.error.is_visible():
                return LinkState(None, remark=f"войти не удалось: {sign_in.error.inner_text()}")
            nav_bar.open_messenger()
            expect(card.connected.or_(card.not_connected)).to_be_visible()
            if card.not_connected.is_visible():
                return LinkState(linked=False)
            return LinkState(linked=True, profile_id=card.linked_profile_id())
        except (Error, AssertionError) as error:
            return LinkState(None, remark=f"журнал не показал состояния: {summarize_error(error)}")
