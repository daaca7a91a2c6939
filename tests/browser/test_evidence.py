"""What a test leaves behind, and that nobody's data are in it."""

import json
import re

import pytest

from report.evidence import Evidence
from report.masking import mask
from report.screenshots import take_screenshot
from tests.page_language import keep_language

pytest_plugins = ["pytester"]

PHONE = "+79161234512"
PLUGINS = ["runner.options", "fixtures.settings", "report.evidence", "fixtures.evidence", "report.plugin"]


@pytest.fixture
def suite(pytester, monkeypatch, pytestconfig):
    """A suite in a folder of its own, with our plugins."""
    monkeypatch.setenv("PYTHONPATH", str(pytestconfig.rootpath))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("COLUMNS", "70")
    pytester.makeconftest(f"pytest_plugins = {PLUGINS}")
    return pytester


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (PHONE, "+7 9** ***-**-12"),
        ("8 (916) 123-45-12", "+7 9** ***-**-12"),
        ("9161234512", "+7 9** ***-**-12"),
        ("phone=%2B7916%20123-45-12&next=1", "phone=+7 9** ***-**-12&next=1"),
        ("login=%2B7+916+123+45+12", "login=+7 9** ***-**-12"),
        ("ivan.petrov@mail.ru, i%40mail.ru", "i***@mail.ru, i***%40mail.ru"),
        ("/callback?code=vk2.a.xyz&state=0123456789ab&expires_in=600", "/callback?code=****&state=****&expires_in=600"),
        ("grant_type=x&code_verifier=abc", "grant_type=x&code_verifier=****"),
        ('{"code": "1234", "left": 3, "access_token": "a\\"b"}', '{"code": "****", "left": 3, "access_token": "****"}'),
        (r'"{\"code\": \"1234\", \"left\": 3}"', r'"{\"code\": \"****\", \"left\": 3}"'),
        ("{'code': 1234}", "{'code': \"****\"}"),
        ("Authorization: Bearer abc.def\nAccept: */*", "Authorization: ****\nAccept: */*"),
        ("{'Cookie': 'a=1; b=2', 'Accept': '*/*'}", "{'Cookie': '****', 'Accept': '*/*'}"),
        ("got Bearer abcdefgh.ijk", "got Bearer ****"),
        ("eyJhbGciOi.eyJzdWIi.sig", "****"),
        ("code = '1234'", "code = '****'"),
        ("submit(code=code)", "submit(code=****)"),
        ("Locator.fill('1234')", "Locator.fill('****')"),
        ("Код 123456 не подошёл", "Код **** не подошёл"),
    ],
)
def test_secrets_are_masked(text, masked):
    assert mask(text) == masked
    assert mask(masked) == masked


@pytest.mark.parametrize(
    "text",
    [
        *("Введите 4 цифры", "2026-11-23 19:59:12.123456", "at 1763920000.123456", "ID 757843276"),
        *("status_code=200", "state=visible", "code = read(phone)", 'МБОУ "Школа №51"', "127.0.0.1:45123"),
    ],
)
def test_the_rest_is_left_alone(text):
    assert mask(text) == text


def test_known_values_are_masked_where_they_are_words():
    assert mask("sent 4321, id 14321", hidden=["4321"]) == "sent ****, id 14321"


FAILING = f"""
    import pytest
    from pages.steps import step

    @pytest.fixture
    def sources(evidence):
        evidence.add_source("Запросы", lambda: [{{"url": "/cb?code=77", "phone": "{PHONE}"}}])
        evidence.add_source("Сломанный", lambda: 1 / 0)
        evidence.add_source("Текст", lambda: "как есть")
        evidence.add_secrets("70915")

    @pytest.mark.requirement("A-3")
    def test_secret(sources):
        '''Учитель вводит номер.'''
        print("printed {PHONE}")
        typed = "{PHONE}"
        with step("Шаг с номером {PHONE}", requirement="A-3"), step("Внутри"):
            raise AssertionError("{PHONE} got 70915, not ivan@mail.ru")
"""

LEAKS = re.compile(r"9161234512|\b70915\b|ivan@|code=77")


