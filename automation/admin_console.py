"""An administrator's journey: to the organization's console (D-1), and to the week's statistics (D-2, D-3)."""

from urllib.parse import urlsplit

from playwright.sync_api import Download, Locator, Page, expect

from automation.job_browser import JobError
from automation.linking import guide_step
from automation.vk_id_login import CodeRefusedError, CodeSource, PhoneRefusedError, VkIdLogin
from pages.ids import match_id
from pages.sferum import AdminConsole, Home, Organizations
from pages.vk_id import AccountScreen, PhoneScreen


def enter_admin_console(
    page: Page, sferum: str, phone: str, code_for: CodeSource, organization_id: int | None = None
) -> AdminConsole:
    """Goes from Sferum's first page to the console (D-1) of an administrator's organization; of several, the named one.

    VK ID may remember the browser. It may also ask which educational profile to go on with: the first one is enough,
    because administrators are known by their phones. Raises JobError where the phone is not an administrator's.
    """
    console, organizations, account = AdminConsole(page), Organizations(page), AccountScreen(page)
    arrived = console.heading.or_(organizations.heading).or_(console.refusal)
    with guide_step("D-1", page):
        Home(page).open(sferum)
        Home(page).enter_as_administrator()
        _sign_in(page, phone, code_for, arrived.or_(account.heading))
        if account.heading.is_visible():
            _submit_account(account)
            expect(arrived).to_be_visible()
        if console.refusal.is_visible():
            raise JobError("этот номер не зарегистрирован как номер администратора организации")
        if organizations.heading.is_visible():
            _choose_organization(organizations, organization_id)
        console.expect_open()
    if organization_id is not None and str(organization_id) not in urlsplit(page.url).path.split("/"):
        raise _build_unknown_error(organization_id)
    return console


def download_statistics(console: AdminConsole, *, ids: bool = True) -> Download:
    """Downloads the week's report (D-2, D-3), with identifiers, or in the older layout without them."""
    with guide_step("D-2", console.page):
        if not ids:
            console.choose_without_ids()
        return console.download_statistics()


def _sign_in(page: Page, phone: str, code_for: CodeSource, next_screen: Locator) -> None:
    """Types phone and code, unless VK ID remembers the browser."""
    phone_screen = PhoneScreen(page)
    expect(phone_screen.heading.or_(next_screen)).to_be_visible()
    if not phone_screen.heading.is_visible():
        return
    login = VkIdLogin(page, phone, code_for)
    try:
        login.submit_phone()
        login.submit_code(next_screen)
    except PhoneRefusedError as error:
        raise JobError(f"VK ID не принял номер: {error}") from error
    except CodeRefusedError as error:
        raise JobError(f"VK ID не принял код: {error}") from error


def _submit_account(account: AccountScreen) -> None:
    if account.create_button.is_visible():
        raise JobError("у этого номера нет учебного профиля, а с ним и прав администратора")
    account.submit()


def _choose_organization(organizations: Organizations, organization_id: int | None) -> None:
    titles = [" ".join(title.split()) for title in organizations.links.all_inner_texts()]
    if organization_id is None:
        raise JobError(f"организаций несколько, укажите ID одной: {'; '.join(titles)}")
    if not any(match_id(organization_id).search(title) for title in titles):
        raise _build_unknown_error(organization_id)
    organizations.choose(organization_id)


def _build_unknown_error(organization_id: int) -> JobError:
    return JobError(f"организации {organization_id} среди организаций этого администратора нет")
