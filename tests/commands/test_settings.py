"""Options and environment variables: what is asked, and one line for what cannot be."""

from pathlib import Path
from typing import Any

import pytest

from fixtures import settings
from fixtures.settings import Settings


class Options:
    """The options of a run, as pytest hands them out."""

    def __init__(self, **given: Any) -> None:
        self._given = {"report_dir": "results", "walk": False, **given}

    def getoption(self, name: str) -> Any:
        return self._given.get(name.removeprefix("--").replace("-", "_"))


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("SFERUM_BROWSER_PATH", "SFERUM_BROWSER_ENDPOINT", "SFERUM_SANDBOX_TOKEN"):
        monkeypatch.delenv(variable, raising=False)


def read(**given: Any) -> Settings:
    return settings._checked(Options(**given))  # type: ignore[arg-type]  # only getoption is asked


def test_nothing_asked() -> None:
    assert read() == Settings(None, None, None, None, None, None, None, Path("results"), walk=False)


def test_an_address_loses_its_last_slash() -> None:
    assert read(sandbox="http://127.0.0.1:8004/").sandbox == "http://127.0.0.1:8004"


def test_an_option_goes_before_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SFERUM_SANDBOX_TOKEN", "from the environment")
    assert read().sandbox_token == "from the environment"
    assert read(sandbox_token="from the command line").sandbox_token == "from the command line"


def test_secrets_are_not_shown() -> None:
    shown = repr(read(sandbox_token="s3cret", browser_endpoint="wss://grid.example/?key=s3cret"))
    assert "s3cret" not in shown


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"sandbox": "localhost:8004"}, "--sandbox: .* starts with http:// or https://"),
        ({"sandbox": "http://"}, "--sandbox: "),
        ({"sandbox": "http://127.0.0.1:port"}, "--sandbox: "),
        ({"browser_endpoint": "http://grid"}, "--browser-endpoint: .* starts with ws:// or wss://"),
        ({"browser_endpoint": "ws://grid", "browser_path": "/usr/bin/chromium"}, "--browser-path"),
        ({"target": "no-such.toml"}, "--target: no-such.toml: "),
        ({"target": "."}, "--target: .: "),
    ],
    ids=lambda value: " ".join(value.values()) if isinstance(value, dict) else "",
)
def test_what_cannot_be_is_said_in_one_line(given: dict[str, Any], reason: str) -> None:
    with pytest.raises(pytest.UsageError, match=f"^{reason}") as caught:
        read(**given)
    assert "\n" not in str(caught.value)


def test_a_target_that_is_not_toml_is_said_with_the_place(tmp_path: Path) -> None:
    target = tmp_path / "target.toml"
    target.write_text("journal = \n", encoding="utf-8")
    with pytest.raises(pytest.UsageError, match=r"^--target: .*target\.toml.*line 1"):
        read(target=str(target))


def test_a_report_does_not_take_the_place_of_a_file(tmp_path: Path) -> None:
    taken = tmp_path / "results"
    taken.touch()
    with pytest.raises(pytest.UsageError, match=r"^--report-dir: .* is a file, name a folder$"):
        read(report_dir=str(taken))
