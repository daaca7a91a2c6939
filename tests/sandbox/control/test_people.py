"""Teachers of the factory, as the sandbox has them."""

from dataclasses import asdict

from automation.factories import CLASSES, People
from mock_server.client import SandboxClient


def test_teacher_is_put_on_the_roster_with_a_profile(people: People, sandbox: SandboxClient) -> None:
    """Учитель попадает в список вместе с профилем."""
    teacher = people.create_teacher()
    person = sandbox.get_person(teacher.phone)
    assert person.journal == {teacher.login: None}
    (profile,) = person.profiles
    fields = asdict(teacher)
    for name in ("last_name", "first_name", "patronymic", "sex"):
        assert getattr(profile, name) == fields[name]
    assert profile.birth_date == teacher.birth_date.isoformat()


def test_teacher_without_a_profile_has_a_phone_new_to_vk_id(people: People, sandbox: SandboxClient) -> None:
    """Телефон учителя без профиля для VK ID новый."""
    assert sandbox.get_person(people.create_teacher(profile=False).phone).profiles == ()


def test_teacher_may_have_several_profiles(people: People, sandbox: SandboxClient) -> None:
    """У учителя может быть несколько профилей."""
    teacher = people.create_teacher(profile=False)
    ids = people.give_profile(teacher, count=2)
    assert [profile.id for profile in sandbox.get_person(teacher.phone).profiles] == ids
    assert len(set(ids)) == 2


def test_each_teacher_has_a_school_unless_one_is_named(people: People) -> None:
    """Если школа не названа, у каждого учителя своя."""
    first, second = people.create_teacher(), people.create_teacher()
    assert first.organization_id != second.organization_id
    assert people.create_teacher(first.organization_id).organization_id == first.organization_id


def test_school_has_the_classes_of_its_teachers(people: People) -> None:
    """В школе есть классы её учителей."""
    teacher = people.create_teacher(people.create_organization())
    assert teacher.classes == CLASSES
