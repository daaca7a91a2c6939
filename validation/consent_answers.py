"""Answers VK ID's consent in a teacher's browser: without its screens, or through them.

What the screens look like is seen in the walkthroughs. Everywhere else they are the way to the journal's own part, and
half of a check's time: the requests that they would send do as well.
"""

import re
import time
from urllib.parse import urljoin

from playwright.sync_api import BrowserContext, Error

from automation.addresses import parse_origin
from automation.people import Teacher
from pages.consent import ConsentDialog
from pages.windows import Window, start_going_to
from validation.return_address import ReturnInterceptor
from validation.traffic import TrafficLog
from validation.vendor import Vendor
from validation.vk_id_passage import VkIdPassage

_ACCOUNT = re.compile(r"(?P<login>.*/login/[^/?#]+)/account")
"""The address of the account's screen in the sandbox's VK ID: a browser that VK ID remembers is there at once."""


class ConsentAnswers:
    """What one teacher answers to the consent."""

    def __init__(self, vendor: Vendor, teacher: Teacher, context: BrowserContext, traffic: TrafficLog) -> None:
        self._vendor = vendor
        self._teacher = teacher
        self._context = context
        self._traffic = traffic
        self._interceptor = ReturnInterceptor(vendor, context)
        self.way_back_s = 0.0
        """How long the browser took from VK ID's answer to its way back: no time of the journal's."""

    def answer(self, window: Window, *, refused: bool = False, profile_id: int | None = None) -> None:
        """Gives or refuses the consent in the window: the browser goes back to the journal."""
        address = self._request_return(window, refused, profile_id)
        if address is None:
            consent = self.reach_screen(window, profile_id)
            (consent.refuse if refused else consent.link)()
            self.way_back_s = 0.0
        else:
            answered_at = time.monotonic()
            start_going_to(window, address)
            self.way_back_s = time.monotonic() - answered_at

    def hold_return(self, window: Window, *, refused: bool = False) -> str:
        """Gives or refuses the consent, and keeps the window at VK ID; returns the address that it is sent to."""
        address = self._request_return(window, refused, None)
        if address is None:
            consent = self.reach_screen(window)
            address = self._interceptor.intercept(window, consent.refuse if refused else consent.link)
            self._traffic.returns.append(address)
        return address

    def reach_screen(self, window: Window, profile_id: int | None = None) -> ConsentDialog:
        """Goes through VK ID's screens, with the phone and the code where VK ID asks for them."""
        way = VkIdPassage(window, self._teacher.phone, self._vendor.code_for)
        way.reach_account()
        return way.submit_account(profile_id)

    def _request_return(self, window: Window, refused: bool, profile_id: int | None) -> str | None:
        """Returns the address that VK ID sends the browser to; None where the screens are the only way.

        They are where VK ID asks for more than the profile, where it answers by a message to the page that opened it,
        and where requests do not reach the sandbox as the browser's do.
        """
        sandbox, authorization = self._vendor.sandbox, self._traffic.authorizations[-1]
        vk_id = parse_origin(authorization.url)
        # A browser may be told where another name is, and which certificates are good: its requests alone go there.
        is_reachable = self._vendor.file.bridge is None and vk_id == parse_origin(self._vendor.target.vk_id)
        if sandbox is None or not is_reachable or "origin" in authorization.params:
            return None
        try:
            window.wait_for_url(lambda url: url.startswith(f"{vk_id}/login/"), wait_until="commit")
            screen = _ACCOUNT.fullmatch(window.url)
            if screen is None:
                return None
            if refused:
                address = self._post(f"{screen['login']}/refusal")
            else:
                chosen = profile_id or sandbox.get_person(self._teacher.phone).profiles[0].id
                address = self._post(self._post(f"{screen['login']}/account", profile_id=str(chosen)))
        except Error:
            return None
        if not self._vendor.is_return(address):
            return None
        self._traffic.returns.append(address)
        return address

    def _post(self, url: str, **form: str | float | bool) -> str:
        """Sends the form with the browser's cookies; returns where the answer leads."""
        answer = self._context.request.post(url, form=form, max_redirects=0)
        return urljoin(url, answer.headers.get("location", ""))
