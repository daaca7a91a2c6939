"""The images as their Dockerfiles build them: what is in them runs, as nobody's root (`make images`)."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from automation import __version__
from tests.ci_files import DOCKERFILES, PROJECT
from tests.images.buildah import BASE, Buildah, read_bases

pytestmark = pytest.mark.timeout(3000)
SUITE, SANDBOX, EXAMPLE = (
    PROJECT / "docker" / name for name in ("Dockerfile", "sandbox.Dockerfile", "example-journal.Dockerfile")
)
_ANSWERS = """
for attempt in $(seq 400); do
    python -c 'from urllib.request import urlopen; urlopen("{url}", timeout=3)' 2> /dev/null && echo answers && break
done
kill $!
"""


@pytest.fixture(scope="module")
def buildah() -> Iterator[Buildah]:
    """Gives buildah with the base that all Dockerfiles begin with."""
    if shutil.which("buildah") is None:
        reason = "buildah is not there (Debian, Ubuntu: apt-get install buildah, and debootstrap without a registry)"
        if os.environ.get("CI"):  # set by continuous integration, where nothing may be skipped
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    with tempfile.TemporaryDirectory(prefix="sferum-images-", ignore_cleanup_errors=True) as folder:
        builder = Buildah(Path(folder))
        print(f"base: {builder.prepare_base()}")
        yield builder


def test_base_is_that_of_every_dockerfile() -> None:
    assert {base for path in DOCKERFILES for base in read_bases(path)} == {BASE.rpartition("/")[2]}


def test_suite_walks_the_guide_in_its_image(buildah: Buildah) -> None:
    image = buildah.build(SUITE, PROJECT)

    output = buildah.start(
        image, "id -u; pwd; sferum --version; fc-list :lang=ru family; ls /source || true; sferum walk", timeout_s=600
    )
    assert output.splitlines()[:3] == ["1000", "/data", f"sferum {__version__}"]
    assert "DejaVu Sans" in output
    assert "pyproject.toml" not in output  # of the checkout nothing is left
    assert "2 passed" in output


def test_sandbox_answers_in_its_image_without_a_browser(buildah: Buildah) -> None:
    image = buildah.build(SANDBOX, PROJECT)

    ports = "--journal-port 0 --vk-id-port 0 --messenger-port 0 --sferum-port 0 --control-port 18005"
    serve = f"id -u; python -m mock_server {ports} > /dev/null &{_ANSWERS.format(url='http://127.0.0.1:18005/health')}"
    assert buildah.start(image, serve, timeout_s=300).splitlines()[:2] == ["1000", "answers"]
    assert "no" in buildah.start(image, "python -c 'import playwright' 2> /dev/null || echo no", timeout_s=60)


def test_example_journal_answers_in_its_image(buildah: Buildah) -> None:
    image = buildah.build(EXAMPLE, PROJECT)

    url = "http://localhost:18011/"
    serve = f"id -u; python -m examples.django_journal --port 18011 > /dev/null &{_ANSWERS.format(url=url)}"
    assert buildah.start(image, serve, timeout_s=300).splitlines()[:2] == ["1000", "answers"]
