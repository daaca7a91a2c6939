"""No screen has changed without somebody's saying so: each one is what its outline in this folder is.

After a change on purpose: read the difference, then copy `results/outlines/` over `tests/screens/outlines/`.
"""

import difflib
from pathlib import Path

import httpx
import pytest

from mock_server.client import SandboxClient
from tests.screens.gallery import SITES, Screen
from tests.screens.outline import draw_outline

PROJECT = Path(__file__).parents[2]
APPROVED = Path(__file__).with_name("outlines")
DRAWN = PROJECT / "results" / "outlines"


@pytest.mark.parametrize("site", SITES)
def test_screens_of_a_site_are_as_approved(screens: list[Screen], sandbox: SandboxClient, site: str) -> None:
    """Экраны сайта те же, что были одобрены: слова, подписи, поля, адреса, порядок."""
    addresses = {name: sandbox.addresses[name] for name in SITES}
    drawn = {
        f"{screen.name}, {screen.response.status_code}": draw_outline(screen.response, addresses)
        for screen in screens
        if screen.site == site
    }
    file = APPROVED / f"{site}.txt"
    approved = _parse(file.read_text(encoding="utf-8"))
    DRAWN.mkdir(parents=True, exist_ok=True)
    text = "\n".join(f"# {name}\n{outline}\n" for name, outline in drawn.items())
    (DRAWN / file.name).write_text(text, encoding="utf-8")
    difference = _compare(approved, drawn)
    assert not difference, "\n".join(difference)


def test_difference_names_the_screen_and_the_lines() -> None:
    """Отличие называет экран и строки."""
    before = _parse("# home, 200\n<p>\n\n# office, 200\n<h1>\n  Кабинет\n")

    assert before == {"home, 200": "<p>", "office, 200": "<h1>\n  Кабинет"}
    assert _compare(before, before) == []
    assert _compare(before, {**before, "office, 200": "<h1>"}) == ["office, 200:", "-  Кабинет"]
    assert _compare(before, {"home, 200": "<p>"}) == ["office, 200:", "-<h1>", "-  Кабинет"]
    assert _compare({}, {"home, 200": "<p>"}) == ["home, 200:", "+<p>"]


def _parse(text: str) -> dict[str, str]:
    """Returns the outlines of a file by the name of the screen."""
    parts = text.strip("\n").removeprefix("# ").split("\n\n# ")
    return {name: outline for name, _, outline in (part.partition("\n") for part in parts)}


def _compare(approved: dict[str, str], drawn: dict[str, str]) -> list[str]:
    """Returns the lines that differ, each screen's after its name."""
    lines: list[str] = []
    for name in dict.fromkeys([*approved, *drawn]):
        before, after = approved.get(name, "").splitlines(), drawn.get(name, "").splitlines()
        changes = [line for line in difflib.unified_diff(before, after, n=0, lineterm="") if line[:2] not in _HEADS]
        lines += [f"{name}:", *changes] if changes else []
    return lines


_HEADS = {"--", "++", "@@"}


@pytest.mark.parametrize("first", ["a", "-", "_", "--"], ids=["буква", "дефис", "подчёркивание", "два дефиса"])
def test_token_is_hidden_whatever_it_begins_with(first: str) -> None:
    """Случайное значение не попадает в описание экрана, с какого бы знака оно ни начиналось."""
    request = httpx.Request("GET", f"http://127.0.0.1/callback?code={first}{'x' * 40}&type=code_v2")
    moment = "Fri, 27 Nov 2026 06:00:00 GMT"
    response = httpx.Response(200, headers={"Date": moment}, html="<p>Вход</p>", request=request)
    assert draw_outline(response, {}).splitlines()[0] == "GET http://127.0.0.1/callback?code=…&type=code_v2"
