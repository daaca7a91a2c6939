"""What a page shows, stores or is told for a moment only is seen all the same."""

import pytest
from playwright.sync_api import BrowserContext, Route

from pages.labels import Label, Selector
from validation.page_watch import PageWatch

JOURNAL = "http://journal.test"
ALERT = Selector("[role=alert]")
SHOW = "const e = document.createElement('p'); e.setAttribute('role', 'alert'); e.textContent = 'Не вышло';"
DIALOG = "const d = document.createElement('dialog'); document.body.append(d);"
HOST = "const d = document.createElement('div'); document.body.append(d);"
GONE_SOON = "setTimeout(() => e.remove(), 1);"
Report = tuple[str, str]


def watch(context: BrowserContext, html: str, error: Label = ALERT) -> tuple[PageWatch, list[Report]]:
    """Opens a page of the journal with this text; returns what was seen of it once its script has said it is done."""
    reports: list[Report] = []
    watch = PageWatch(context, [JOURNAL], error, lambda kind, text, url: reports.append((kind, text)))

    def answer(route: Route) -> None:
        data = '{"secret": "s3"}' if route.request.url.endswith("/data") else f"<!doctype html><body>{html}"
        route.fulfill(body=data, content_type="text/html; charset=utf-8")

    context.route("**/*", answer)
    page = context.new_page()
    with page.expect_console_message(lambda message: message.text == "done"):
        page.goto(f"{JOURNAL}/")
    return watch, reports


@pytest.mark.parametrize(
    "script",
    [
        f"{SHOW} document.body.append(e); {GONE_SOON}",
        f"{SHOW} {DIALOG} d.append(e); d.showModal(); setTimeout(() => d.close());",
        f"{SHOW} {HOST} d.attachShadow({{mode: 'closed'}}).append(e); {GONE_SOON}",
        f"{SHOW} e.hidden = true; document.body.append(e); setTimeout(() => {{ e.hidden = false; {GONE_SOON} }}, 5);",
        "alert('Не вышло');",
        "document.body.innerHTML = '<p role=alert></p>'; document.querySelector('p').textContent = 'Не вышло';",
    ],
    ids=["toast", "dialog", "shadow", "hidden at first", "alert", "filled in later"],
)
def test_message_is_seen_however_soon_it_goes(context: BrowserContext, script: str) -> None:
    seen, _ = watch(context, f"<script>{script} setTimeout(() => console.log('done'), 100)</script>")
    assert [error.text for error in seen.errors] == ["Не вышло"]


def test_message_of_a_window_that_closes_is_seen(context: BrowserContext) -> None:
    seen, _ = watch(
        context,
        f"<script>if (window.opener) {{ {SHOW} document.body.append(e); setTimeout(() => window.close(), 700) }}"
        "else { const w = window.open('/window');"
        "setInterval(() => w.closed && console.log('done'), 20) }</script>",
    )
    assert [error.text for error in seen.errors] == ["Не вышло"]


def test_message_is_seen_by_its_text(context: BrowserContext) -> None:
    script = f"{SHOW} document.body.append(e); {GONE_SOON} setTimeout(() => console.log('done'), 100)"
    seen, _ = watch(context, f"<script>{script}</script>", "НЕ ВЫШЛО")
    assert [error.text for error in seen.errors] == ["Не вышло"]


@pytest.mark.parametrize(
    "html",
    [
        "<p role=alert hidden>Не вышло</p>",
        "<p role=alert style='visibility: hidden'>Не вышло</p>",
        "<p role=alert></p>",
        "<p role=status>Вышло</p>",
    ],
)
def test_nothing_is_seen_that_nobody_sees(context: BrowserContext, html: str) -> None:
    seen, _ = watch(context, f"{html}<script>setTimeout(() => console.log('done'), 400)</script>")
    assert seen.errors == []


