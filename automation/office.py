"""An administrator's journey: into the organization's office (D-1), and away with the week's statistics (D-2, D-3)."""

from urllib.parse import urlsplit

from playwright.sync_api import Download, Locator, Page, expect

from automation.browsing import JobFailed
from automation.linking import CodeSource, guide_step
from pages.ids import with_id
from pages.sferum import Home, Office, Organizations
from pages.vk_id import AccountScreen, CodeScreen, PhoneScreen


def enter_office(
    page: Page, sferum: str, phone: str, code_for: CodeSource, organization_id: int | None = None
) -> Office:
    """D-1: from Sferum's first page to the office, of the organization named if the administrator has several.

    VK ID may remember the browser, and may ask which educational profile to go on with: the first will do, since
    administrators are known by their phones. Raises JobFailed where the phone is no administrator's.
    """
    office, several, account = Office(page), Organizations(page), AccountScreen(page)
    arrived = office.heading.or_(several.heading).or_(office.refusal)
    with guide_step("D-1", page):
        Home(page).open(sferum)
        Home(page).enter_as_administrator()
        _confirm(page, phone, code_for, arrived.or_(account.heading))
        if account.heading.is_visible():
            if account.create_button.is_visible():
                raise JobFailed("у этого номера нет учебного профиля, а с ним и прав администратора")
            account.submit()
            expect(arrived).to_be_visible()
        if office.refusal.is_visible():
            raise JobFailed("этот номер не зарегистрирован как номер администратора организации")
        if several.heading.is_visible():
            _choose(several, organization_id)
        office.expect_open()
    if organization_id is not None and str(organization_id) not in urlsplit(page.url).path.split("/"):
        raise JobFailed(f"организации {organization_id} среди организаций этого администратора нет")
    return office


def download_statistics(office: Office, *, ids: bool = True) -> Download:
    """D-2, D-3: the week's report, with identifiers or in the older layout without."""
    with guide_step("D-2", office.page):
        if not ids:
            office.choose_without_ids()
        return office.download_statistics()


def _confirm(page: Page, phone: str, code_for: CodeSource, beyond: Locator) -> None:
    entrance, code = PhoneScreen(page), CodeScreen(page)
    expect(entrance.heading.or_(beyond)).to_be_visible()
    if not entrance.heading.is_visible():
        return
    entrance.submit(phone)
    expect(code.heading.or_(entrance.error)).to_be_visible()
    if entrance.error.is_visible():
        raise JobFailed(f"VK ID не принял номер: {entrance.error.inner_text()}")
    code.submit(code_for(phone))
    expect(beyond.or_(code.mistake)).to_be_visible()
    if code.mistake.is_visible():
        raise JobFailed(f"VK ID не принял код: {code.mistake.inner_text()}")


def _choose(several: Organizations, organization_id: int | None) -> None:
    titles = [" ".join(each.split()) for each in several.links.all_inner_texts()]
    if organization_id is None:
        raise JobFailed(f"организаций несколько, укажите ID одной: {'; '.join(titles)}")
    if not any(with_id(organization_id).search(title) for title in titles):
        raise JobFailed(f"организации {organization_id} среди организаций этого администратора нет")
    several.choose(organization_id)
