"""Makes organizations, teachers and accounts with made-up data, and puts them into a sandbox."""

import itertools
import secrets
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any, Literal

from faker import Faker

from automation.people import Teacher
from mock_server.client import SandboxClient

CLASSES = ("5А", "10Б")

# Codes whose every number the Russian numbering plan gives to mobile operators.
_MOBILE_CODES = (*range(900, 930), *range(950, 1000))
_PHONE_COUNT = len(_MOBILE_CODES) * 10**7
# Drawn one by one, a thousand numbers of these 800 million meet once in some 1600 runs. Here only the first is drawn;
# the step, which has no divisor in common with their number, comes to all the others before it comes to one again.
_phone_indexes = itertools.count(secrets.randbelow(_PHONE_COUNT), 123_456_789)


def generate_phone() -> str:
    """Returns a Russian mobile number nobody else has."""
    code, rest = divmod(next(_phone_indexes) % _PHONE_COUNT, 10**7)
    return f"+7{_MOBILE_CODES[code]}{rest:07}"


class People:
    """A factory of the people of one test. `watch_phone` is called with each phone that the sandbox gets."""

    def __init__(self, sandbox: SandboxClient, faker: Faker, watch_phone: Callable[[str], None] | None = None) -> None:
        self._sandbox = sandbox
        self._faker = faker
        self._watch_phone = watch_phone or (lambda phone: None)

    def create_organization(self, **fields: Any) -> int:
        """Creates a school with the classes 5А and 10Б; `fields` as in `SandboxClient.create_organization`."""
        classes = [{"code": code, "title": code} for code in CLASSES]
        title = fields.pop("title", f'МБОУ "Школа №{secrets.randbelow(200) + 1}" г. {self._faker.city_name()}')
        return self._sandbox.create_organization(title, **{"classes": classes, **fields})

    def build_teacher(self, organization_id: int, **fields: Any) -> Teacher:
        """Returns a teacher with made-up data, not put anywhere yet; `fields` are those that matter to the test."""
        sex: Literal["female", "male"] = fields.get("sex", secrets.choice(("female", "male")))
        is_woman = sex == "female"
        fake = self._faker
        teacher = Teacher(
            login=f"teacher-{secrets.token_hex(6)}",
            password=secrets.token_urlsafe(9),
            phone=generate_phone(),
            last_name=fake.last_name_female() if is_woman else fake.last_name_male(),
            first_name=fake.first_name_female() if is_woman else fake.first_name_male(),
            patronymic=fake.middle_name_female() if is_woman else fake.middle_name_male(),
            birth_date=fake.date_of_birth(minimum_age=22, maximum_age=65),
            sex=sex,
            classes=CLASSES,
            organization_id=organization_id,
        )
        return replace(teacher, **fields)

    def create_teacher(self, organization_id: int | None = None, *, profile: bool = True, **fields: Any) -> Teacher:
        """Puts a teacher on the journal's roster, with an educational profile or with a phone that VK ID never saw."""
        teacher = self.build_teacher(
            self.create_organization() if organization_id is None else organization_id, **fields
        )
        self.enter_roster(teacher)
        if profile:
            self.give_profile(teacher)
        return teacher

    def create_school_51_teacher(self, *, profile: bool = True) -> Teacher:
        """Makes the guide's teacher, of all classes of a school №51 of the test's own: 28 chats once linked (C-2)."""
        school, classes = self._sandbox.create_school_51()
        return self.create_teacher(school, profile=profile, classes=classes)

    def enter_roster(self, teacher: Teacher) -> None:
        """Lets the teacher sign in to the journal."""
        columns = ("login", "password", "last_name", "first_name", "patronymic", "classes", "phone")
        self._sandbox.create_roster(teacher.organization_id, [_select_fields(teacher, columns)])
        self._watch_phone(teacher.phone)

    def give_profile(self, teacher: Teacher, *, count: int = 1, **fields: Any) -> list[int]:
        """Creates a VK ID account for the teacher's phone with educational profiles; returns their IDs."""
        profile = _select_fields(teacher, ("last_name", "first_name", "patronymic", "sex"))
        profile["birth_date"] = teacher.birth_date.isoformat()
        return self._sandbox.create_account(teacher.phone, **{"profiles": [profile] * count, **fields})

    def create_administrator(self, *organization_ids: int) -> str:
        """Makes an administrator of these organizations, who has an educational profile; returns the phone."""
        person = self.build_teacher(0)
        self.give_profile(person)
        for organization_id in organization_ids:
            self._sandbox.register_administrator(organization_id, person.phone)
        self._watch_phone(person.phone)
        return person.phone


def _select_fields(teacher: Teacher, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name, value in asdict(teacher).items() if name in names}