@pytest.mark.parametrize(
    "script",
    [
        "localStorage.setItem('t', 's3'); localStorage.removeItem('t');",
        "localStorage.t = 's3'; delete localStorage.t;",
        "sessionStorage['t'] = 's3'; sessionStorage.clear();",
        "document.cookie = 't=s3'; document.cookie = 't=; max-age=0';",
        "window.name = 's3'; window.name = '';",
        "history.replaceState({t: 's3'}, ''); history.replaceState(null, '');",
        "indexedDB.open('d').onupgradeneeded = e => e.target.result.createObjectStore('o').put({t: 's3'}, 'k');",
    ],
    ids=["setItem", "property", "session", "cookie", "name", "history", "IndexedDB"],
)
def test_write_is_seen_though_it_is_undone(context: BrowserContext, script: str) -> None:
    _, reports = watch(context, f"<script>{script} setTimeout(() => console.log('done'), 100)</script>")
    assert any("s3" in text for kind, text in reports if kind == "stored")


@pytest.mark.parametrize(
    "script",
    [
        "fetch('/data').then(r => r.json())",
        "fetch('/data').then(r => r.text())",
        "const x = new XMLHttpRequest(); x.open('GET', '/data'); x.send()",
        "window.postMessage({t: 's3'}, '*')",
        "new BroadcastChannel('c').postMessage('s3')",
    ],
)
def test_what_a_script_is_told_is_seen(context: BrowserContext, script: str) -> None:
    _, reports = watch(context, f"<script>{script}; setTimeout(() => console.log('done'), 200)</script>")
    assert any("s3" in text for kind, text in reports if kind == "answer")


def listen(context: BrowserContext, script: str) -> list[str]:
    """Opens a watched page that runs the script; returns the lines of its console, those that come later too."""
    lines: list[str] = []
    context.on("console", lambda message: lines.append(message.text))
    watch(context, f"<script>{script}; console.log('done')</script>")
    return lines


def test_storage_works_as_before(context: BrowserContext) -> None:
    script = (
        "localStorage.setItem('a', '1'); localStorage.b = '2'; document.cookie = 'c=3';"
        "console.log([localStorage.length, localStorage.a, localStorage.getItem('b'), localStorage.key(0) !== null,"
        "Object.keys(localStorage).sort().join(), localStorage instanceof Storage, document.cookie].join(' '))"
    )
    lines = listen(context, script)
    assert lines[0] == "2 1 2 true a,b true c=3"


def test_event_of_a_storage_is_of_the_storage_that_the_page_has(context: BrowserContext) -> None:
    script = (
        "localStorage.a = '1'; const own = new StorageEvent('storage', { key: 'a', storageArea: localStorage });"
        "console.log([own.storageArea === localStorage, own.key, own instanceof StorageEvent,"
        "new StorageEvent('storage').storageArea, Storage.prototype.getItem.call(localStorage, 'a')].join(' '));"
        "addEventListener('storage', (event) => console.log(event.storageArea === localStorage, event.newValue));"
    )
    lines = listen(context, script)
    assert lines[0] == "true a true  1"
    other = context.new_page()
    other.goto(f"{JOURNAL}/data")
    with context.pages[0].expect_event("console"):
        other.evaluate("localStorage.b = '2'")
    assert lines[-1] == "true 2"


def test_pages_of_others_are_not_watched(context: BrowserContext) -> None:
    seen = PageWatch(context, ["http://another.test"], ALERT, lambda *report: pytest.fail(str(report)))
    context.route("**/*", lambda route: route.fulfill(body="<p role=alert>Не вышло</p>", content_type="text/html"))
    page = context.new_page()
    page.goto(f"{JOURNAL}/")
    page.evaluate("localStorage.setItem('t', 's3')")
    assert seen.errors == []


def test_errors_alone_are_reported_where_nothing_else_is_recorded(context: BrowserContext) -> None:
    seen = PageWatch(context, [JOURNAL], ALERT, None)
    context.route("**/*", lambda route: route.fulfill(body="<body><p role=alert>!</p>", content_type="text/html"))
    page = context.new_page()
    page.goto(f"{JOURNAL}/")
    page.evaluate("localStorage.setItem('t', 's3')")
    assert [error.text for error in seen.errors] == ["!"]
