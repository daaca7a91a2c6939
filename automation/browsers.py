"""Chooses the Chromium to start: the one that the user named, Playwright's own, or one that the system has."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import playwright

from automation.command_line import join_command
from automation.errors import AutomationError
from automation.invocation import name_command
from mock_server.http_client import environment_without_proxies

BROWSER_PATH_VARIABLE = "SFERUM_BROWSER_PATH"
_UNSHARE_TIMEOUT_S = 5

_HEADLESS_SHELLS = ("chromium-headless-shell", "chrome-headless-shell")
_FULL_BROWSERS = (
    "chromium",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
    "/usr/lib64/chromium-browser/chromium-browser",  # Fedora
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"%LOCALAPPDATA%\Chromium\Application\chrome.exe",
    r"%PROGRAMFILES%\Google\Chrome\Application\chrome.exe",
    r"%PROGRAMFILES(X86)%\Google\Chrome\Application\chrome.exe",
    r"%LOCALAPPDATA%\Google\Chrome\Application\chrome.exe",
    r"%PROGRAMFILES(X86)%\Microsoft\Edge\Application\msedge.exe",
    r"%PROGRAMFILES%\Microsoft\Edge\Application\msedge.exe",
)

# What a full Chromium still asks the network for with Playwright's flags on: updates, signed-in accounts,
# what the fields of a form mean. A headless shell asks for nothing.
_NOISY_HOSTS = ("update.googleapis.com", "accounts.google.com", "content-autofill.googleapis.com")

# Chromium gives every page a new document's frame, even one of the same site: up to a seventh of a scenario's CPU time,
# for nothing that a test sees. The last of several switches counts, so what Playwright enables is repeated here.
_QUICK = "--enable-features=" + ",".join(
    ("CDPScreenshotNewSurface", "SkipListAccountsWithoutGaiaCookies", "RenderDocument:level/crashed-frame")
)

_LOCAL_AS_PUBLIC = "--disable-features=" + ",".join(
    (
        "LocalNetworkAccessChecks",
        *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades", "LensOverlay"),
        *("HttpsFirstBalancedModeAutoEnable", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning"),
        *("AvoidCorsURLLoaderRestartOnRedirect", "TcpPortRandomizationWin", "OptimizationHints", "AimEnabled"),
        *("NetworkTimeServiceQuerying", "PreconnectToSearch", "msForceBrowserSignIn"),
        "msEdgeUpdateLaunchServicesPreferredVersion",
    )
)
"""Scripts of other sites reach a journal of this machine, as they reach a public one: Chromium would keep them off.

What Playwright disables is repeated here too.
"""

_UNASKING = "--deny-permission-prompts"
"""A page that asks to send notifications is answered by the browser: a question on the screen would hold it."""


class BrowserError(AutomationError):
    """A browser cannot be used; the message is one line that says what to do."""


class BrowserNotFoundError(BrowserError):
    """There is no browser to start, or no display to show it on."""


@dataclass(frozen=True)
class NetworkRules:
    """What a browser takes for granted about the network: where names are, and which certificates are good."""

    hosts: Mapping[str, str] = field(default_factory=dict)
    """The IP address of each name."""
    trusted_keys: tuple[str, ...] = ()
    """SHA-256 of certificates' keys, in base64: no other certificate is trusted by them."""

    def build_switches(self) -> list[str]:
        """Returns Chromium's switches."""
        rules = [f"MAP {host} ~NOTFOUND" for host in _NOISY_HOSTS]
        # An IPv6 address is in brackets there.
        rules += [f"MAP {host} {f'[{ip}]' if ':' in ip else ip}" for host, ip in self.hosts.items()]
        switches = [f"--host-resolver-rules={', '.join(rules)}"]
        if self.trusted_keys:
            switches.append(f"--ignore-certificate-errors-spki-list={','.join(self.trusted_keys)}")
        return switches


