"""The guide's steps by a teacher of a vendor's journal, one method per step: sections A and B."""

from collections.abc import Callable

from playwright.sync_api import Frame, expect

from automation.linking import guide_step
from pages.consent import ConsentDialog
from pages.messenger import ChatList
from pages.vk_id import PhoneScreen
from pages.windows import Window, get_page, wait_until_loaded
from validation.errors import CheckFailedError
from validation.teacher_session import TeacherSession
from validation.walkthrough import Walkthrough, WindowKind

Steps = dict[str, Callable[[], None]]


class GuideSteps:
    """The steps of one session; what they show is noted in the walkthrough."""

    def __init__(self, session: TeacherSession, walkthrough: Walkthrough) -> None:
        self._session = session
        self._vendor = session.vendor
        self._walkthrough = walkthrough
        self._window: Window = session.page
        """Where VK ID is, from step 2 on."""

    def list_with_profile(self) -> Steps:
        """Returns the steps of section A by id, from the sign-in form to the chats."""
        return {
            "START-1": self._sign_in,
            "START-2": self._go_to_office,
            "A-1": lambda: self._open_card("A-1"),
            "A-2": lambda: self._connect("A-2"),
            "A-3": lambda: self._submit_phone("A-3"),
            "A-4": self._submit_code,
            "A-5": self._submit_account,
            "A-7": self._link_with_profile,
            "C-1": self._expect_chats,
            "C-2": self._open_messenger,
        }

    def list_without_profile(self) -> Steps:
        """Returns the steps of section B by id, from the messenger's icon to the link; they create the profile."""
        return {
            "B-1": self._sign_in_and_open_card,
            "B-2": lambda: self._connect("B-2"),
            "B-3": self._submit_phone_and_code,
            "B-4": self._open_new_profile,
            "B-5": self._submit_new_profile,
            "B-8": lambda: self._link("B-8"),
        }

    # --- In the journal ---------------------------------------------------------------------------------------

    def _sign_in(self) -> None:
        self._session.sign_in()
        self._vendor.require_features("sign_in")

    def _go_to_office(self) -> None:
        self._vendor.require_features("office")
        with guide_step("START-2", self._session.page):
            self._session.journal.go_to_office()
            wait_until_loaded(self._session.page)

    def _sign_in_and_open_card(self) -> None:
        self._session.sign_in()
        self._open_card("B-1")

    def _open_card(self, step: str) -> None:
        with guide_step(step, self._session.page):
            self._session.open_card()
        self._session.reset_link()

    def _connect(self, step: str) -> None:
        with guide_step(step, self._session.page):
            self._window = self._session.connect()
        self._walkthrough.window = self._window_kind()

    def _window_kind(self) -> WindowKind:
        if isinstance(self._window, Frame):
            return "frame"
        return "same-tab" if get_page(self._window) is self._session.page else "popup"

    # --- In VK ID ---------------------------------------------------------------------------------------------

    def _submit_phone(self, step: str) -> None:
        with guide_step(step, self._window):
            PhoneScreen(self._window).expect_open()
            self._vendor.require_features("changes")
            self._session.vk_id(self._window).submit_phone()

    def _submit_code(self) -> None:
        with guide_step("A-4", self._window):
            self._session.vk_id(self._window).submit_code()

    def _submit_phone_and_code(self) -> None:
        self._submit_phone("B-3")
        # The guide shows no confirmation in branch B; VK ID lets no phone in without one.
        self._session.vk_id(self._window).submit_code()

    def _submit_account(self) -> None:
        with guide_step("A-5", self._window):
            self._session.vk_id(self._window).submit_account()

    def _open_new_profile(self) -> None:
        with guide_step("B-4", self._window):
            self._session.vk_id(self._window).open_new_profile()

    def _submit_new_profile(self) -> None:
        with guide_step("B-5", self._window):
            self._session.vk_id(self._window).submit_new_profile(self._session.teacher)

    # --- The link, and what follows ---------------------------------------------------------------------------

    def _link_with_profile(self) -> None:
        try:
            self._link("A-7")
        finally:  # before the messenger, a client of VK ID too, asks for anything
            self._walkthrough.records = self._session.fetch_records() if self._vendor.sandbox else []

    def _link(self, step: str) -> None:
        with guide_step(step, self._window):
            ConsentDialog(self._window).link()
            self._session.expect_linked()
        self._session.learn_pace()

    def _expect_chats(self) -> None:
        self._vendor.require_features("sandbox")
        profiles = self._vendor.require_sandbox().get_person(self._session.teacher.phone).profiles
        (linked,) = [profile for profile in profiles if profile.link]
        if not linked.chats:
            raise CheckFailedError(
                "профиль прикреплён, но чатов у него нет", "the profile is attached but has no chats"
            )

    def _open_messenger(self) -> None:
        self._vendor.require_features("sandbox", "open_messenger")
        with guide_step("C-2", self._session.page):
            page = self._session.journal.go_to_messenger(self._vendor.is_journal)
            chat, phone_form = ChatList(page).rows.first, PhoneScreen(page)
            expect(chat.or_(phone_form.heading)).to_be_visible()
            if phone_form.heading.is_visible():  # VK ID, as the messenger reaches it, does not remember this browser
                self._session.vk_id(page).submit_phone()
                self._session.vk_id(page).submit_code(chat)
            expect(chat).to_be_visible()
