"""A scenario fails on what its pages lack: each kind of trouble is seen, and what is none is not."""

import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from fixtures.strict import ScenarioWatch
from mock_server.client import SandboxClient
from report.browser_trouble import BrowserWatch, Trouble
from report.evidence import Evidence

pytest_plugins = ["pytester"]

SITE, FOREIGN, OTHER = "http://site.test", "http://foreign.test", "http://vendor.test"
SOCKET = f"{FOREIGN.replace('http', 'ws')}/"
HEAD = "<!doctype html><html lang=ru><meta charset=utf-8><link rel=icon href='data:,'>"
PAGES: dict[str, tuple[int, str, str]] = {
    "/": (200, "text/html", f"{HEAD}<h1>Цело</h1>"),
    "/style.css": (200, "text/css", "h1 { color: black }"),
    "/found.js": (200, "text/javascript", "document.title = 'ready'"),
    "/empty": (204, "text/plain", ""),
    "/404": (404, "text/html", f"{HEAD}<h1>Такой страницы нет</h1>"),
    "/503": (503, "text/html", f"{HEAD}<h1>Сервис временно недоступен</h1>"),
}


def answer(route: Route) -> None:
    """Answers for all hosts: what is not in PAGES is a 404, and `/never` gets no answer."""
    path = re.sub(r"^https?://[^/]+", "", route.request.url).partition("?")[0]
    if path == "/never":
        route.abort("connectionrefused")
        return
    status, kind, body = PAGES.get(path, (404, "text/plain", "нет"))
    route.fulfill(status=status, content_type=f"{kind}; charset=utf-8", body=body)


class Stand:
    """A watched browser with pages of the test's own."""

    def __init__(self, browser: Browser, watch: BrowserWatch) -> None:
        self.watch = watch
        self._browser = browser
        self.contexts: list[BrowserContext] = []

    def open(self, body: str, origin: str = SITE) -> Page:
        """Opens a page with this body in a context of its own."""
        context = self._browser.new_context()
        self.contexts.append(context)
        context.route("**/*", answer)
        context.route(f"{origin}/page", lambda route: route.fulfill(content_type="text/html", body=HEAD + body))
        page = context.new_page()
        page.goto(f"{origin}/page")
        return page

    def lines(self) -> list[str]:
        return [str(trouble) for trouble in self.watch.list_troubles()]


@pytest.fixture
def open_stand(browser: Browser) -> Iterator[Callable[..., Stand]]:
    """Makes stands whose browsers are watched."""
    stands: list[Stand] = []

    def make(judged: set[str] | None = None) -> Stand:
        watch = BrowserWatch({SITE, OTHER}, judged)
        watch.attach(browser)
        stands.append(Stand(browser, watch))
        return stands[-1]

    yield make
    for stand in stands:
        stand.watch.detach(browser)
        for context in stand.contexts:
            context.close()


@pytest.fixture
def stand(open_stand: Callable[..., Stand]) -> Stand:
    return open_stand()


BROKEN = {
    "stylesheet": ("<link rel=stylesheet href=/gone.css>", f"GET {SITE}/gone.css: ответ 404, ожидался 200"),
    "script": ("<script src=/gone.js></script>", f"GET {SITE}/gone.js: ответ 404, ожидался 200"),
    "picture": ("<img src=/gone.png alt=''>", f"GET {SITE}/gone.png: ответ 404, ожидался 200"),
    "fetch": ("<script>fetch('/gone')</script>", f"GET {SITE}/gone: ответ 404, ожидался 200"),
    "server error": ("<script>fetch('/503')</script>", f"GET {SITE}/503: ответ 503, ожидался 200"),
    "no answer": ("<img src=/never alt=''>", f"GET {SITE}/never: нет ответа (net::ERR_CONNECTION_REFUSED)"),
    "uncaught error": ("<script>nothing.there()</script>", "ошибка скрипта: nothing is not defined"),
    "rejected promise": ("<script>Promise.reject(Error('зря'))</script>", "ошибка скрипта: зря"),
    "console": ("<script>console.error('плохо')</script>", "ошибка в консоли: плохо"),
    "foreign picture": (f"<img src={FOREIGN}/empty alt=''>", f"запрос к чужому узлу {FOREIGN}/empty"),
    "foreign beacon": (
        f"<script>navigator.sendBeacon('{FOREIGN}/empty')</script>",
        f"запрос к чужому узлу {FOREIGN}/empty",
    ),
    "foreign frame": (f"<iframe src={FOREIGN}/></iframe>", f"запрос к чужому узлу {FOREIGN}/"),
    "foreign socket": (
        f"<script>isBusy = true; new WebSocket('{SOCKET}').onerror = () => isBusy = false</script>",
        f"соединение с чужим узлом {SOCKET}",
    ),
}


