"""An administrator's journey: into the organization's office (D-1), and away with the week's statistics (D-2, D-3)."""

from urllib.parse import urlsplit

from playwright.sync_api import Download, Locator, Page, expect

from automation.job_browser import JobError
from automation.linking import guide_step
from automation.vk_id_login import CodeRefusedError, CodeSource, PhoneRefusedError, VkIdLogin
from pages.ids import with_id
from pages.sferum import AdminConsole, Home, Organizations
from pages.vk_id import AccountScreen, PhoneScreen


def enter_admin_console(
    page: Page, sferum: str, phone: str, code_for: CodeSource, organization_id: int | None = None
) -> AdminConsole:
    """D-1: from Sferum's first page to the office, of the organization named if the administrator has several.

    VK ID may remember the browser, and may ask which educational profile to go on with: the first will do, since
    administrators are known by their phones. Raises JobError where the phone is no administrator's.
    """
    office, several, account = AdminConsole(page), Organizations(page), AccountScreen(page)
    arrived = office.heading.or_(several.heading).or_(office.refusal)
    with guide_step("D-1", page):
        Home(page).open(sferum)
        Home(page).enter_as_administrator()
        _confirm(page, phone, code_for, arrived.or_(account.heading))
        if account.heading.is_visible():
            if account.create_button.is_visible():
                raise JobError("у этого номера нет учебного профиля, а с ним и прав администратора")
            account.submit()
            expect(arrived).to_be_visible()
        if office.refusal.is_visible():
            raise JobError("этот номер не зарегистрирован как номер администратора организации")
        if several.heading.is_visible():
            _choose(several, organization_id)
        office.expect_open()
    if organization_id is not None and str(organization_id) not in urlsplit(page.url).path.split("/"):
        raise JobError(f"организации {organization_id} среди организаций этого администратора нет")
    return office


def download_statistics(office: AdminConsole, *, ids: bool = True) -> Download:
    """D-2, D-3: the week's report, with identifiers or in the older layout without."""
    with guide_step("D-2", office.page):
        if not ids:
            office.choose_without_ids()
        return office.download_statistics()


def _confirm(page: Page, phone: str, code_for: CodeSource, following: Locator) -> None:
    first = PhoneScreen(page)
    expect(first.heading.or_(following)).to_be_visible()
    if not first.heading.is_visible():
        return
    login = VkIdLogin(page, phone, code_for)
    try:
        login.submit_phone()
        login.submit_code(following)
    except PhoneRefusedError as error:
        raise JobError(f"VK ID не принял номер: {error}") from error
    except CodeRefusedError as error:
        raise JobError(f"VK ID не принял код: {error}") from error


def _choose(several: Organizations, organization_id: int | None) -> None:
    titles = [" ".join(each.split()) for each in several.links.all_inner_texts()]
    if organization_id is None:
        raise JobError(f"организаций несколько, укажите ID одной: {'; '.join(titles)}")
    if not any(with_id(organization_id).search(title) for title in titles):
        raise JobError(f"организации {organization_id} среди организаций этого администратора нет")
    several.choose(organization_id)
