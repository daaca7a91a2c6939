"""The control API, endpoint by endpoint, through its typed client."""

import secrets
from dataclasses import astuple
from datetime import date

import httpx
import pytest

from automation.factories import People, generate_phone
from mock_server.client import ControlError, Link, SandboxClient
from mock_server.context import Sandbox
from tests.http_teacher import HttpTeacher

PROFILE = {
    "last_name": "Орлова",
    "first_name": "Анна",
    "patronymic": "Ильинична",
    "birth_date": "1984-10-16",
    "sex": "female",
}


def test_health_tells_the_addresses(own_sandbox: Sandbox, control: httpx.Client) -> None:
    """Проверка здоровья называет адреса песочницы."""
    where = own_sandbox.addresses
    assert len(set(astuple(where))) == 5, "each site is an origin of its own"
    assert control.get("/health").json() == {
        "status": "ok",
        "journal": where.journal,
        "vk_id": where.vk_id,
        "messenger": where.messenger,
        "sferum": where.sferum,
    }


def test_organization_has_its_members(sandbox: SandboxClient) -> None:
    """У организации есть её участники."""
    names = {"last_name": "Орлова", "first_name": "Анна"}
    school = sandbox.create_organization(
        "Школа",
        classes=[{"code": "5А", "title": "5А"}],
        members=[{**names, "role": "teacher", "classes": ["5А"]}, {**names, "role": "pupil", "classes": ["5А", "5А"]}],
    )
    organization = sandbox.get_organization(school)
    assert organization.links == {}
    assert len(organization.members) == 2
    assert organization.messages_7_days == dict.fromkeys(organization.members, 0)


def test_organization_may_have_members_of_no_chat(sandbox: SandboxClient) -> None:
    """Участник организации может не состоять ни в одном чате."""
    names = {"last_name": "Орлова", "first_name": "Анна"}
    school = sandbox.create_organization(
        "Школа", members=[{**names, "role": "pupil", "classes": [], "left": ["announcements"]}]
    )
    assert len(sandbox.get_organization(school).members) == 1


def test_organization_has_the_id_it_is_known_by(sandbox: SandboxClient) -> None:
    """У организации тот ID, под которым её знают."""
    known_by = secrets.randbelow(2**40) + 2**40
    assert sandbox.create_organization("Гимназия", id=known_by) == known_by
    with pytest.raises(ControlError) as taken:
        sandbox.create_organization("Другая", id=known_by)
    assert taken.value.status == 409


def test_forgotten_person_is_new_to_vk_id_and_leaves_the_organization(people: People, sandbox: SandboxClient) -> None:
    """Забытый человек для VK ID новый и в организации не состоит."""
    teacher, other = people.create_teacher(), people.create_teacher()
    for person in (teacher, other):
        with HttpTeacher(sandbox, person) as http_teacher:
            http_teacher.link()
    sandbox.forget_person(teacher.phone)
    assert sandbox.get_person(teacher.phone).profiles == ()
    assert sandbox.get_organization(teacher.organization_id).links == {}
    assert sandbox.get_organization(teacher.organization_id).members == ()
    assert sandbox.get_person(other.phone).profiles[0].link is not None
    (again,) = people.give_profile(teacher)
    assert [profile.id for profile in sandbox.get_person(teacher.phone).profiles] == [again]
    sandbox.forget_person(generate_phone())  # nobody knows it: nothing happens


def test_forgotten_person_is_signed_out_but_for_the_journal(people: People, sandbox: SandboxClient) -> None:
    """Забытый человек вышел отовсюду, кроме журнала."""
    teacher = people.create_teacher()
    messenger, sferum = sandbox.addresses["messenger"], sandbox.addresses["sferum"]
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.link(remembered=True)
        assert http_teacher.http.get(f"{sferum}/sign-in", params={"then": "/profile"}).url.path == "/profile"
        assert http_teacher.http.get(f"{messenger}/").status_code == 200
        sandbox.forget_person(teacher.phone)
        people.give_profile(teacher)
        application = f"{sferum}/organizations/{teacher.organization_id}/applications/new"
        for address in (f"{sferum}/profile", f"{sferum}/invitations/none", application, f"{messenger}/"):
            method = "GET" if address.endswith(("/profile", "/")) else "POST"
            answer = http_teacher.http.request(method, address, data={"role": "teacher"}, follow_redirects=False)
            assert (answer.status_code, "/sign-in" in answer.headers["location"]) == (303, True), address
        assert "Кабинет учителя" in http_teacher.request_journal("GET", "/office").text
    assert sandbox.get_organization(teacher.organization_id).members == ()


