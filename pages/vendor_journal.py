"""A journal that we have never seen, found by its own words for the guide's things."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from playwright.sync_api import Locator, Page

from pages.click_paths import ClickPath
from pages.labels import JournalLabels, describe_label, find_action, find_card, find_text, list_steps
from pages.page_names import Kind, LabelNotFoundError, explain_absence, explain_card, naming_label
from pages.sign_in_form import Credentials, SignInStep, find_step, list_sign_in_steps, sign_in_by_steps
from pages.steps import step
from pages.windows import Window, follow_to_window, get_page, open_address, wait_until_visible

_IN_CARD = {"not_connected", "connected", "connect", "open_messenger", "unlink"}
"""What is looked for in `labels.card` only, where the file names one."""


class VendorJournal:
    """What the guide needs of a journal: the sign-in form, the office, the messenger's icon and card.

    Of what is behind a path of clicks, the locator is any step of the path that is shown.
    """

    def __init__(self, page: Page, labels: JournalLabels, sign_in_steps: Sequence[SignInStep] = ()) -> None:
        self.page = page
        self.labels = labels
        self.card = None if labels.card is None else find_card(page, labels.card)
        self.sign_in_steps = tuple(sign_in_steps) or list_sign_in_steps(labels)
        self.sign_in_entrance = find_step(page, self.sign_in_steps[0])
        """What the first step of the sign-in is about: where it is shown, the journal asks who the person is."""
        self.sign_in_button = find_action(page, labels.sign_in).first
        scope = self.card or page
        self.not_connected = find_text(scope, labels.not_connected)
        self.connected = find_text(scope, labels.connected)
        self.error = find_text(page, labels.error)
        self._sign_out = ClickPath(page, labels.sign_out)
        self._office = ClickPath(page, labels.office)
        self._messenger = ClickPath(page, labels.messenger)
        self._connect = ClickPath(page, labels.connect, self.card)
        self._messenger_link = ClickPath(page, labels.open_messenger, self.card)
        self._unlink = ClickPath(page, labels.unlink, self.card)
        self.sign_out_button = self._sign_out.entrance
        self.office = self._office.entrance
        self.messenger = self._messenger.entrance
        self.connect_button = self._connect.entrance
        self.messenger_link = self._messenger_link.entrance
        self.unlink_button = self._unlink.entrance

    @step("Войти с логином и паролем")
    def sign_in(self, address: str, login: str, password: str) -> None:
        """Signs in; `address` is that of the page with the form, or with what leads to it."""
        open_address(self.page, address)
        sign_in_by_steps(self.page, self.sign_in_steps, Credentials(login, password))

    @step("Выйти из журнала")
    def sign_out(self) -> None:
        with self._naming("sign_out", self._sign_out):
            self._sign_out.press()

    @step("Войти в «Кабинет учителя»")
    def go_to_office(self) -> None:
        with self._naming("office", self._office):
            self._office.press()

    @step("Нажать на значок мессенджера")
    def open_messenger(self) -> None:
        with self._naming("messenger", self._messenger):
            self._messenger.press()

    @step("Нажать «Перейти к подключению»")
    def go_to_connection(self, is_vk_id: Callable[[str], bool], *, twice: bool = False) -> Window:
        """Returns what VK ID opened in: a window of its own, this same tab, or a frame of the page."""
        with self._naming("connect", self._connect):
            button = self._connect.reach()
            click = button.dblclick if twice else button.click
            return follow_to_window(self.page.context, click, is_vk_id)

    @step("Перейти в мессенджер")
    def go_to_messenger(self, is_journal: Callable[[str], bool]) -> Page:
        """Returns the page the messenger opens in; the journal's own page may go on by itself meanwhile."""
        with self._naming("open_messenger", self._messenger_link):
            click = self._messenger_link.reach().click
            return get_page(follow_to_window(self.page.context, click, lambda url: not is_journal(url)))

    @step("Нажать «Отвязать»")
    def unlink(self) -> None:
        """Presses «Отвязать», and confirms it where the journal asks: the last steps of the path."""
        with self._naming("unlink", self._unlink):
            self._unlink.press()

    @step("Дойти до последнего нажатия отвязки")
    def ask_to_unlink(self) -> None:
        """Presses all but the last step of the path to «Отвязать»: a menu, or the journal's own question."""
        with self._naming("unlink", self._unlink):
            self._unlink.reach()

    def expect_not_connected(self) -> None:
        """Checks that the card of A-2 is on the screen."""
        wait_until_visible(self.not_connected)

    def expect_connected(self) -> None:
        """Checks that the journal says that the messenger is connected."""
        wait_until_visible(self.connected)

    def expect_entrance(self, *, has_office: bool) -> None:
        """Checks that a teacher who is in sees the office or the messenger's icon. Raises LabelNotFoundError."""
        entrance = self.office.or_(self.messenger).first if has_office else self.messenger
        keys = ("office", "messenger") if has_office else ("messenger",)
        self._expect(entrance, "после входа", *keys, kind="action")

    def expect_card(self) -> None:
        """Checks that the card says whether the messenger is connected. Raises LabelNotFoundError."""
        self._expect(
            self.not_connected.or_(self.connected).first, "карточка", "not_connected", "connected", kind="text"
        )

    def explain_state(self) -> str:
        """Returns what the page shows where it does not say that it is connected, in one line of Russian."""
        return explain_absence(self.page, self.labels.connected, kind="text")

    def explain_missing(self, *keys: str, kind: Kind = "text") -> str:
        """Returns why nothing is shown of these labels, and what the page shows instead, in one line of Russian."""
        card = self.labels.card if set(keys) <= _IN_CARD else None
        if card is not None and (reason := explain_card(self.page, card)):
            return reason
        return explain_absence(self.page, *(list_steps(getattr(self.labels, key))[0] for key in keys), kind=kind)

    def _naming(self, key: str, path: ClickPath) -> AbstractContextManager[None]:
        return naming_label(self.page, f"labels.{key}", path, card=self.labels.card)

    def _expect(self, found: Locator, where: str, *keys: str, kind: Kind) -> None:
        try:
            wait_until_visible(found)
        except AssertionError as error:
            labels = {key: list_steps(getattr(self.labels, key))[0] for key in keys}
            names = " и ".join(f"labels.{key} = {describe_label(label)}" for key, label in labels.items())
            reason = self.explain_missing(*keys, kind=kind)
            raise LabelNotFoundError(f"{where}: на экране нет {names}: {reason}") from error
