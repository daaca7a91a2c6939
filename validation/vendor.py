"""The journal that `--target` names for validation, and what the sandbox is to know of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import expect

from automation import codes
from automation.people import Teacher
from automation.target import Client, Target, TargetFile
from automation.vk_id_login import CodeSource
from fixtures.settings import Settings
from mock_server.client import ControlError, SandboxClient, SandboxClientError
from mock_server.http_client import http_client
from runner.abort import abort_run
from runner.options import Settings
from validation.command import DEFAULT_CONTROL
from validation.errors import NotTestableError
from validation.teacher_pool import Pool

_KNOCK_S = 15


@dataclass(frozen=True)
class Vendor:
    """A vendor's journal, and the sandbox or the real services behind it."""

    file: TargetFile
    target: Target
    journal: str
    client: Client
    sandbox: SandboxClient | None
    code_for: CodeSource

    def pool(self, *, profile: bool) -> Pool:
        """The teachers for a test: the sandbox gives and takes a profile, real services have them as they are."""
        people = self.file.people()
        fit = [people[each.login] for each in self.file.teachers if self.sandbox or each.profile is profile]
        return Pool(self.journal, fit)

    def arrange(self, teacher: Teacher, *, profiles: int) -> None:
        """A VK ID account with so many educational profiles; with none, a phone new to VK ID."""
        if self.sandbox is None:
            return
        self.sandbox.forget_person(teacher.phone)
        if profiles:
            names = {name: getattr(teacher, name) for name in ("last_name", "first_name", "patronymic", "sex")}
            profile = {**names, "birth_date": teacher.birth_date.isoformat()}
            self.sandbox.create_account(teacher.phone, profiles=[profile] * profiles)

    def links(self, teacher: Teacher) -> list[int]:
        """The teacher's profiles that Sferum has for linked."""
        return [profile.id for profile in self.behind.person(teacher.phone).profiles if profile.link]

    @property
    def behind(self) -> SandboxClient:
        """The sandbox behind the journal. Raises NotTestableError where real services are."""
        if self.sandbox is None:
            raise NotTestableError(
                "видно только песочнице, а за журналом настоящие сервисы",
                "only the sandbox can see this, and real services are behind the journal",
            )
        return self.sandbox

    def is_return(self, url: str) -> bool:
        """Whether the address is the journal's redirect address with an answer."""
        callback = self.client.callback
        return url.startswith(f"{callback}{'&' if '?' in callback else '?'}")

    def personal(self) -> set[str]:
        """What is known of the teachers of the pool, to be masked wherever it appears."""
        names = ("login", "password", "phone", "last_name", "first_name", "patronymic")
        return {getattr(each, name) for each in self.file.people().values() for name in names} - {""}

    def need(self, *what: str) -> None:
        """Raises NotTestableError where the journal does not offer it, or where it is not allowed."""
        if "sandbox" in what:
            _ = self.behind
        if "changes" in what and self.sandbox is None and not self.file.allow_changes:
            raise NotTestableError(
                "изменения на настоящих сервисах не разрешены: allow_changes", "allow_changes is not set in the target"
            )
        for feature in self.file.missing:
            if feature in what:
                raise NotTestableError(
                    f"журнал этого не предлагает: {feature}", f"the journal does not offer it: {feature}"
                )

    def silent(self) -> str | None:
        """Whether the journal, or the sandbox behind it, does not answer, and why."""
        there = f"{self.file.served_at(self.journal)}{self.file.sign_in_path}"
        return _silent("journal", there, self.file) or self.silent_sandbox()

    def silent_sandbox(self) -> str | None:
        """Whether the sandbox, if it is behind the journal, does not answer, and why."""
        return _silent("sandbox", f"{self.sandbox.control}/health", self.file) if self.sandbox else None


@pytest.fixture(scope="session")
def vendor(target_file: TargetFile | None, settings: Settings, request: pytest.FixtureRequest) -> Iterator[Vendor]:
    """The journal of `--target`, known to the sandbox; a run whose journal or sandbox does not answer ends here."""
    if target_file is None or target_file.client is None or target_file.journal is None or not target_file.teachers:
        abort_run(request, "--target: name a file with the journal, its client and teachers (docs/target.toml)")
    if target_file.services == "real":
        none = Target(target_file.name or "", target_file.journal, "", "", "")
        source = codes.from_command(target_file.code_command) if target_file.code_command else codes.from_prompt
        made = Vendor(target_file, target_file.sites(none), target_file.journal, target_file.client, None, source)
    else:
        control = settings.sandbox or target_file.sandbox or DEFAULT_CONTROL
        try:
            sandbox = SandboxClient(control, settings.sandbox_token)
            where = sandbox.addresses
            own = Target(target_file.name or "", where["journal"], where["vk_id"], where["messenger"], where["sferum"])
            register(sandbox, target_file)
        except ControlError as error:
            abort_run(request, f"the sandbox {control}: {error}")
        except SandboxClientError as error:
            abort_run(request, f"the sandbox {control} does not answer: {error}; python -m mock_server")
        made = Vendor(
            target_file,
            target_file.sites(own),
            target_file.journal,
            target_file.client,
            sandbox,
            codes.from_sandbox(control, settings.sandbox_token),
        )
    if reason := made.silent():
        abort_run(request, reason)
    expect.set_options(timeout=target_file.limits.page_s * 1000)
    yield made
    if made.sandbox:
        made.sandbox.close()


def _silent(name: str, address: str, file: TargetFile) -> str | None:
    try:
        # Certificates are no matter here: nothing is told to it.
        with http_client(address, proxied=file.proxied, verify=False, timeout=_KNOCK_S) as http:
            http.get(address)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        return f"the {name} {address} does not answer: {' '.join(str(error).split()) or type(error).__name__}"
    return None


def register(sandbox: SandboxClient, file: TargetFile) -> None:
    """Make the client and the organization known; what is known already stays. Raises ControlError."""
    if file.client is None or file.organization is None:
        return
    known = sandbox.client(file.client.id)
    callback = file.client.callback
    if known is None:
        journal = urlsplit(file.journal or "")
        try:
            sandbox.create_client(
                callback,
                id=file.client.id,
                name=file.name or "Журнал",
                kind=file.client.kind,
                frame_origins=[f"{journal.scheme}://{journal.netloc}"],
                **file.client.secrets(),
            )
        except ControlError as error:
            if error.status != 409:  # another worker was faster
                raise
    elif callback not in known.redirect_uris:
        raise ControlError(f"client {known.id} is registered with another address than {callback}", 409)
    organization = file.organization
    try:
        sandbox.create_organization(
            organization.title,
            id=organization.id,
            kind=organization.kind,
            classes=[{"code": code, "title": code} for code in organization.classes],
        )
    except ControlError as error:
        if error.status != 409:
            raise