@pytest.mark.parametrize(("body", "text"), BROKEN.values(), ids=BROKEN)
def test_trouble_is_seen_with_its_page_and_its_place(stand: Stand, body: str, text: str) -> None:
    page = stand.open(body)
    page.wait_for_load_state()
    page.wait_for_function("!window.isBusy")  # a socket is told of only when the browser begins to connect it

    lines = stand.lines()
    assert any(line.endswith(text) for line in lines), lines
    assert stand.lines()[0].startswith((SITE, FOREIGN, "WebSocket")), "the first word is the page"


def test_trouble_of_a_window_that_the_page_opens_is_seen(stand: Stand) -> None:
    page = stand.open("<a href=/popup target=_blank>окно</a>")
    page.context.route(
        f"{SITE}/popup",
        lambda route: route.fulfill(content_type="text/html", body=HEAD + "<script>throw Error('в окне')</script>"),
    )
    with page.expect_popup() as opened:
        page.get_by_role("link").click()
    opened.value.wait_for_load_state()

    assert stand.lines() == [f"{SITE}/popup — ошибка скрипта: в окне"]


def test_trouble_of_a_frame_is_seen_with_the_frames_address(stand: Stand) -> None:
    page = stand.open("<iframe src=/inner></iframe>")
    page.context.route(
        f"{SITE}/inner", lambda route: route.fulfill(content_type="text/html", body="<img src=/gone.png alt=''>")
    )
    page.reload()

    assert f"{SITE}/inner — GET {SITE}/gone.png: ответ 404, ожидался 200" in stand.lines()


def test_answer_to_a_navigation_is_trouble_from_500_on(stand: Stand) -> None:
    page = stand.open("")
    page.goto(f"{SITE}/404")
    assert stand.lines() == []
    page.goto(f"{SITE}/503")

    assert stand.lines() == [f"{SITE}/503 — GET {SITE}/503: ответ 503, ожидался 200"]


def test_file_that_is_still_loading_at_the_end_is_waited_for(stand: Stand) -> None:
    page = stand.open("<h1>Видно</h1>")
    with page.expect_request("**/late.png"):  # an intercepted one may be told of after what the page itself says
        page.evaluate("document.body.append(Object.assign(new Image(), { src: '/late.png' }))")

    assert stand.lines() == [f"{SITE}/page — GET {SITE}/late.png: ответ 404, ожидался 200"]


WHOLE = {
    "files": "<link rel=stylesheet href=/style.css><script src=/found.js></script>",
    "no content": "<script>fetch('/empty')</script>",
    "data": "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw=' alt=''>",
    "another site of the target": f"<img src={OTHER}/empty alt=''>",
    "a warning": "<script>console.warn('внимание')</script>",
    "icon": "<link rel=icon href=/favicon.ico><img src=/favicon.ico alt=''>",
}


@pytest.mark.parametrize("body", WHOLE.values(), ids=WHOLE)
def test_page_that_is_whole_is_no_trouble(stand: Stand, body: str) -> None:
    stand.open(body).wait_for_load_state()

    assert stand.lines() == []


def test_request_that_its_page_gives_up_is_no_trouble(stand: Stand) -> None:
    page = stand.open("")
    page.context.route("**/slow", lambda route: None)
    page.evaluate("void fetch('/slow'); addEventListener('beforeunload', () => void fetch('/slow'))")
    page.goto(f"{SITE}/")
    leaving = stand.open("")
    leaving.context.route("**/slow", lambda route: None)
    leaving.evaluate("void fetch('/slow')")
    leaving.close()
    gone = stand.open("<script>fetch('/empty')</script>")
    gone.context.close()

    assert stand.lines() == []


def test_with_others_sites_only_the_judged_pages_count(open_stand: Callable[..., Stand]) -> None:
    stand = open_stand({SITE})
    broken = f"<img src={FOREIGN}/gone.png alt=''><script>nothing.there()</script>"
    stand.open(broken, OTHER).wait_for_load_state()
    assert stand.lines() == []
    stand.open(broken).wait_for_load_state()

    assert len(stand.lines()) == 3


def failing(url: str, status: int = 503, method: str = "GET") -> Trouble:
    return Trouble("server", url, f"{method} {url}: ответ {status}, ожидался 200", method, url, status)


def scenario(troubles: list[Trouble], *records: dict[str, Any]) -> ScenarioWatch:
    """Returns the watch of a scenario whose browsers met these troubles, and whose sandbox has these records."""
    sandbox = SimpleNamespace(
        addresses={"vk_id": SITE}, control="http://control.test", list_requests=lambda phone: list(records)
    )
    watch = ScenarioWatch(
        cast(BrowserWatch, SimpleNamespace(list_troubles=lambda: troubles)),
        cast(SandboxClient, sandbox),
        Evidence(screenshots=False),
    )
    watch.phones.append("+79000000000")
    return watch


