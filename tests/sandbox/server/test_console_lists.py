"""The console over HTTP: changes from its own pages only, by forms only, at its port only; links that keep a filter."""

import httpx
import pytest

from automation.factories import People
from automation.people import Teacher
from mock_server.client import SandboxClient
from mock_server.context import Sandbox
from tests.html_page import read_page
from tests.http_teacher import HttpTeacher

PATHS = ("/console/people", "/console/organizations", "/console/faults", "/console/applications")


def list_changes(teacher: Teacher) -> list[tuple[str, dict[str, str]]]:
    """Returns every form of these pages."""
    return [
        ("/console/people", {"school": "existing", "organization_id": str(teacher.organization_id)}),
        (f"/console/people/{teacher.phone}/unlink", {}),
        (f"/console/people/{teacher.phone}/time", {"forward_s": "60"}),
        (f"/console/people/{teacher.phone}/forget", {}),
        ("/console/faults", {"whom": teacher.phone, "operation": "vk_id.token", "kind": "error"}),
        ("/console/faults/1/remove", {}),
        ("/console/applications", {"name": "Журнал", "redirect_uris": "https://a.example/back"}),
        ("/console/applications/51000001/remove", {}),
    ]


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {}],
    ids=["чужой Origin", "чужой сайт", "соседний сайт", "никаких заголовков"],
)
def test_console_is_changed_by_its_own_pages_only(
    people: People, sandbox: SandboxClient, control: httpx.Client, headers: dict[str, str]
) -> None:
    """Чужая страница ничего не меняет через пульт."""
    teacher = people.create_teacher()
    for path, form in list_changes(teacher):
        assert control.post(path, data=form, headers=headers).status_code == 403, path
    assert sandbox.get_person(teacher.phone).profiles
    assert sandbox.list_faults(phone=teacher.phone) == []
    assert control.get(f"/people/{teacher.phone}").json()["time_shift_s"] == 0


def test_reading_an_address_of_the_console_changes_nothing(
    people: People, sandbox: SandboxClient, control: httpx.Client
) -> None:
    """Открыть адрес пульта — ничего не изменить."""
    teacher = people.create_teacher()
    for path, form in list_changes(teacher):
        assert control.get(path, params=form).status_code in (200, 405), path
    assert sandbox.get_person(teacher.phone).profiles
    assert sandbox.list_faults(phone=teacher.phone) == []
    assert control.get(f"/people/{teacher.phone}").json()["time_shift_s"] == 0


def test_lists_of_the_console_are_at_the_control_port_only(own_sandbox: Sandbox) -> None:
    """Пульта нет на портах других сайтов."""
    where = own_sandbox.addresses
    for address in (where.journal, where.vk_id, where.messenger, where.sferum):
        for path in PATHS:
            assert httpx.get(f"{address}{path}", trust_env=False).status_code == 404, address


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/console/people/112", 404),
        ("/console/people/<script>", 404),
        ("/console/organizations/999", 404),
        (f"/console/organizations/{10**90}", 404),
        ("/console/applications/999", 404),
        ("/console/applications/нет", 404),
        ("/console/people?after=" + "я" * 500, 200),
        ("/console/people?search=" + "%25_" * 100, 200),
        ("/console/organizations?after=-1&search=" + "я" * 500, 200),
        ("/console/faults?before=0&whom=" + "9" * 40, 200),
        ("/console/applications?after=" + "я" * 500, 200),
    ],
)
def test_odd_address_of_the_console_is_no_failure(control: httpx.Client, path: str, status: int) -> None:
    """Странный адрес пульта — страница или «такой страницы нет», но не сбой."""
    answer = control.get(path)
    assert answer.status_code == status
    assert "<script>" not in answer.text.replace('<script type="module"', "")


def test_sites_of_the_sandbox_stay_registered(control: httpx.Client, own_sandbox: Sandbox) -> None:
    """Сайт песочницы из приложений не удалить."""
    headers = {"Origin": own_sandbox.addresses.control}
    assert control.post("/console/applications/51000001/remove", headers=headers).status_code == 409
    assert control.get("/clients/51000001").status_code == 200


def find_link(page: httpx.Response, text: str) -> str:
    """Returns where the only link of this text leads."""
    (link,) = [link for link in read_page(page.text).find_all("a") if link.text == text]
    return link.attributes["href"]


def test_next_page_of_faults_is_of_the_same_person(
    sandbox: SandboxClient, control: httpx.Client, teacher: Teacher
) -> None:
    """«Дальше» в списке сбоев помнит, чьи это сбои."""
    first, *_ = [sandbox.create_fault("vk_id", "token", "error", phone=teacher.phone) for _ in range(51)]
    page = control.get("/console/faults", params={"whom": teacher.phone})
    address = httpx.URL(find_link(page, "Дальше"))
    assert address.params.get("whom") == teacher.phone
    assert f"/console/faults/{first}/remove" in control.get(str(address)).text


def test_first_page_of_people_is_of_the_same_search(control: httpx.Client) -> None:
    """«В начало» помнит, кого искали."""
    page = control.get("/console/people", params={"search": "Орлова", "after": "+79"})
    assert httpx.URL(find_link(page, "В начало")).params.get("search") == "Орлова"


def test_fault_that_has_struck_waits_for_nobody(
    sandbox: SandboxClient, control: httpx.Client, teacher: Teacher, http_teacher: HttpTeacher
) -> None:
    """На странице человека сосчитаны только те сбои, которые ещё ждут."""
    for _ in range(2):
        sandbox.create_fault("journal", "messenger", "error", phone=teacher.phone, times=1)
    seen = []
    for _ in range(2):
        http_teacher.request_journal("GET", "/office/messenger")
        seen.append("1 сбой ждёт этого человека" in control.get(f"/console/people/{teacher.phone}").text)
    assert seen == [True, False]
    assert "Заказанные сбои" not in control.get(f"/console/people/{teacher.phone}").text


def test_members_of_a_chat_are_counted_in_words(
    people: People, sandbox: SandboxClient, control: httpx.Client, teacher: Teacher, http_teacher: HttpTeacher
) -> None:
    """Число участников чата на странице человека согласовано со словом."""
    http_teacher.link(remembered=True)
    with HttpTeacher(sandbox, people.create_teacher(teacher.organization_id)) as colleague:
        colleague.link(remembered=True)
    page = control.get(f"/console/people/{teacher.phone}").text
    assert ">2 участника<" in page
