"""The styles of example journals: what is skipped in each, and which mistakes can be made there."""

from collections.abc import Mapping

from tests.examples.effects import EFFECTS, EFFECTS_IN_SINGLE_PAGE, Effect
from tests.examples.silent_token_effects import EFFECTS_OF_SILENT_TOKEN

PAGES, SINGLE_PAGE, SILENT_TOKEN = "pages", "single-page", "silent-token"
STYLES = (PAGES, SINGLE_PAGE, SILENT_TOKEN)
"""Pages sent by the server, one page whose script calls a JSON API, and VK's older protocol in the FastAPI journal."""
NAMES_NOBODY = frozenset({"P-52"})
"""What is skipped where the requests of a journal's pages name no teacher: the session says who it is."""
NOT_APPLICABLE: Mapping[str, frozenset[str]] = {
    PAGES: NAMES_NOBODY,
    # No address of the single page says where to go next.
    SINGLE_PAGE: NAMES_NOBODY | {"P-43"},
    # A silent token has no PKCE and no redirect address in the exchange, and VK's API takes tokens in addresses. The
    # FastAPI journal has no button to unlink, sends no window messages, and names no next page in an address.
    SILENT_TOKEN: frozenset(
        {"P-8", "P-9", "P-14", "P-34", "P-43", "P-49", "J-7", "J-19", "J-20", "J-26", "J-27", "P-30", "P-41"}
        | NAMES_NOBODY
    ),
}
"""Checks that are skipped in the correct journal of a style."""

IMPOSSIBLE: Mapping[str, Mapping[str, str]] = {
    PAGES: {
        "token-in-json": "карточку рисует сервер, ответов JSON у него нет",
        "token-in-local-storage": "на страницах нет скрипта, которому нужен токен",
        "swallowed-error": "сообщение рисует сервер",
        "keeps-toast": "сообщение рисует сервер, на одной странице",
        "connected-too-early": "карточку рисует сервер, когда привязал",
        "link-in-local-storage": "на страницах нет скрипта, который знает привязку",
    },
    SINGLE_PAGE: {
        "strict-cookie": "страницу возврата сервер отдаёт всем, а её скрипт обращается к своему же сайту",
        "only-json": "о том, что дневник не ответил, скрипт страницы говорит сам",
        "token-if-sent": "отвязывает скрипт запросом DELETE, который форма чужой страницы не отправит",
        "open-redirect-behind-policy": "вход отправляет скрипт, а не форма",
        "open-redirect-of-the-signed-in": "адрес входа — та же страница, что и все",
        "step-is-over": "экраны меняет скрипт: кнопка «назад» ничего не просит у сервера",
    },
}
"""Mistakes that cannot be made in a style, and why."""


def effects_in(style: str) -> Mapping[str, Effect]:
    """Returns the rows of the mistakes that can be made in this style."""
    if style == SILENT_TOKEN:
        return EFFECTS_OF_SILENT_TOKEN
    effects = EFFECTS | EFFECTS_IN_SINGLE_PAGE if style == SINGLE_PAGE else EFFECTS
    return {name: effect for name, effect in effects.items() if name not in IMPOSSIBLE[style]}
