"""Why a file or an address could not be used, in Russian: the system and httpx say it in English."""

import errno
import socket
import ssl
from collections.abc import Iterator

import httpx

_OS_REASONS = {
    "E2BIG": "слишком длинная команда",
    "EACCES": "нет прав",
    "EADDRINUSE": "порт занят",
    "EADDRNOTAVAIL": "у этой машины нет такого адреса",
    "EAFNOSUPPORT": "эта машина не знает таких адресов",
    "EBADF": "вывод закрыт",
    "EBUSY": "файл занят другой программой",
    "ECONNABORTED": "соединение оборвалось",
    "ECONNREFUSED": "в соединении отказано",
    "ECONNRESET": "соединение оборвалось",
    "EDQUOT": "исчерпана квота на диске",
    "EEXIST": "такой файл уже есть",
    "EFBIG": "файл слишком велик",
    "EHOSTUNREACH": "до узла не дойти",
    "EIO": "диск не отвечает",
    "EISDIR": "это папка, а не файл",
    "ELOOP": "ссылки ведут по кругу",
    "EMFILE": "открыто слишком много файлов",
    "ENAMETOOLONG": "слишком длинное имя",
    "ENETUNREACH": "до сети не дойти",
    "ENFILE": "открыто слишком много файлов",
    "ENOENT": "такого файла нет",
    "ENOEXEC": "это не программа",
    "ENOSPC": "на диске нет места",
    "ENOTDIR": "часть пути — файл, а не папка",
    "ENOTEMPTY": "папка не пуста",
    "EPERM": "нет прав",
    "EROFS": "сюда ничего не записать: только чтение",
    "ETIMEDOUT": "нет ответа",
    "ETXTBSY": "файл занят другой программой",
}
"""By the name of the error: its number differs from system to system, and some systems lack some of them."""
_WINDOWS_REASONS = {
    5: "нет прав, или файл открыт в другой программе",  # what replacing a workbook that Excel has open ends with
    32: "файл занят другой программой",
    33: "файл занят другой программой",
    206: "слишком длинное имя",
}
"""By Windows' own number, where that of POSIX says less: all of them but the last are EACCES there."""
_REASON_BY_NUMBER = {getattr(errno, name): reason for name, reason in _OS_REASONS.items() if hasattr(errno, name)}


def describe_os_error(error: OSError) -> str:
    """Returns the reason without the file's name; an error that is not in the table keeps the system's own words."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"сертификату нет доверия ({error.strerror})"
    if isinstance(error, ssl.SSLError):
        return f"ошибка TLS ({error.strerror})"
    if isinstance(error, socket.gaierror):  # its numbers are its own
        return "узла с таким именем нет"
    if reason := _WINDOWS_REASONS.get(getattr(error, "winerror", None) or 0):
        return reason
    return _REASON_BY_NUMBER.get(error.errno or 0) or error.strerror or str(error) or type(error).__name__


_HTTP_REASONS: dict[tuple[type[Exception], ...], str] = {
    (httpx.TimeoutException,): "нет ответа",
    (httpx.InvalidURL, httpx.UnsupportedProtocol): "это не адрес, который начинается с http:// или https://",
    (httpx.TooManyRedirects,): "перенаправлениям нет конца",
    (httpx.DecodingError,): "ответ сжат не так, как в нём сказано",
    (httpx.RemoteProtocolError,): "ответа по HTTP нет",
}


def describe_http_error(error: BaseException) -> str:
    """Returns why httpx got no answer, or a refusal, in one line."""
    if isinstance(error, httpx.HTTPStatusError):
        return f"HTTP {error.response.status_code}"
    for kinds, reason in _HTTP_REASONS.items():
        if isinstance(error, kinds):
            return reason
    for cause in _causes(error):
        if isinstance(cause, OSError):
            return describe_os_error(cause)
    return " ".join(str(error).split()) or type(error).__name__


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
