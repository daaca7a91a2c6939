"""Registration of a vendor's journal in the sandbox: its application of VK ID and its organization of Sferum."""

from http import HTTPStatus

from automation.addresses import parse_origin
from automation.target import ClientTable, OrganizationTable, TargetFile
from mock_server.client import ControlError, SandboxClient
from mock_server.iri import encode_iri


def register_journal(sandbox: SandboxClient, file: TargetFile) -> None:
    """Creates the application and the organization; those that the sandbox has already stay. Raises ControlError."""
    if file.client is None or file.organization is None:
        return
    registered = sandbox.get_client(file.client.id)
    if registered is None:
        _create_client(sandbox, file, file.client)
    elif not has_callback(file.client, registered.redirect_uris):
        raise ControlError(describe_other_callback(file.client, registered.redirect_uris), HTTPStatus.CONFLICT)
    _create_organization(sandbox, file.organization)
    if school := file.other_school:
        _create_organization(sandbox, OrganizationTable(id=school.id, title=school.title, classes=school.classes))


def has_callback(client: ClientTable, redirect_uris: tuple[str, ...]) -> bool:
    """Returns whether the redirect address is among these, as VK ID compares them: see `encode_iri`."""
    return encode_iri(client.callback) in map(encode_iri, redirect_uris)


def describe_other_callback(client: ClientTable, redirect_uris: tuple[str, ...]) -> str:
    """Returns the complaint that the sandbox has the application with other redirect addresses."""
    return f"приложение {client.id} зарегистрировано с адресом возврата {', '.join(redirect_uris)}"


def _create_client(sandbox: SandboxClient, file: TargetFile, client: ClientTable) -> None:
    try:
        sandbox.create_client(
            client.callback,
            id=client.id,
            name=file.name or "Журнал",
            kind=client.kind,
            frame_origins=[parse_origin(file.journal or "")],
            **client.secrets(),
        )
    except ControlError as error:
        if error.status != HTTPStatus.CONFLICT:  # another worker was faster
            raise


def _create_organization(sandbox: SandboxClient, organization: OrganizationTable) -> None:
    try:
        sandbox.create_organization(
            organization.title,
            id=organization.id,
            kind=organization.kind,
            classes=[{"code": code, "title": code} for code in organization.classes],
        )
    except ControlError as error:
        if error.status != HTTPStatus.CONFLICT:
            raise