@dataclass(frozen=True)
class BrowserChoice:
    """A browser that can be started."""

    name: str
    executable: Path | None
    """None for Playwright's own, which Playwright finds by itself."""

    def launch_args(self, *, proxied: bool = False, network: NetworkRules | None = None) -> dict[str, Any]:
        """Returns arguments for Playwright's `launch()`; without `proxied`, they ignore proxies of the environment."""
        switches = [*(network or NetworkRules()).build_switches(), _QUICK, _LOCAL_AS_PUBLIC, _UNASKING]
        args: dict[str, Any] = {"args": switches, "chromium_sandbox": _can_use_sandbox()}
        # Ctrl-C reaches Playwright's driver too: it must not close the browser of a run that is still ending.
        args["handle_sigint"] = False
        if not proxied:  # by the variables: a headless shell ignores --no-proxy-server
            args["env"] = environment_without_proxies()
        if self.executable:
            args["executable_path"] = str(self.executable)
        return args


def find_browser(path_or_command: str | None = None, *, headed: bool) -> BrowserChoice:
    """Returns the browser to start, without starting it; prefers the headless shell, unless `headed`.

    `path_or_command` is the browser that the user named: then only this one is tried. Raises BrowserNotFoundError.
    """
    if path_or_command:
        if executable := _find_executable(path_or_command):
            return BrowserChoice(path_or_command, executable)
        raise BrowserNotFoundError(
            f"браузера {path_or_command} нет: исправьте --browser-path или {BROWSER_PATH_VARIABLE}"
        )

    playwright_name = "chromium" if headed else "chromium-headless-shell"
    if _has_playwright_browser(playwright_name):
        return BrowserChoice(f"{playwright_name} из Playwright", None)

    for candidate in _FULL_BROWSERS if headed else _HEADLESS_SHELLS + _FULL_BROWSERS:
        if executable := _find_executable(candidate):
            return BrowserChoice(executable.stem, executable)

    missing = "Chromium, у которого есть окно," if headed else "Chromium"
    command = name_command("setup --headed" if headed else "setup")
    raise BrowserNotFoundError(
        f"{missing} не найден: выполните {command} или укажите браузер: --browser-path или {BROWSER_PATH_VARIABLE}"
    )


def has_ffmpeg() -> bool:
    """Returns whether Playwright has its own ffmpeg, with which it records videos; it uses no other."""
    return _has_playwright_browser("ffmpeg")


def name_ffmpeg_command() -> str:
    """Returns the line that installs that ffmpeg, wherever this environment is: pipx has its own, on no PATH."""
    return join_command([sys.executable, "-m", "playwright", "install", "ffmpeg"])


def require_display() -> None:
    """Raises BrowserNotFoundError where there is no display for a browser with a window."""
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise BrowserNotFoundError(
            "нет экрана, чтобы показать браузер: уберите --headed и PWDEBUG или запустите через xvfb-run"
        )


def _find_executable(candidate: str) -> Path | None:
    path = shutil.which(Path(os.path.expandvars(candidate)).expanduser())
    # A snap has its own /tmp: Playwright and the browser would not see each other's files.
    if path is None or Path(path).resolve().is_relative_to("/snap") or Path(path).resolve().name == "snap":
        return None
    return Path(path)


def _has_playwright_browser(browser: str) -> bool:
    folder = f"{browser.replace('-', '_')}-{_read_playwright_revisions()[browser]}"
    return (_find_playwright_folder() / folder / "INSTALLATION_COMPLETE").exists()


def _read_playwright_revisions() -> dict[str, str]:
    browsers = json.loads((_find_playwright_package() / "browsers.json").read_text(encoding="utf-8"))["browsers"]
    return {browser["name"]: browser["revision"] for browser in browsers}


def _find_playwright_folder() -> Path:
    folder = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    if folder == "0":
        return _find_playwright_package() / ".local-browsers"
    if folder:
        return Path(folder)
    if sys.platform == "win32":
        cache_folder = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        cache_folder = Path.home() / "Library" / "Caches"
    else:
        cache_folder = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache_folder) / "ms-playwright"


def _find_playwright_package() -> Path:
    return Path(playwright.__path__[0]) / "driver" / "package"


@cache
def _can_use_sandbox() -> bool:
    """Returns whether Chromium can use its sandbox: never as root; Linux needs user namespaces, often forbidden."""
    if sys.platform in ("darwin", "win32"):
        return True
    if os.geteuid() == 0:
        return False
    try:
        command = ["unshare", "--user", "--map-root-user", "true"]
        return subprocess.run(command, capture_output=True, timeout=_UNSHARE_TIMEOUT_S).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
