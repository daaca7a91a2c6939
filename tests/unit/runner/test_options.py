"""Options and environment variables: what the user gave, and all mistakes in it, a line each."""

from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

from runner import options
from runner.options import RunSettings


class Options:
    """The options of a run, as pytest hands them out."""

    def __init__(self, **values: Any) -> None:
        self._values = {"report_dir": "results", "walk": False, **values}
        self.option = Namespace(**self._values)

    def getoption(self, name: str, default: Any = None) -> Any:
        return self._values.get(name.removeprefix("--").replace("-", "_"), default)


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("SFERUM_BROWSER_PATH", "SFERUM_BROWSER_ENDPOINT", "SFERUM_SANDBOX_TOKEN"):
        monkeypatch.delenv(variable, raising=False)


def read(**values: Any) -> RunSettings:
    return options._read_settings(Options(**values))  # type: ignore[arg-type]  # only getoption is called


def test_no_options():
    assert read() == RunSettings(None, None, None, None, None, None, None, Path("results"), walk=False)


def test_an_address_loses_its_last_slash():
    assert read(sandbox="http://127.0.0.1:8004/").sandbox == "http://127.0.0.1:8004"


def test_secrets_are_not_shown():
    shown = repr(read(sandbox_token="s3cret", browser_endpoint="wss://grid.example/?key=s3cret"))
    assert "s3cret" not in shown


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"sandbox": "localhost:8004"}, "--sandbox: .* начинается с http:// или https://"),
        ({"sandbox": "http://"}, "--sandbox: "),
        ({"sandbox": "/"}, "--sandbox: "),
        ({"sandbox": "http://127.0.0.1:port"}, "--sandbox: "),
        ({"browser_endpoint": "http://grid"}, "--browser-endpoint: .* начинается с ws:// или wss://"),
        ({"browser_endpoint": "ws://grid", "browser_path": "/usr/bin/chromium"}, "--browser-path"),
        ({"target": "no-such.toml"}, "--target: no-such.toml: "),
        ({"target": "."}, "--target: .: "),
    ],
    ids=lambda value: " ".join(value.values()) if isinstance(value, dict) else "",
)
def test_a_mistake_is_one_line(values: dict[str, Any], reason: str):
    with pytest.raises(pytest.UsageError, match=f"^{reason}") as caught:
        read(**values)
    assert "\n" not in str(caught.value)


def test_a_target_that_is_not_toml_is_refused_with_the_place(tmp_path: Path):
    target = tmp_path / "target.toml"
    target.write_text("journal = \n", encoding="utf-8")
    with pytest.raises(pytest.UsageError, match=r"^--target: .*target\.toml.*строка 1"):
        read(target=str(target))


def test_a_report_does_not_take_the_place_of_a_file(tmp_path: Path):
    taken = tmp_path / "results"
    taken.touch()
    with pytest.raises(pytest.UsageError, match=r"^--report-dir: .* — файл, а нужна папка$"):
        read(report_dir=str(taken))


def test_all_mistakes_are_reported_together():
    with pytest.raises(pytest.UsageError) as caught:
        read(sandbox="localhost", browser_endpoint="http://grid", browser_path="chromium", target="no-such.toml")
    names = [reason.split()[0].rstrip(":") for reason in caught.value.args]
    assert names == ["--sandbox", "--browser-endpoint", "--browser-path", "--target"]


def test_browser_elsewhere_cannot_be_told_of_a_stand(tmp_path: Path):
    target = tmp_path / "target.toml"
    target.write_text('[stand.hosts]\n"diary.test" = "127.0.0.1"\n', encoding="utf-8")
    with pytest.raises(pytest.UsageError, match=r"^--browser-endpoint: \[stand\]"):
        read(target=str(target), browser_endpoint="ws://grid")
    assert read(target=str(target)).target_file is not None