def record(path: str, *notes: str, method: str = "GET") -> dict[str, Any]:
    return {"site": "vk_id", "method": method, "path": path, "notes": list(notes)}


FAULT = "fault 1: error before"


def test_answer_that_was_ordered_is_no_complaint() -> None:
    assert scenario([failing(f"{SITE}/authorize?x=1")], record("/authorize", FAULT)).list_complaints([]) == []
    hashed = record("/login/sha256:0123456789ab/phone", FAULT)
    assert scenario([failing(f"{SITE}/login/secret/phone")], hashed).list_complaints([]) == []


@pytest.mark.parametrize(
    "records",
    [
        [],
        [record("/authorize")],
        [record("/authorize", "lenient: no nonce")],
        [record("/token", FAULT)],
        [record("/authorize", FAULT, method="POST")],
        [record("/login/sha256:0123456789ab/phone", FAULT)],
    ],
    ids=["no record", "no note", "another note", "another operation", "another method", "another address"],
)
def test_answer_that_was_not_ordered_is_a_complaint(records: list[dict[str, Any]]) -> None:
    assert scenario([failing(f"{SITE}/authorize")], *records).list_complaints([]) == [
        f"{SITE}/authorize — GET {SITE}/authorize: ответ 503, ожидался 200"
    ]


def test_one_order_excuses_one_answer() -> None:
    trouble = failing(f"{SITE}/authorize")

    assert len(scenario([trouble, trouble], record("/authorize", FAULT)).list_complaints([])) == 1


def test_order_excuses_no_missing_file() -> None:
    missing = Trouble("file", f"{SITE}/", "GET …: ответ 404, ожидался 200", "GET", f"{SITE}/authorize", 404)

    assert len(scenario([missing], record("/authorize", FAULT)).list_complaints([])) == 1


def test_what_is_provoked_must_come_and_nothing_else() -> None:
    watch = scenario([failing(f"{SITE}/a"), failing(f"{SITE}/b")])

    assert watch.list_complaints(["/a: ответ 503", "/b: ответ 503"]) == []
    assert watch.list_complaints(["/a: ответ 503"]) == [f"{SITE}/b — GET {SITE}/b: ответ 503, ожидался 200"]
    assert watch.list_complaints(["ответ 503", "ответ 404"]) == ["ожидалось и не случилось: ответ 404"]


SCENARIOS = """
import pytest

def broken(page):
    page.route("http://sandbox.test/**", lambda route: route.fulfill(
        content_type="text/html; charset=utf-8", body="<script>throw Error('сломано')</script>"))
    page.goto("http://sandbox.test/card")

def test_passes_by(page, sandbox): broken(page)
def test_in_a_context_of_its_own(new_context, sandbox): broken(new_context().new_page())
def test_in_a_context_past_the_fixtures(browser, sandbox):
    context = browser.new_context()
    broken(context.new_page())
    context.close()
@pytest.mark.provokes("сломано")
def test_provokes(page, sandbox): broken(page)
@pytest.mark.provokes("сломано")
def test_provokes_in_vain(page, sandbox): pass
def test_fails_by_itself(page, sandbox):
    broken(page)
    assert 1 == 2
def test_without_a_sandbox(page): broken(page)
"""
CONFTEST = """
from types import SimpleNamespace
import pytest
pytest_plugins = [
    "runner.options", "fixtures.settings", "fixtures.browser", "report.plugin", "report.evidence", "fixtures.strict"
]

@pytest.fixture
def sandbox():
    sites = ("journal", "vk_id", "messenger", "sferum")
    return SimpleNamespace(addresses=dict.fromkeys(sites, "http://sandbox.test"), control="http://control.test")
"""


def test_no_scenario_can_forget_it(pytester: pytest.Pytester, pytestconfig: pytest.Config, monkeypatch: Any) -> None:
    monkeypatch.setenv("PYTHONPATH", str(pytestconfig.rootpath))
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(SCENARIOS)
    result = pytester.runpytest_subprocess("-rf", "-p", "no:randomly", "--tb=line")

    result.assert_outcomes(passed=2, failed=5)
    broken = "На странице сценария неполадка: http://sandbox.test/card — ошибка скрипта: сломано"
    lines = [line for line in result.outlines if "неполадка" in line or "на страницах" in line]
    assert sum(broken in line for line in lines) >= 3, lines
    result.stdout.fnmatch_lines_random(["*неполадка: ожидалось и не случилось: сломано*"])
    failed = {re.sub(r".*::(\w+).*", r"\1", line) for line in result.outlines if line.startswith("FAILED")}
    assert failed == {
        *("test_passes_by", "test_in_a_context_of_its_own", "test_in_a_context_past_the_fixtures"),
        *("test_provokes_in_vain", "test_fails_by_itself"),
    }
