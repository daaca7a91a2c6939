"""The journal that `--target` names for validation, and the sandbox or the real services behind it."""

from collections.abc import Callable
from dataclasses import dataclass, field

import httpx
from playwright.sync_api import BrowserContext, Cookie

from automation import codes
from automation.addresses import is_answer_to, is_same_site, parse_origin
from automation.deployment import describe_sandbox_error
from automation.invocation import name_command
from automation.people import Teacher
from automation.ready_sessions import read_sessions
from automation.target import ClientTable, Target, TargetError, TargetFile
from automation.vk_id_login import CodeSource
from mock_server.client import ControlError, SandboxClient, SandboxClientError
from mock_server.error_texts import describe_http_error
from runner.options import RunSettings
from validation.catalogue import BilingualText
from validation.cookies import list_cookies
from validation.errors import NotTestableError
from validation.kept_sessions import KeptSessions
from validation.pace import JournalPace
from validation.probe import StandError, probe_journal, probe_server
from validation.registration import register_journal
from validation.run_sandbox import DEFAULT_CONTROL
from validation.teacher_pool import TeacherPool

_PERSONAL = ("login", "password", "phone", "last_name", "first_name", "patronymic")


class VendorUnavailableError(Exception):
    """The run cannot begin; the message is one line that says why, in Russian."""


@dataclass(frozen=True)
class Vendor:
    """A vendor's journal, and the sandbox or the real services behind it."""

    file: TargetFile
    target: Target
    journal: str
    client: ClientTable
    sandbox: SandboxClient | None
    code_for: CodeSource
    pace: JournalPace = field(default_factory=JournalPace)
    kept_sessions: KeptSessions = field(default_factory=KeptSessions)

    def create_teacher_pool(self, *, profile: bool, with_admins: bool = True) -> TeacherPool:
        """Returns the teachers for a check. The sandbox adds and removes profiles; real services keep theirs."""
        people = self.file.list_teachers()
        teachers = [people[row.login] for row in self.file.teachers if self.sandbox or row.profile is profile]
        return TeacherPool(self.journal, [each for each in teachers if with_admins or each.role != "admin"])

    def create_pool_of(self, teacher: Teacher) -> TeacherPool:
        """Returns a pool of one teacher."""
        return TeacherPool(self.journal, [teacher])

    def set_up_account(self, teacher: Teacher, *, profiles: int) -> None:
        """Gives the teacher a VK ID account with that many educational profiles; with 0, the phone is new to VK ID."""
        if self.sandbox is None:
            return
        self.sandbox.forget_person(teacher.phone)
        if profiles:
            names = {name: getattr(teacher, name) for name in ("last_name", "first_name", "patronymic", "sex")}
            profile = {**names, "birth_date": teacher.birth_date.isoformat()}
            self.sandbox.create_account(teacher.phone, profiles=[profile] * profiles)

    def find_linked_profile_ids(self, teacher: Teacher) -> list[int]:
        """Returns the teacher's profiles that are linked, as Sferum has it."""
        profiles = self.require_sandbox().get_person(teacher.phone).profiles
        return [profile.id for profile in profiles if profile.link]

    def require_sandbox(self) -> SandboxClient:
        """Returns the sandbox behind the journal. Raises NotTestableError where real services are."""
        if self.sandbox is None:
            raise NotTestableError(
                "видно только песочнице, а за журналом настоящие сервисы",
                "only the sandbox can see this, and real services are behind the journal",
            )
        return self.sandbox

    def require_features(self, *features: str) -> None:
        """Raises NotTestableError where the journal does not offer a feature, or where it is not allowed."""
        if "sandbox" in features:
            self.require_sandbox()
        if "changes" in features and self.sandbox is None and not self.file.allow_changes:
            raise NotTestableError(
                "изменения на настоящих сервисах не разрешены: allow_changes", "allow_changes is not set in the target"
            )
        if "sign_in" in features and any(teacher.session for teacher in self.file.teachers):
            raise NotTestableError(
                "учителя входят по сохранённому входу (teachers.session), а здесь нужен новый",
                "the teachers come in by a ready session, and this needs a fresh sign-in",
            )
        for feature in self.file.missing:
            if feature in features:
                raise NotTestableError(
                    f"журнал этого не предлагает: {feature}", f"the journal does not offer it: {feature}"
                )

    def is_return(self, url: str) -> bool:
        """Returns whether the address is the journal's redirect address with an answer."""
        return is_answer_to(self.client.callback, url)

    def is_journal(self, url: str) -> bool:
        """Returns whether the address is one of the journal's, of whichever of its origins."""
        return parse_origin(url) in self.file.origins

    @property
    def is_at_another_site(self) -> bool:
        """Whether the browser itself comes back from VK ID as from another site, as it does in life.

        Behind the bridge cookies go with every request, whatever their SameSite.
        """
        return self.file.bridge is None and not is_same_site(self.client.callback, self.target.vk_id)

    def list_cookies(self, context: BrowserContext) -> list[Cookie]:
        """Returns the cookies that go to the journal's hosts, of whatever path."""
        return list_cookies(context, self.file.origins)

    def find_linking_operation(self, service: str) -> str:
        """Returns the sandbox's name of the request that links: to VK ID, which redeems the code, or to Sferum."""
        if service == "sferum":
            return "attach"
        return "token" if self.file.protocol == "oauth" else "exchange_silent_token"

    def list_personal_data(self) -> set[str]:
        """Returns what must be masked in every report: what is known of the pool's teachers, the stand's password."""
        people = {getattr(teacher, name) for teacher in self.file.list_teachers().values() for name in _PERSONAL}
        return {*people, *self.file.stand.list_secrets()} - {""}

    def probe_servers(self) -> BilingualText | None:
        """Returns why the journal, or the sandbox behind it, does not answer; None where both do."""
        address = self.file.resolve_address(self.file.sign_in_address)
        return self._probe("журнал", "the journal", address, lambda: probe_journal(self.file)) or self.probe_sandbox()

    def probe_sandbox(self) -> BilingualText | None:
        """Returns why the sandbox behind the journal does not answer; None where it does, or is not there."""
        if self.sandbox is None:
            return None
        health = f"{self.sandbox.control}/health"
        return self._probe("песочница", "the sandbox", health, lambda: probe_server(health, proxied=False))

    @staticmethod
    def _probe(ru: str, en: str, address: str, probe: Callable[[], object]) -> BilingualText | None:
        try:
            probe()
        except StandError as error:
            return error.text
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            reason = " ".join(str(error).split()) or type(error).__name__
            return BilingualText(
                f"{ru} {address} не отвечает: {describe_http_error(error)}", f"{en} {address} does not answer: {reason}"
            )
        return None


