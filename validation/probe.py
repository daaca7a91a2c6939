"""Whether a server answers at all, and what a target file must say for it to."""

import ssl

import httpx

from automation.addresses import parse_host
from automation.stand import open_stand_client
from automation.target import TargetFile
from mock_server.http_client import http_client
from validation.catalogue import BilingualText

PROBE_TIMEOUT_S = 15


class StandError(ValueError):
    """The stand does not let anybody in; the message says in Russian what to write into the target file."""

    def __init__(self, ru: str, en: str) -> None:
        super().__init__(ru)
        self.text = BilingualText(ru, en)


def probe_server(address: str, *, proxied: bool, follow_redirects: bool = False) -> httpx.Response:
    """Returns the server's answer, whatever its status is.

    Raises httpx.HTTPError where there is none, ValueError or httpx.InvalidURL where `address` is no URL.
    """
    # Certificates do not matter here: the request carries nothing.
    with http_client(
        address, proxied=proxied, verify=False, timeout=PROBE_TIMEOUT_S, follow_redirects=follow_redirects
    ) as http:
        return http.get(address)


def probe_journal(file: TargetFile, *, follow_redirects: bool = False) -> httpx.Response:
    """Returns the answer of the sign-in page: see `probe_stand`."""
    return probe_stand(file, file.resolve_address(file.sign_in_address), follow_redirects=follow_redirects)


def probe_stand(file: TargetFile, address: str, *, follow_redirects: bool = False) -> httpx.Response:
    """Returns the answer of one of the journal's servers, asked as a browser would ask.

    Raises StandError where the target file lacks what its stand needs; otherwise as `probe_server`.
    """
    # A browser of the real services' stand may trust authorities of its system that we do not know.
    verify = file.services == "sandbox" or file.stand.certificate is not None
    try:
        with open_stand_client(file, address, timeout_s=PROBE_TIMEOUT_S, verify=verify) as http:
            answer = http.get(address, follow_redirects=follow_redirects)
    except httpx.ConnectError as error:
        if missing := _find_missing_certificate(file, address, error):
            raise missing from error
        raise
    if answer.status_code == httpx.codes.UNAUTHORIZED and "basic" in answer.headers.get("www-authenticate", "").lower():
        raise _refused_by_basic(file)
    return answer


def _find_missing_certificate(file: TargetFile, address: str, error: BaseException) -> StandError | None:
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLCertVerificationError):
        cause = cause.__cause__ or cause.__context__
    if cause is None:
        return None
    host, reason = parse_host(address), cause.verify_message
    if file.stand.certificate:
        return StandError(
            f"[stand] certificate не делает надёжным сертификат {host}: {reason}",
            f"[stand] certificate does not make the certificate of {host} a trusted one: {reason}",
        )
    return StandError(
        f"сертификату {host} нет доверия ({reason}): положите его или его центр рядом с файлом цели и напишите "
        '[stand] certificate = "stand-ca.pem"',
        f"the certificate of {host} is not trusted ({reason}): name it, or its authority, in [stand] certificate",
    )


def _refused_by_basic(file: TargetFile) -> StandError:
    if file.stand.basic_auth:
        return StandError(
            "HTTP Basic перед стендом не принял [stand] basic_user и пароль",
            "HTTP Basic before the stand refused [stand] basic_user and its password",
        )
    return StandError(
        "перед стендом HTTP Basic: напишите [stand] basic_user и basic_password_variable",
        "HTTP Basic is before the stand: [stand] needs basic_user and basic_password_variable",
    )
