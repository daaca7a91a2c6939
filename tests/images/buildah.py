"""Images built by buildah, without a daemon, in a storage of their own."""

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

BASE = "docker.io/library/python:3.13.9-slim-bookworm"
"""What the Dockerfiles begin with, by its full name."""
_PULL_TIMEOUT_S = 180
_BUILD_TIMEOUT_S = 1500
_DEBIAN = "bookworm"


class Buildah:
    """A storage of images in a folder; `certificates` are those of this machine where its network needs them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._storage = ["--root", f"{folder / 'root'}", "--runroot", f"{folder / 'run'}", "--storage-driver", "vfs"]
        self._certificates: list[str] = []

    def prepare_base(self) -> str:
        """Pulls the base, or makes one of Debian's packages where no registry answers; returns which of the two."""
        try:
            self.run("pull", "--quiet", BASE, timeout_s=_PULL_TIMEOUT_S)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            self._make_base()
            return "debootstrap"
        return "pulled"

    def _make_base(self) -> None:
        """Makes a Debian with its Python under the base's name: an older Python, the same system."""
        system = self._folder / "debian"
        packages = "--include=python3,python3-pip,python3-venv,ca-certificates"
        subprocess.run(
            ["debootstrap", "--variant=minbase", packages, _DEBIAN, system], check=True, timeout=_BUILD_TIMEOUT_S
        )
        (system / "usr/bin/python").symlink_to("python3")
        for mark in system.glob("usr/lib/python3*/EXTERNALLY-MANAGED"):  # the base's pip installs for everybody
            mark.unlink()
        container = self.run("from", "scratch")
        # Not Python's copy: it would read /dev/zero to its end.
        subprocess.run(["cp", "--archive", f"{system}/.", self.run("mount", container)], check=True)
        self.run("commit", "--quiet", "--rm", container, BASE)
        self._certificates = ["--volume", "/etc/ssl/certs:/etc/ssl/certs:ro"]

    def build(self, dockerfile: Path, project: Path) -> str:
        """Builds an image of the project; returns its ID."""
        options = ["--pull-never", "--network=host", "--quiet", *self._certificates, f"--file={dockerfile}"]
        return self.run("build", "--isolation=chroot", *options, str(project), timeout_s=_BUILD_TIMEOUT_S)

    def start(self, image: str, script: str, *, timeout_s: float) -> str:
        """Runs a shell script in a new container, as the image's user; returns its output. Raises as `run` does."""
        container = self.run("from", "--pull-never", image)
        try:
            command = ["--isolation=chroot", "--network=host", container, "--", "sh", "-ec", script]
            return self.run("run", *command, timeout_s=timeout_s)
        finally:
            self.run("rm", container)

    def run(self, command: str, *arguments: str, timeout_s: float = 300) -> str:
        """Runs a command of buildah; returns its output. Raises CalledProcessError and TimeoutExpired."""
        words: Sequence[str] = ["buildah", *self._storage, command, *arguments]
        run = subprocess.run(words, check=True, timeout=timeout_s, stdout=subprocess.PIPE, text=True)
        return run.stdout.strip()


def read_bases(dockerfile: Path) -> set[str]:
    """Returns the images that a Dockerfile begins its stages with."""
    return set(re.findall(r"^FROM (\S+)", dockerfile.read_text(encoding="utf-8"), re.MULTILINE))