def connect_vendor(file: TargetFile | None, settings: RunSettings) -> Vendor:
    """Returns the journal of the target file, known to its sandbox. Raises VendorUnavailableError."""
    if file is None or file.client is None or file.journal is None or not file.teachers:
        raise VendorUnavailableError(
            "--target: нужен файл с journal, [client] и [[teachers]] (образец: docs/target.toml)"
        )
    journal = parse_origin(file.journal)
    if file.services == "real":
        no_sites = Target(file.name or "", file.journal, "", "", "")
        code_source = codes.create_command_source(file.code_command) if file.code_command else codes.ask_for_code
        vendor = Vendor(file, file.build_target(no_sites), journal, file.client, None, code_source)
    else:
        control = settings.sandbox or file.sandbox or DEFAULT_CONTROL
        sandbox, sites = _connect_sandbox(control, file, settings.sandbox_token)
        code_source = codes.create_sandbox_source(control, settings.sandbox_token)
        vendor = Vendor(file, sites, journal, file.client, sandbox, code_source)
    try:
        read_sessions(file)
    except TargetError as error:
        raise VendorUnavailableError(str(error)) from error
    if reason := vendor.probe_servers():
        raise VendorUnavailableError(reason.ru)
    return vendor


def _connect_sandbox(control: str, file: TargetFile, token: str | None) -> tuple[SandboxClient, Target]:
    """Returns the sandbox, which knows the journal then, and where the sites are."""
    try:
        sandbox = SandboxClient(control, token)
        register_journal(sandbox, file)
    except ControlError as error:
        raise VendorUnavailableError(f"песочница {control}: {error}") from error
    except SandboxClientError as error:
        raise VendorUnavailableError(
            f"песочница {control} не отвечает: {describe_sandbox_error(error)}; запустите {name_command('sandbox')}"
        ) from error
    return sandbox, file.build_target(Target.from_addresses(file.name or "", sandbox.addresses))