def test_failure_is_shown_with_its_steps_and_sources_and_no_artifact_holds_a_secret(suite):
    suite.makepyfile(FAILING)
    result = suite.runpytest_subprocess(  # Allure's state is one for the process
        *("-l", "--junitxml=junit.xml", "-o", "junit_logging=all"),
        *("-p", "allure_pytest", "--alluredir=allure"),
    )

    result.assert_outcomes(failed=1)
    artifacts = [suite.path / "junit.xml", *suite.path.glob("results/*"), *suite.path.glob("allure/*")]
    assert len(artifacts) >= 5
    texts = {"terminal": result.stdout.str()} | {path.name: path.read_text(encoding="utf-8") for path in artifacts}
    assert {name: LEAKS.findall(text) for name, text in texts.items() if LEAKS.search(text)} == {}
    assert all("+7 9** ***-**-12" in texts[name] for name in ("terminal", "junit.xml", "index.html"))
    allure = "".join(path.read_text(encoding="utf-8") for path in suite.path.glob("allure/*"))
    assert "Шаг с номером +7 9** ***-**-12" in allure
    assert "как есть" in allure
    assert 'name="Учитель вводит номер [A-3]"' in texts["junit.xml"]
    (path,) = suite.path.glob("allure/*-result.json")
    test = json.loads(path.read_text(encoding="utf-8"))
    labels = {(label["name"], label["value"].partition(" · ")[0]) for label in test["labels"]}
    assert test["name"] == "Учитель вводит номер"
    assert {("story", "A-3"), ("severity", "critical")} < labels
    assert ("feature", "Привязка при наличии учебного профиля Сферум") in labels
    assert [link["url"] for link in test["links"]] == ["../index.html#A-3"]
    assert {"environment.properties", "categories.json", "allurerc.json"} < {path.name for path in artifacts}

    result.stdout.fnmatch_lines(
        [
            "*- Evidence -*",
            "Запросы:",
            '*"url": "/cb?code=[*][*][*][*]",*',
            "Сломанный:",
            "не удалось получить: ZeroDivisionError: division by zero",
            "Текст:",
            "как есть",
        ]
    )
    page = texts["index.html"]
    assert "<h3>Учитель вводит номер</h3>" in page
    assert "AssertionError: +7 9** ***-**-12 got ****, not i***@mail.ru" in page
    assert page.count('<li style="--depth: 1" class="broken">') == 2  # with the failure and with the requirement
    assert "не удалось получить: ZeroDivisionError" in page


def test_sources_are_read_only_when_a_test_fails(suite):
    suite.makepyfile(
        """
        from pathlib import Path

        def test_good(evidence):
            evidence.add_source("Не нужен", lambda: Path("read").touch())
        """
    )
    suite.runpytest_inprocess().assert_outcomes(passed=1)

    assert not (suite.path / "read").exists()


def test_failed_setup_leaves_evidence_once(suite):
    suite.makepyfile(
        """
        import pytest

        @pytest.fixture
        def broken(evidence):
            evidence.add_source("Источник", lambda: "рассказал")
            yield
            raise RuntimeError("teardown")

        @pytest.fixture
        def worse(broken):
            raise RuntimeError("setup")

        def test_something(worse): pass
        """
    )
    result = suite.runpytest_inprocess()

    result.assert_outcomes(errors=2)
    assert result.outlines.count("рассказал") == 1


WALK = """
    import pytest
    from pages.steps import step

    @pytest.mark.requirement("A-1", "A-2")
    @pytest.mark.parametrize("kind", ["sms"])
    def test_linking(kind):
        '''Привязка профиля.'''
        print("not to be seen")
        with step("Шаг 1. В верхнем меню нажать на значок мессенджера в панели", requirement="A-1"):
            with step("мелочь"):
                pass
        with step("Шаг 2", requirement="A-2"):
            assert False, "сломалось"
"""


def test_walk_shows_steps_as_they_happen(suite):
    suite.makepyfile(WALK)
    lines = suite.runpytest_inprocess("--walk").outlines

    start = lines.index("Привязка профиля · вариант 1")
    shown = [re.sub(r"\d,\d\d с$", "0,00 с", line) for line in lines[start : start + 4]]
    assert shown == [
        "Привязка профиля · вариант 1",
        "  ✓ A-1      Шаг 1. В верхнем меню нажать на значок мессендж…  0,00 с",
        "  ✗ A-2      Шаг 2                                             0,00 с",
        "  ✗ «Привязка профиля · вариант 1» · сломалось · шаг «Шаг 2»",
    ]
    assert {len(line) for line in shown[1:3]} == {69}
    assert not [line for line in lines if line.endswith("%]")]
    assert any(line.startswith("FAILED test_walk_shows_steps_as_they_happen.py::test_linking[sms]") for line in lines)


def test_without_walk_pytest_shows_its_own_progress(suite):
    suite.makepyfile(WALK)
    output = suite.runpytest_inprocess().stdout.str()

    assert "test_without_walk_pytest_shows_its_own_progress.py F" in output
    assert "✓" not in output


def test_walk_works_with_capturing_off(suite):
    suite.makepyfile(WALK)

    suite.runpytest_inprocess("--walk", "-s").stdout.fnmatch_lines(["not to be seen", "  ✓ A-1 *"])


