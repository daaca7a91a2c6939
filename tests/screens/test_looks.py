"""What a screen tells by its looks: two states of a thing do not look alike, and what opens is on top."""

from dataclasses import dataclass

from playwright.sync_api import Error, Page

from tests.screens.gallery import Screen
from tests.screens.show_screen import WIDE, OpenScreen, read_script
from tests.screens.show_screen import open_screen as open_screen

READ_LOOK = read_script("read_look")
_TIMEOUT_MS = 2_000


@dataclass(frozen=True)
class States:
    """Two things that must not look alike, each on a screen; `part` is drawn beside the thing itself."""

    told: str
    screens: tuple[str, str]
    things: tuple[str, str]
    part: str = ""


BADGES = ("journal: messenger, not connected", "journal: messenger, connected")
STATES = [
    States("the messenger is connected", BADGES, (".badge", ".badge")),
    States("the messenger is connected, without colours", BADGES, (".badge", ".badge"), "::after"),
    States("the accounts are linked", BADGES, (".link-art", ".link-art")),
    States("the page of the bar", ("journal: teacher's office",) * 2, ("nav a.current", "nav a:not(.current)")),
    States(
        "a mistake is no success",
        ("journal: messenger, window closed", "journal: messenger, unlinked"),
        (".notice",) * 2,
    ),
    States("which field is wrong", ("vk_id: phone, mistake", "vk_id: phone"), ("input", "input")),
    States("a mistake is no label", ("vk_id: phone, mistake",) * 2, (".mistake", ".field")),
    States(
        "what is chosen", ("vk_id: account, profiles: 2",) * 2, (".choice:has(:checked)", ".choice:not(:has(:checked))")
    ),
    States("which button goes on", ("vk_id: consent",) * 2, ("button.primary", "button.secondary")),
    States("whose message it is", ("messenger: dialog",) * 2, ("li.mine", ".messages li:not(.mine)")),
    States(
        "a call is no message", ("messenger: chat, messages and a call",) * 2, ("li.call", ".messages li:not(.call)")
    ),
    States("a channel is no chat", ("messenger: chats, all",) * 2, (".avatar.channel", ".avatar:not(.channel)")),
    States(
        "the tab of the console",
        ("sferum: console, members",) * 2,
        (".tabs [aria-current]", ".tabs a:not([aria-current])"),
    ),
]


def test_two_states_do_not_look_alike(screens: list[Screen], open_screen: OpenScreen) -> None:
    """Состояние видно глазу: подключено или нет, ошибка или успех, что выбрано, чьё сообщение."""
    by_name = {screen.name: screen for screen in screens}
    alike = []
    for states in STATES:
        looks = [
            read_look(open_screen(by_name[name], WIDE), thing, states.part)
            for name, thing in zip(states.screens, states.things, strict=True)
        ]
        if looks[0] == looks[1] or "" in looks:
            alike.append(f"{states.told}: {' and '.join(states.things)} look alike on «{states.screens[0]}»")
    assert not alike, "\n".join(alike)


def read_look(page: Page, thing: str, part: str) -> str:
    """Returns how a thing of the page looks, or what is drawn beside it; nothing for what is not there."""
    things = page.locator(thing)
    looks: dict[str, str] = things.first.evaluate(READ_LOOK) if things.count() else {}
    return looks.get(part, "")


def test_menu_that_opens_is_on_top(screens: list[Screen], open_screen: OpenScreen) -> None:
    """Меню мессенджера открывается, и каждый его пункт можно нажать."""
    page = open_screen(next(screen for screen in screens if screen.name == "messenger: chats"), WIDE)
    problems = []
    for menu in page.locator("details").all():
        menu.locator("summary").click()
        for link in menu.get_by_role("link").all():
            try:
                link.click(trial=True, timeout=_TIMEOUT_MS)
            except Error:
                problems.append(f"«{link.text_content()}» cannot be clicked")
    assert not problems, "\n".join(problems)
