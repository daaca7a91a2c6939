"""The form of a new educational profile (B-5), what a person types into it, and what comes of that."""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta, timezone

from playwright.sync_api import expect

from mock_server.client import SandboxClient
from pages.consent import ConsentDialog
from pages.vk_id import ProfileScreen

MOSCOW = timezone(timedelta(hours=3))


@dataclass(frozen=True)
class Typed:
    """What a person types into the form."""

    last_name: str = "Петрова"
    first_name: str = "Мария"
    patronymic: str = "Ильинична"
    birth_date: str = "12.04.1985"
    sex: str = "female"


@dataclass(frozen=True)
class Form:
    """The form on the screen, for one person, and the profile that it makes."""

    screen: ProfileScreen
    sandbox: SandboxClient
    phone: str

    def fill(self, typed: Typed) -> None:
        """Types everything."""
        self.screen.fill(**asdict(typed))

    def submit(self, typed: Typed) -> None:
        """Types everything and presses «Продолжить»."""
        self.fill(typed)
        self.screen.submit()

    def expect_refused(self, typed: Typed, *errors: str) -> None:
        """Sends the form, which shows the errors and keeps what was typed; no profile is created."""
        with self.screen.page.expect_navigation():  # the form may have shown the same errors before
            self.submit(typed)
        self.screen.expect_errors(*errors)
        expect(self.screen.last_name).to_have_value(typed.last_name)
        expect(self.screen.first_name).to_have_value(typed.first_name)
        expect(self.screen.patronymic).to_have_value(typed.patronymic)
        expect(self.screen.birth_date).to_have_value(typed.birth_date)
        expect(self.screen.female).to_be_checked(checked=typed.sex == "female")
        expect(self.screen.male).to_be_checked(checked=typed.sex == "male")
        assert self.sandbox.get_person(self.phone).profiles == ()

    def expect_created(self, typed: Typed) -> None:
        """Checks that the consent names the new profile, that it is the only one and has exactly these data."""
        consent = ConsentDialog(self.screen.page)
        consent.expect_open()
        full_name = " ".join(part for part in (typed.last_name, typed.first_name, typed.patronymic) if part)
        expect(consent.profile).to_have_text(full_name)
        (profile,) = self.sandbox.get_person(self.phone).profiles
        birth_date = datetime.strptime(typed.birth_date, "%d.%m.%Y").astimezone(MOSCOW).date()
        created = Typed(
            profile.last_name, profile.first_name, profile.patronymic, profile.birth_date or "", profile.sex or ""
        )
        assert created == replace(typed, birth_date=birth_date.isoformat())
        assert (profile.link, profile.organizations) == (None, ()), "nothing is linked before «Привязать»"

    def move_to_noon(self) -> date:
        """Moves the person's clock to the next noon in Moscow, far from midnight, and returns the day."""
        now = datetime.now(MOSCOW)
        noon = datetime.combine(now.date() + timedelta(days=1), time(12), MOSCOW)
        self.sandbox.move_time(self.phone, (noon - now).total_seconds())
        return noon.date()
