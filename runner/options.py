"""Every option and environment variable of the suite, typed and checked before the first test.

Options of pytest-playwright (`--headed`, `--browser`, `--tracing`, ...) work as they do everywhere.
"""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from automation.browsers import has_ffmpeg, name_ffmpeg_command
from automation.target import TargetError, TargetFile, read_target
from report.collector import make_report_folder
from report.run_record import TARGET_NAME
from runner.variables import find_mistakes, name_source, read_variables

SANDBOX_TOKEN_VARIABLE = "SFERUM_SANDBOX_TOKEN"  # noqa: S105  the variable's name is no secret

pytest_plugins = ["runner.abort"]
"""Prints what is wrong with the options."""


@dataclass(frozen=True)
class RunSettings:
    """The options of this run; `None` where the user gave none."""

    sandbox: str | None
    """Address of a running sandbox's control API, without a slash at its end."""
    sandbox_token: str | None = field(repr=False)
    target: Path | None
    """The file that describes a deployment."""
    target_file: TargetFile | None
    """What that file says: it is read once, here."""
    expected: Path | None
    """A file of failures that are expected of the journal that is validated."""
    browser_path: str | None
    browser_endpoint: str | None = field(repr=False)
    """Address of a Playwright server; it may hold a key."""
    report_dir: Path
    walk: bool
    """Whether the terminal shows each step of the guide as it happens."""


_SETTINGS = pytest.StashKey[RunSettings]()


def get_settings(config: pytest.Config) -> RunSettings:
    """Returns the options of this run. Raises `pytest.UsageError` with all mistakes in them."""
    if _SETTINGS not in config.stash:
        config.stash[_SETTINGS] = _read_settings(config)
    return config.stash[_SETTINGS]


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("sferum", "привязка электронного журнала к Сферуму")
    read_variables(group)
    group.addoption(
        "--sandbox",
        metavar="URL",
        help="адрес управления запущенной песочницей; без него каждый процесс запускает свою",
    )
    group.addoption(
        "--sandbox-token",
        metavar="TOKEN",
        help="токен управления этой песочницей; лучше задать его в переменной, чтобы его никто не увидел",
    )
    group.addoption("--target", metavar="ФАЙЛ", help="файл TOML с описанием стенда; без него проверяется песочница")
    group.addoption(
        "--guide", metavar="ФАЙЛ", type=Path, help="файл TOML со своими требованиями, вдобавок к требованиям методички"
    )
    group.addoption("--expected", metavar="ФАЙЛ", help="файл TOML с ожидаемыми отказами проверяемого журнала")
    group.addoption("--browser-path", metavar="ПУТЬ", help="Chromium, который запускать вместо найденного")
    group.addoption(
        "--browser-endpoint", metavar="URL", help="сервер Playwright (ws:// или wss://), чьи браузеры использовать"
    )
    group.addoption("--report-dir", metavar="ПАПКА", default="results", help="куда писать отчёт (иначе results)")
    group.addoption("--walk", action="store_true", help="показывать шаги методички по мере прохождения")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    target_file = get_settings(config).target_file
    if target_file and target_file.name:
        config.stash[TARGET_NAME] = target_file.name
    if (allure := config.getoption("allure_report_dir", None)) and not config.getoption("collectonly"):
        make_report_folder(Path(allure), "--alluredir")


def _read_settings(config: pytest.Config) -> RunSettings:
    def value(option: str) -> str | None:
        return config.getoption(option) or None

    if mistakes := find_mistakes(config):
        raise pytest.UsageError(*mistakes)
    target_mistakes: list[str] = []
    target = Path(text) if (text := value("--target")) else None
    settings = RunSettings(
        sandbox=_strip_slash(value("--sandbox")),
        sandbox_token=value("--sandbox-token"),
        target=target,
        target_file=_read_target(config, target, target_mistakes),
        expected=Path(text) if (text := value("--expected")) else None,
        browser_path=value("--browser-path"),
        browser_endpoint=_strip_slash(value("--browser-endpoint")),
        report_dir=Path(config.getoption("--report-dir")),
        walk=config.getoption("--walk"),
    )
    if mistakes := [*_find_mistakes(config, settings), *target_mistakes]:
        raise pytest.UsageError(*mistakes)
    return settings


def _strip_slash(address: str | None) -> str | None:
    return address and address.rstrip("/")


def _find_mistakes(config: pytest.Config, settings: RunSettings) -> list[str]:
    mistakes = [
        *_find_address_mistakes(name_source(config, "--sandbox"), settings.sandbox, "http", "https"),
        *_find_address_mistakes(name_source(config, "--browser-endpoint"), settings.browser_endpoint, "ws", "wss"),
    ]
    if settings.browser_path and settings.browser_endpoint:
        path, endpoint = (name_source(config, option) for option in ("--browser-path", "--browser-endpoint"))
        mistakes.append(f"{path} — браузер здесь, {endpoint} — браузеры на сервере: оставьте одно")
    stand = settings.target_file.stand if settings.target_file else None
    if settings.browser_endpoint and stand and (stand.certificate or stand.hosts):
        option = name_source(config, "--browser-endpoint")
        mistakes.append(f"{option}: [stand] certificate и hosts — для браузера на этой машине: уберите одно из двух")
    wants_video = config.getoption("--video", None) in ("on", "retain-on-failure")  # None without pytest-playwright
    if wants_video and not settings.browser_endpoint and not has_ffmpeg():  # a Playwright server has its own
        mistakes.append(
            "--video: нет ffmpeg, которым Playwright записывает видео: "
            f"уберите --video или выполните: {name_ffmpeg_command()}"
        )
    if settings.report_dir.exists() and not settings.report_dir.is_dir():
        mistakes.append(f"{name_source(config, '--report-dir')}: {settings.report_dir} — файл, а нужна папка")
    return mistakes


def _find_address_mistakes(option: str, text: str | None, *schemes: str) -> list[str]:
    if text is None:
        return []
    try:
        parts = urlsplit(text)
        is_address = parts.scheme in schemes and parts.hostname and parts.port != 0
    except ValueError:
        is_address = False
    if is_address:
        return []
    return [f"{option}: {text!r} — не адрес, который начинается с {' или '.join(f'{name}://' for name in schemes)}"]


def _read_target(config: pytest.Config, path: Path | None, mistakes: list[str]) -> TargetFile | None:
    try:
        return read_target(path) if path else None
    except TargetError as error:
        mistakes.append(f"{name_source(config, '--target')}: {error}")
        return None