BROWSER = """
    import pytest
    from pages.steps import step

    PAGE = "data:text/html;charset=utf-8,<title>Вход</title>"
    SCRIPT = "<script>console.error('token=abcdef'); setTimeout(boom)</script>"

    @pytest.mark.requirement("A-3")
    def test_page(page, new_context):
        page.goto(PAGE + SCRIPT)
        other = new_context().new_page()
        with page.expect_popup() as opened, step("Открыть окно", requirement="A-3", page=page):
            page.evaluate("window.open('about:blank')")
        with step("Закрыть окно", requirement="A-4", page=opened.value):
            opened.value.close()
        assert {outcome}
"""


def test_failure_shows_every_open_page_with_xdist_too(suite):
    suite.makeconftest(f"pytest_plugins = {[*PLUGINS, 'fixtures.browser']}")
    suite.makepyfile(BROWSER.replace("{outcome}", "False"))
    result = suite.runpytest_inprocess("-p", "playwright", "-p", "base_url", "-p", "xdist", "-n1")

    result.stdout.fnmatch_lines(["data:text/html*token=[*][*][*][*]*", "  error: token=[*][*][*][*]*"])
    result.stdout.fnmatch_lines(["  error: *boom is not defined*"])
    page = (suite.path / "results" / "index.html").read_text(encoding="utf-8")
    assert re.findall("Открытая страница: (.*)</h4>", keep_language(page)) == ["Вход", "без заголовка"]
    assert page.count("data:image/jpeg;base64,") == 2  # none for the steps


def test_walk_takes_a_picture_of_each_step(suite):
    suite.makeconftest(f"pytest_plugins = {[*PLUGINS, 'fixtures.browser']}")
    suite.makepyfile(BROWSER.replace("{outcome}", "True"))
    suite.runpytest_subprocess("-p", "playwright", "-p", "base_url", "--walk").assert_outcomes(passed=1)

    page = (suite.path / "results" / "index.html").read_text(encoding="utf-8")
    assert page.count("data:image/jpeg;base64,") == 1  # A-4's is not shown: the test is not one of its tests
    assert "Снимок экрана: увеличить или уменьшить. Открыть окно</span>" in keep_language(page)


FORM = """
    <meta charset="utf-8"><p>Имя: {name}<p>Код отправлен на <b>{phone}</b>
    <p><input value="{phone}"><input value="{code}"><input value="{name}"><input type="radio" value="{code}">
"""


def picture_of(page, **data):
    page.set_content(FORM.format(**({"name": "Анна", "phone": "+7 916 123-45-12", "code": "1234"} | data)))
    picture = take_screenshot(page, mask)
    assert picture
    return picture


def test_picture_covers_phones_codes_and_hidden_texts(page):
    first = picture_of(page)

    assert picture_of(page, phone="+7 916 123-45-99") == first
    assert picture_of(page, code="9876") == first
    assert picture_of(page, name="Инна") != first

    def picture_without(name):
        page.set_content(FORM.format(name=name, phone="+7 916 123-45-12", code="1234"))
        return take_screenshot(page, lambda text: text.replace(name, "****"), {"Анна", "Инна"})

    first = picture_without("Анна")
    assert first
    assert picture_without("Инна") == first


def test_page_that_is_closed_has_no_picture(page):
    page.close()

    assert take_screenshot(page, mask) is None


def test_picture_leaves_no_trace_on_a_page_with_a_strict_policy(page):
    policy = {"content-security-policy": "default-src 'self'"}
    page.route("**/*", lambda route: route.fulfill(headers=policy, content_type="text/html", body="<input value=1234>"))
    page.goto("http://localhost/")

    assert take_screenshot(page, mask)
    assert page.console_messages() == []


def test_nothing_of_an_open_page_is_recorded_as_it_is(page):
    page.route("**/*", lambda route: route.fulfill(content_type="text/html", body=f"<title>{PHONE}</title>"))
    page.goto(f"http://site.test/?login={PHONE}")
    page.evaluate(f"console.error('{PHONE}'); console.log('код 4821'); setTimeout(() => {{ throw Error('{PHONE}') }})")
    page.wait_for_function("1")
    evidence = Evidence(screenshots=False)
    evidence.gather([page.context])

    (recorded,) = evidence.record["pages"]
    assert PHONE not in str({**recorded, "screenshot": None})
    assert {"error: +7 9** ***-**-12", "log: код ****"} <= set(recorded["log"])
    assert recorded["title"] == "+7 9** ***-**-12"
    assert recorded["url"].endswith("?login=+7 9** ***-**-12")