@pytest.mark.requirement("C-2")
def test_school_51_is_ones_own_each_time(sandbox: SandboxClient, control: httpx.Client) -> None:
    """Школа № 51 каждый раз своя."""
    first, second = (control.post("/organizations/school-51").json() for _ in range(2))
    assert first["id"] != second["id"]
    assert len(first["classes"]) == len(second["classes"]) == 25
    assert not set(sandbox.get_organization(first["id"]).members) & set(sandbox.get_organization(second["id"]).members)


def test_account_has_its_profiles_in_the_order_given(sandbox: SandboxClient) -> None:
    """Профили учётной записи стоят в том порядке, в каком их дали."""
    phone = generate_phone()
    made = sandbox.create_account(phone, profiles=[PROFILE, {**PROFILE, "last_name": "Ли", "birth_date": None}])
    person = sandbox.get_person(phone)
    assert [profile.id for profile in person.profiles] == made
    first, second = person.profiles
    assert (first.last_name, first.first_name, first.patronymic) == ("Орлова", "Анна", "Ильинична")
    assert (first.birth_date, first.sex) == ("1984-10-16", "female")
    assert (second.last_name, second.birth_date) == ("Ли", None)
    assert (first.link, first.organizations, first.chats) == (None, (), 0)
    assert person.journal == {}


def test_phone_may_be_written_as_people_write_it(sandbox: SandboxClient, control: httpx.Client) -> None:
    """Телефон можно записать так, как его пишут люди."""
    phone = generate_phone()
    spelt = f"8 ({phone[2:5]}) {phone[5:8]}-{phone[8:10]}-{phone[10:]}"
    sandbox.create_account(spelt)
    assert control.get(f"/people/{phone}").json()["account"] is True
    assert control.get(f"/people/{spelt}").json()["phone"] == phone


def test_person_nobody_has_made_is_empty(sandbox: SandboxClient, control: httpx.Client) -> None:
    """О человеке, которого никто не создавал, ничего не известно."""
    phone = generate_phone()
    nothing = {"account": False, "profiles": [], "journal": [], "time_shift_s": 0}
    assert control.get(f"/people/{phone}").json() == {"phone": phone, **nothing}


def test_roster_lets_people_into_the_journal(people: People, sandbox: SandboxClient) -> None:
    """Список учителей пускает людей в журнал."""
    teacher = people.create_teacher(profile=False)
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.http.cookies.clear()
        sign_in = f"{sandbox.addresses['journal']}/sign-in"
        assert http_teacher.http.post(sign_in, data={"login": teacher.login, "password": "other"}).status_code == 422
        inside = http_teacher.http.post(sign_in, data={"login": teacher.login, "password": teacher.password})
    assert inside.url.path == "/home"
    assert sandbox.get_person(teacher.phone).journal == {teacher.login: None}


def test_ready_sessions_spare_the_sign_in_the_phone_and_the_code(people: People, sandbox: SandboxClient) -> None:
    """Готовые сеансы избавляют от входа, телефона и кода."""
    with HttpTeacher(sandbox, people.create_teacher()) as http_teacher:
        assert "Мессенджер не подключен" in http_teacher.read_messenger_page()
        http_teacher.remember_browser()
        assert "Проверьте учётные данные" in http_teacher.connect().text


