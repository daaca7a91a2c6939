"""What stands before a journal: a certificate of its own, names that no DNS knows, HTTP Basic."""

import base64
import os
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict

from automation.addresses import normalize_host
from automation.certificates import read_certificates
from automation.toml_file import Mistake
from automation.variables import Variable
from pages.labels import NonBlankText


def _check_host(name: str) -> str:
    if not name or any(sign in name for sign in "/:@?#* ,"):
        raise ValueError("нужно имя узла без схемы и порта, вида diary.school.test")
    return normalize_host(name)


def _check_ip_address(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError as error:
        raise ValueError("нужен адрес IP, вида 127.0.0.1") from error


class StandTable(BaseModel):
    """How the journal's stand is reached."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    certificate: NonBlankText | None = None
    """A PEM file beside the target file: the authority of the stand's certificates, or the server's own."""
    hosts: dict[Annotated[str, AfterValidator(_check_host)], Annotated[str, AfterValidator(_check_ip_address)]] = {}
    """Names of the journal's, and the IP addresses where they are."""
    basic_user: NonBlankText | None = None
    basic_password_variable: Variable | None = None

    @property
    def basic_auth(self) -> tuple[str, str] | None:
        """User name and password of HTTP Basic (RFC 7617)."""
        if self.basic_user is None or self.basic_password_variable is None:
            return None
        return self.basic_user, os.environ[self.basic_password_variable]

    def list_secrets(self) -> set[str]:
        """Returns what must be masked: the password of HTTP Basic, and the header that carries it."""
        if self.basic_auth is None:
            return set()
        user, password = self.basic_auth
        return {password, base64.b64encode(f"{user}:{password}".encode()).decode()}

    @property
    def certificate_file(self) -> Path | None:
        """The file of `certificate`."""
        return Path(self.certificate) if self.certificate else None

    def within(self, folder: Path) -> "StandTable":
        """Returns the table with the path of the certificate, whose file is in the folder."""
        return self.model_copy(update={"certificate": str(folder / self.certificate)}) if self.certificate else self


def find_stand_mistakes(document: dict[str, Any], folder: Path) -> Iterator[Mistake]:
    """Yields what is wrong with `[stand]` besides its values: a useless file, a name without its password."""
    stand = document.get("stand")
    if not isinstance(stand, dict):
        return
    certificate = stand.get("certificate")
    if isinstance(certificate, str) and certificate.strip():
        try:
            read_certificates(folder / certificate)
        except ValueError as error:
            yield ("stand", "certificate"), str(error)
    for key, other in (("basic_user", "basic_password_variable"), ("basic_password_variable", "basic_user")):
        if key in stand and other not in stand:
            yield ("stand", other), f"ключа нет, а с {key} он обязателен"
