"""Why a link failed at the return: the cookies that a browser does not send when it comes from VK ID."""

from contextlib import suppress
from typing import TYPE_CHECKING

from playwright.sync_api import Error

from pages.windows import open_address
from validation.cookies import format_names, list_strict_cookies
from validation.errors import CheckError, LinkFailedError, link_failed_because
from validation.request_records import find_token_calls

if TYPE_CHECKING:
    from validation.teacher_session import TeacherSession


def blame_strict_cookies(session: "TeacherSession") -> LinkFailedError | None:
    """Returns the error of a link that failed for want of SameSite=Strict cookies (P-29); None where it did not.

    It tries: with a Strict cookie in the browser and no request for tokens made, it links once more, and opens the
    return address as a person would who types it. A browser sends all cookies then.
    """
    vendor = session.vendor
    if vendor.sandbox is None or not vendor.is_at_another_site or find_token_calls(session.fetch_records()):
        return None
    strict = list_strict_cookies(session.context, vendor.file.origins)
    if not strict or not _links_with_all_cookies(session):
        return None
    names = format_names(strict)
    return link_failed_because(
        "P-29",
        f"браузер не посылает cookie с SameSite=Strict при возврате с VK ID ({names}); с ними привязка получается",
        f"a browser sends no SameSite=Strict cookies on a return from VK ID ({names}); with them linking works",
    )


def _links_with_all_cookies(session: "TeacherSession") -> bool:
    try:
        _open_card_again(session)
        window, address = session.reach_return()
        with suppress(Error):  # the window may close by itself, or go on
            open_address(window, address)
    except (CheckError, AssertionError, Error):
        return False
    return session.wait_until(session.is_known_to_sferum)


def _open_card_again(session: "TeacherSession") -> None:
    """Signs in where the return has cost the teacher the session: a journal may have begun another without it."""
    try:
        session.open_card()
    except (AssertionError, Error):
        session.sign_in()
        session.open_card()
