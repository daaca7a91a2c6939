"""VK ID or Sferum failing, slow or cut off, step by step: the journal says so, stays unlinked, and a retry links."""

from typing import Any

import pytest
from playwright.sync_api import expect

from automation.factories import People
from mock_server.client import SandboxClient
from pages.windows import get_page
from tests.cases import case
from tests.e2e.expectations import expect_browser_error
from tests.e2e.journal_session import JournalSession, OpenJournal
from tests.e2e.vk_id_screens import WITH_PROFILE, WITHOUT_PROFILE, open_screens

CLOSED = "Окно VK ID закрыто. Учётная запись не привязана."
VK_ID_SILENT = "VK ID не отвечает. Учётная запись не привязана. Повторите попытку."
SFERUM_SILENT = "Сферум не отвечает. Учётная запись не привязана. Повторите попытку."
NOT_UNLINKED = "Сферум не отвечает. Учётная запись осталась привязанной. Повторите попытку."

JOURNAL_TIMEOUT_S = 1
"""How long a journal waits for VK ID and Sferum in the slow scenarios."""
WAYS_TO_FAIL: dict[str, dict[str, Any]] = {
    "unavailable": {"kind": "error", "status": 503},
    "cut off": {"kind": "drop"},
    "answer lost": {"kind": "drop", "moment": "after"},
    "slow": {"kind": "delay", "delay_s": JOURNAL_TIMEOUT_S + 0.5},
}
BACK_END = {
    "token": ("vk_id", VK_ID_SILENT),
    "user_info": ("vk_id", VK_ID_SILENT),
    "attach": ("sferum", SFERUM_SILENT),
}
ALL_STEPS = ("A-3", "A-4", "A-5", "A-7", "B-3", "B-5", "B-8")


@pytest.mark.parametrize("screens", [WITH_PROFILE, WITHOUT_PROFILE], ids=["с профилем", "без профиля"])
@pytest.mark.requirement(*ALL_STEPS)
def test_step_that_fails_can_be_repeated_in_the_window(
    people: People, open_journal: OpenJournal, sandbox: SandboxClient, screens: tuple[str, ...]
) -> None:
    """VK ID отвечает ошибкой на каждом шаге: окно предлагает вернуться и повторить, после этого привязка удаётся."""
    teacher = people.create_teacher(profile=screens == WITH_PROFILE)
    journal = open_journal(teacher)
    for name in screens:
        sandbox.create_fault("vk_id", f"submit_{name}", "error", phone=teacher.phone, status=503)
    login = journal.open_vk_id()
    window = get_page(login.window)
    for screen in open_screens(login, new_profile=None if screens == WITH_PROFILE else teacher):
        screen.leave()
        expect(window.get_by_role("heading", name="Сервис временно недоступен"), screen.name).to_be_visible()
        journal.expect_unlinked()
        window.go_back()
        screen.leave()
    journal.expect_linked()


@pytest.mark.parametrize("screens", [WITH_PROFILE, ("profile",)], ids=["с профилем", "без профиля"])
@pytest.mark.requirement(*ALL_STEPS)
def test_step_that_is_cut_off_leaves_nothing_linked(
    people: People, open_journal: OpenJournal, sandbox: SandboxClient, screens: tuple[str, ...]
) -> None:
    """Связь с VK ID обрывается, на каком бы шаге это ни было: привязки нет, новая попытка удаётся."""
    teacher = people.create_teacher(profile=screens == WITH_PROFILE)
    new_profile = None if screens == WITH_PROFILE else teacher
    journal, remembered = open_journal(teacher), False
    for failing in screens:
        fault = sandbox.create_fault("vk_id", f"submit_{failing}", "drop", phone=teacher.phone, times=None)
        login = journal.open_vk_id()
        window = get_page(login.window)
        for screen in open_screens(login, remembered=remembered, new_profile=new_profile):
            screen.leave()
            if screen.name == failing:
                break
        expect_browser_error(window)
        window.close()
        journal.card.expect_error(CLOSED)
        journal.expect_unlinked()
        sandbox.remove_fault(fault)
        remembered = failing not in ("phone", "code")
        journal.open()  # without the message, which the next closing brings again
    journal.open_vk_id().reach_consent(remembered=remembered, new_profile=new_profile).link()
    journal.expect_linked()


@pytest.mark.requirement(*ALL_STEPS)
def test_slow_steps_end_in_one_link(people: People, open_journal: OpenJournal, sandbox: SandboxClient) -> None:
    """VK ID отвечает медленно на каждом шаге: привязка удаётся."""
    teacher = people.create_teacher()
    journal = open_journal(teacher)
    for screen in WITH_PROFILE:
        sandbox.create_fault("vk_id", f"submit_{screen}", "delay", phone=teacher.phone, delay_s=0.2)
    journal.open_vk_id().reach_consent().link()
    journal.expect_linked()


@pytest.mark.parametrize("way", ["unavailable", "cut off"], ids=["недоступен", "связь оборвана"])
@pytest.mark.requirement("A-2", "B-2")
def test_vk_id_that_does_not_open_leaves_nothing_linked(
    people: People, open_journal: OpenJournal, sandbox: SandboxClient, way: str
) -> None:
    """VK ID не открывается: привязки нет, новая попытка удаётся."""
    journal = open_journal(people.create_teacher(), remembered=True)
    fault = sandbox.create_fault("vk_id", "authorize", phone=journal.teacher.phone, times=None, **WAYS_TO_FAIL[way])
    window = journal.card.go_to_connection()
    if way == "cut off":
        expect_browser_error(window)
    else:
        expect(window.get_by_role("heading", name="Сервис временно недоступен")).to_be_visible()
    window.close()
    journal.card.expect_error(CLOSED)
    journal.expect_unlinked()
    sandbox.remove_fault(fault)
    journal.link()
    journal.expect_linked()