def test_sign_in_to_the_journal_leaves_the_browsers_earlier_session_valid(
    people: People, sandbox: SandboxClient
) -> None:
    """Вход в журнал не обрывает прежний сеанс того же браузера."""
    first, second = people.create_teacher(), people.create_teacher()
    with HttpTeacher(sandbox, first) as http_teacher:
        saved = dict(http_teacher.http.cookies)
        form = {"login": second.login, "password": second.password}
        assert second.last_name in http_teacher.request_journal("POST", "/sign-in", data=form).text
        home = f"{sandbox.addresses['journal']}/home"
        assert httpx.get(home, cookies=saved, trust_env=False).status_code == 200


def test_linked_person_is_seen_from_both_sides(people: People, sandbox: SandboxClient) -> None:
    """Привязанный человек виден с обеих сторон."""
    teacher = people.create_teacher()
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.link(remembered=True)
    person = sandbox.get_person(teacher.phone)
    (profile,) = person.profiles
    ((person_id, linked),) = sandbox.get_organization(teacher.organization_id).links.items()
    assert linked == profile.id
    assert profile.link == Link(teacher.organization_id, person_id)
    assert profile.organizations == (teacher.organization_id,)
    assert profile.chats == 5
    assert person.journal == {teacher.login: profile.id}


@pytest.mark.requirement("C-3")
def test_messages_of_the_week_are_counted(people: People, sandbox: SandboxClient) -> None:
    """Сообщения за неделю посчитаны."""
    teacher = people.create_teacher()
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.link(remembered=True)
        messenger = sandbox.addresses["messenger"]
        http_teacher.http.get(messenger)
        own = http_teacher.http.post(f"{messenger}/chats", data={"title": "Клуб"})
        for text in ("Раз", "Два"):
            http_teacher.http.post(own.url, data={"text": text})
    (profile,) = sandbox.get_person(teacher.phone).profiles
    assert sandbox.get_organization(teacher.organization_id).messages_7_days == {profile.id: 2}


def test_confirmation_is_set_for_one_phone(people: People, sandbox: SandboxClient) -> None:
    """Способ подтверждения задаётся для одного телефона."""
    teacher, other = people.create_teacher(), people.create_teacher()
    sandbox.set_confirmation(teacher.phone, method="sms", code_length=6)
    for person, shape in ((teacher, ("sms", 6)), (other, ("call", 4))):
        with HttpTeacher(sandbox, person) as http_teacher:
            http_teacher.send_code()
        (sent,) = sandbox.read_codes(person.phone)
        assert (sent.method, len(sent.code)) == shape


def test_confirmation_may_come_with_the_account(people: People, sandbox: SandboxClient) -> None:
    """Способ подтверждения можно задать вместе с учётной записью."""
    teacher = people.create_teacher(profile=False)
    people.give_profile(teacher, confirmation={"code_length": 9})
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.send_code()
    assert len(sandbox.read_codes(teacher.phone)[0].code) == 9


def test_time_moves_for_one_person_and_adds_up(people: People, sandbox: SandboxClient) -> None:
    """Время сдвигается для одного человека, сдвиги складываются."""
    teacher = people.create_teacher()
    with HttpTeacher(sandbox, teacher) as http_teacher:
        screen = http_teacher.send_code()
        sent = sandbox.read_codes(teacher.phone)[0].code
        for _ in range(2):
            sandbox.move_time(teacher.phone, 150)
        assert "Код больше не действует" in http_teacher.submit(screen, code=sent).text


def test_profile_made_on_the_way_has_the_data_typed(people: People, sandbox: SandboxClient) -> None:
    """У профиля, созданного по дороге, те данные, что ввели."""
    teacher = people.create_teacher(profile=False)
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.link()
    (profile,) = sandbox.get_person(teacher.phone).profiles
    assert (profile.last_name, profile.first_name) == (teacher.last_name, teacher.first_name)
    assert profile.birth_date
    assert date.fromisoformat(profile.birth_date) == teacher.birth_date
    assert profile.sex == teacher.sex


def test_client_says_what_was_refused_and_why(sandbox: SandboxClient) -> None:
    """Клиент управления говорит, что отклонено и почему."""
    with pytest.raises(ControlError, match=r"POST /accounts: HTTP 422 .*phone: .*is not a Russian mobile number"):
        sandbox.create_account("112")