@pytest.mark.parametrize(
    "way", ["unavailable", "cut off", "slow"], ids=["недоступен", "связь оборвана", "отвечает слишком долго"]
)
@pytest.mark.requirement("A-7", "B-8")
def test_service_that_fails_behind_the_journal_leaves_nothing_linked(
    people: People, open_journal: OpenJournal, sandbox: SandboxClient, way: str
) -> None:
    """VK ID, затем Сферум не отвечает журналу: он говорит об этом, привязки нет, новая попытка идёт дальше."""
    journal = open_remembered_journal(way, people, open_journal)
    for operation, (site, message) in BACK_END.items():
        with case(operation):
            journal.open()  # without the error of the attempt before
            sandbox.create_fault(site, operation, phone=journal.teacher.phone, **WAYS_TO_FAIL[way])
            journal.reach_consent().link()
            journal.card.expect_error(message)
            journal.expect_unlinked()
            if way == "slow":
                journal.wait_until_done(operation)  # although the journal no longer waits for it
                journal.expect_unlinked()
    journal.link()
    journal.expect_linked()


@pytest.mark.parametrize("way", ["unavailable", "cut off"], ids=["недоступен", "связь оборвана"])
def test_failed_unlinking_leaves_the_link_whole(
    people: People, open_journal: OpenJournal, sandbox: SandboxClient, way: str
) -> None:
    """Сферум не отвечает при отвязке: привязка цела с обеих сторон, новая попытка отвязывает."""
    journal = open_journal(people.create_teacher(), linked=True)
    fault = sandbox.create_fault("sferum", "detach", phone=journal.teacher.phone, times=None, **WAYS_TO_FAIL[way])
    journal.card.unlink()
    expect(journal.card.error).to_have_text(NOT_UNLINKED)
    journal.expect_linked()
    sandbox.remove_fault(fault)
    journal.card.unlink()
    expect(journal.card.success).to_have_text("Учебный профиль отвязан.")
    journal.expect_unlinked()


@pytest.mark.parametrize("way", ["answer lost", "slow"], ids=["ответ потерян", "отвечает слишком долго"])
def test_unlinking_whose_answer_is_lost_is_completed(
    people: People, open_journal: OpenJournal, sandbox: SandboxClient, way: str
) -> None:
    """Ответ Сферум на отвязку не дошёл: журнал спрашивает ещё раз, обе стороны отвязаны."""
    journal = open_remembered_journal(way, people, open_journal, linked=True)
    sandbox.create_fault("sferum", "detach", phone=journal.teacher.phone, **WAYS_TO_FAIL[way])
    journal.card.unlink()
    expect(journal.card.success).to_have_text("Учебный профиль отвязан.")
    journal.expect_unlinked()


@pytest.mark.parametrize("way", ["unavailable", "cut off"], ids=["недоступен", "связь оборвана"])
@pytest.mark.requirement("A-7", "B-8")
def test_failing_journal_links_when_the_return_is_repeated(
    people: People, open_journal: OpenJournal, sandbox: SandboxClient, way: str
) -> None:
    """Журнал не принимает возврат из VK ID: привязки нет, перезагрузка окна доводит её до конца."""
    journal = open_journal(people.create_teacher(), remembered=True)
    fault = sandbox.create_fault("journal", "callback", phone=journal.teacher.phone, times=None, **WAYS_TO_FAIL[way])
    consent = journal.reach_consent()
    consent.link()
    if way == "cut off":
        expect_browser_error(consent.page)
    else:
        expect(consent.page.get_by_role("heading", name="Сервис временно недоступен")).to_be_visible()
    journal.expect_unlinked()
    sandbox.remove_fault(fault)
    consent.page.reload(wait_until="commit")  # not later: the window closes itself
    journal.expect_linked()


@pytest.mark.requirement("A-7", "B-8")
def test_link_made_before_the_journals_answer_was_lost_is_whole(
    people: People, open_journal: OpenJournal, sandbox: SandboxClient
) -> None:
    """Ответ журнала на возврат потерян, когда привязка уже сделана: она цела, журнал её показывает."""
    journal = open_journal(people.create_teacher(), remembered=True)
    fault = sandbox.create_fault(
        "journal", "callback", "error", phone=journal.teacher.phone, moment="after", status=503, times=None
    )
    consent = journal.reach_consent()
    consent.link()
    expect(consent.page.get_by_role("heading", name="Сервис временно недоступен")).to_be_visible()
    sandbox.remove_fault(fault)
    consent.page.close()
    journal.expect_linked()
    expect(journal.card.error).to_have_count(0)


@pytest.mark.requirement("A-3", "B-3")
def test_lost_network_leaves_nothing_linked(people: People, open_journal: OpenJournal) -> None:
    """Сеть пропала в окне VK ID: привязки нет; сеть вернулась: шаг повторяется, привязка удаётся."""
    journal = open_journal(people.create_teacher())
    login = journal.open_vk_id()
    window = get_page(login.window)
    for screen in open_screens(login):
        if screen.name == "phone":
            journal.page.context.set_offline(True)
            screen.leave()
            expect_browser_error(window)
            journal.expect_unlinked()
            journal.page.context.set_offline(False)
            window.reload()
        else:
            screen.leave()
    journal.expect_linked()


def open_remembered_journal(
    way: str, people: People, open_journal: OpenJournal, *, linked: bool = False
) -> JournalSession:
    """Opens a journal in a remembered browser; its time-out is short where VK ID or Sferum will be slow."""
    school = people.create_organization(journal_timeout_s=JOURNAL_TIMEOUT_S if way == "slow" else None)
    return open_journal(people.create_teacher(school), remembered=True, linked=linked)
