"""The images: what their Dockerfiles and compose files name is there, and nothing else is sent to the builder."""

import re
import shlex
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions, requires
from pathlib import Path
from typing import Any

import check_jsonschema
import pytest
from click.testing import CliRunner

import mock_server.command
from mock_server.context import Sandbox
from mock_server.option_variables import list_variables
from runner.options import SANDBOX_TOKEN_VARIABLE
from tests.ci_files import (
    COMPOSE_FILES,
    DOCKERFILES,
    GITHUB,
    GITLAB,
    PROJECT,
    find_tool,
    load_yaml,
    read_calls,
    read_imports,
    read_instructions,
    read_scripts,
)
from tests.program_options import find_mistake
from validation.run_sandbox import DEFAULT_CONTROL

SUITE, SANDBOX, EXAMPLE = (
    PROJECT / "docker" / name for name in ("Dockerfile", "sandbox.Dockerfile", "example-journal.Dockerfile")
)
VENDOR, EXAMPLE_COMPOSE = PROJECT / "docker" / "compose.vendor.yml", PROJECT / "docker" / "compose.yml"
IGNORED = PROJECT / ".dockerignore"
PYPROJECT: dict[str, Any] = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
WHEEL = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]


def test_files_are_found():
    assert sorted([SUITE, SANDBOX, EXAMPLE]) == DOCKERFILES
    assert sorted([VENDOR, EXAMPLE_COMPOSE]) == COMPOSE_FILES


@pytest.mark.parametrize("path", COMPOSE_FILES, ids=lambda path: path.name)
def test_compose_file_follows_its_schema(path: Path):
    result = CliRunner().invoke(check_jsonschema.main, ["--builtin-schema", "vendor.compose-spec", str(path)])

    assert result.exit_code == 0, result.output


@pytest.mark.skipif(sys.platform == "win32", reason="hadolint has no wheel for Windows")
@pytest.mark.parametrize("path", DOCKERFILES, ids=lambda path: path.name)
def test_hadolint_finds_nothing(path: Path):
    run = subprocess.run([find_tool("hadolint"), path], capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize("path", DOCKERFILES, ids=lambda path: path.name)
def test_shell_can_read_the_commands(path: Path):
    for script in read_scripts(path):
        subprocess.run(["bash", "-n", "-c", script], check=True)


@pytest.mark.parametrize("path", [SUITE, SANDBOX, *COMPOSE_FILES], ids=lambda path: path.name)
def test_programs_have_the_commands_and_options(path: Path, pytestconfig: pytest.Config):
    calls = read_calls(path)
    assert calls

    assert [(call, mistake) for call in calls if (mistake := find_mistake(call[0], call[1:], pytestconfig))] == []


@pytest.mark.parametrize("path", DOCKERFILES, ids=lambda path: path.name)
def test_base_is_pinned_and_nobody_is_root(path: Path):
    instructions = read_instructions(path)
    users = [rest for instruction, rest in instructions if instruction == "USER"]
    bases = [rest for instruction, rest in instructions if instruction == "FROM"]

    assert users == ["1000"]
    assert all(re.fullmatch(r"python:3\.\d+\.\d+-slim-bookworm( AS wheel)?", base) for base in bases)
    assert [name for name, _ in instructions].index("USER") > max(
        place for place, (name, _) in enumerate(instructions) if name == "RUN"
    )


def test_python_is_one_that_the_project_is_made_for():
    oldest = tuple(int(part) for part in re.findall(r"\d+", PYPROJECT["project"]["requires-python"]))
    files = [path for path in [*DOCKERFILES, *GITHUB, *GITLAB] if path.name != "ci.yml"]
    texts = [path.read_text(encoding="utf-8") for path in files]
    versions = {
        version
        for text in texts
        for version in re.findall(r"(?:FROM python:|image: python:|-version: \")(3\.\d+)", text)
    }

    assert len(versions) == 1
    assert tuple(int(part) for part in versions.pop().split(".")) >= oldest


@pytest.mark.parametrize("path", [SUITE, SANDBOX], ids=lambda path: path.name)
def test_image_is_made_of_the_wheel_and_not_of_the_checkout(path: Path):
    copies = [rest.split() for instruction, rest in read_instructions(path) if instruction == "COPY"]

    assert copies == [[".", "."], ["constraints.txt", "/tmp/"], ["--from=wheel", "/wheel", "/tmp/wheel"]]


def test_builder_is_sent_what_the_wheel_is_made_of_and_nothing_else():
    rules = [line for line in IGNORED.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    sent = {rule.removeprefix("!").rstrip("/") for rule in rules if rule.startswith("!")}
    packed = {*WHEEL["only-include"], *WHEEL["force-include"]}
    needed = {"docs/target.toml" if name.startswith("docs/") else name.split("/")[0] for name in packed}

    assert rules[0] == "*"
    assert sent == needed | {"LICENSE", "README.md", "constraints.txt", "examples"}
    assert [name for name in sent if not (PROJECT / name).exists()] == []
    assert {"**/.env", "**/node_modules/", "**/*.sqlite3*"} <= set(rules)


def test_sandbox_s_image_has_the_packages_that_the_sandbox_imports():
    requirements = _list_requirements(SANDBOX)

    imported = _imported_packages(PROJECT / "mock_server")
    assert requirements <= imported <= _with_requirements(requirements)


def test_example_s_image_has_the_packages_that_the_example_imports():
    requirements = _list_requirements(EXAMPLE)
    folder = PROJECT / "examples"

    imported = _imported_packages(folder / "django_journal") | _imported_packages(folder / "command_line.py")
    assert requirements <= imported <= _with_requirements(requirements)


def test_compose_files_name_the_sandbox_s_own_address_and_variables():
    (option,) = [option for option in mock_server.command.main.params if option.name == "control_token"]
    token = list_variables(option)[-1]
    for path in COMPOSE_FILES:
        services = load_yaml(path)["services"]
        assert DEFAULT_CONTROL in services["suite"]["command"]
        assert set(services["sandbox"]["environment"]) == {token}
        assert SANDBOX_TOKEN_VARIABLE in services["suite"]["environment"]
        for service in services.values():
            if "build" in service:
                assert (path.parent / service["build"]["context"]).resolve() == PROJECT
                assert (PROJECT / service["build"]["dockerfile"]).exists()


def test_example_s_verdict_is_of_the_journal_that_its_target_file_describes():
    services = load_yaml(EXAMPLE_COMPOSE)["services"]
    target = tomllib.loads((PROJECT / "docs" / "target.toml").read_text(encoding="utf-8"))
    passwords = {teacher["password_variable"] for teacher in target["teachers"]}

    assert {target["client"]["secret_variable"], *passwords} == set(services["journal"]["environment"])
    assert set(services["journal"]["environment"]) <= set(services["suite"]["environment"])
    port = target["journal"].rpartition(":")[2]
    assert f"127.0.0.1:{port}:{port}" in services["sandbox"]["ports"]
    assert f"EXPOSE {port}" in EXAMPLE.read_text(encoding="utf-8")
    assert "../docs/target.toml:/target.toml:ro" in services["suite"]["volumes"]
    assert all(address.startswith("127.0.0.1:") for address in services["sandbox"]["ports"])


def test_each_service_waits_for_the_one_before_it():
    for path in COMPOSE_FILES:
        services = load_yaml(path)["services"]
        assert services["journal"]["depends_on"] == {"sandbox": {"condition": "service_healthy"}}
        assert services["suite"]["depends_on"] == {"journal": {"condition": "service_healthy"}}
        assert {services[name]["network_mode"] for name in services if name != "sandbox"} == {"service:sandbox"}


@pytest.mark.parametrize("path", COMPOSE_FILES, ids=lambda path: path.name)
def test_compose_waits_for_the_sandbox_whatever_the_image_keeps(path: Path, own_sandbox: Sandbox):
    """Images in the OCI format have no HEALTHCHECK: the compose file has it, and needs no token for it."""
    assert [path for path in DOCKERFILES if "HEALTHCHECK" in path.read_text(encoding="utf-8")] == []

    program, *arguments = load_yaml(path)["services"]["sandbox"]["healthcheck"]["test"][1:]
    assert program == "python"
    for port, code in ((own_sandbox.addresses.control.rpartition(":")[2], 0), ("1", 1)):
        command = [sys.executable, *(argument.replace("5005", port) for argument in arguments)]
        assert subprocess.run(command, capture_output=True, check=False).returncode == code


def _list_requirements(path: Path) -> set[str]:
    """Returns the packages that a Dockerfile installs by name."""
    installs = [script for script in read_scripts(path) if "--constraint" in script]
    words = shlex.split(installs[0].partition("constraints.txt")[2].partition("&&")[0])
    return {_package(word) for word in words}


def _imported_packages(room: Path) -> set[str]:
    """Returns the names of the packages of PyPI that the modules of a folder, or one module, import."""
    paths = room.rglob("*.py") if room.is_dir() else [room]
    modules = {name.partition(".")[0] for path in paths for name in read_imports(path)}
    packages = packages_distributions()
    ours = {"examples", "mock_server"}
    return {_package(packages[module][0]) for module in modules - {*ours, *sys.stdlib_module_names}}


def _with_requirements(requirements: set[str]) -> set[str]:
    """Returns the packages that `requirements` name, and those that each of them brings along by itself."""
    return requirements | {
        _package(line) for package in requirements for line in requires(package) or () if "extra ==" not in line
    }


def _package(requirement: str) -> str:
    """Returns the normalized name of the package that a requirement names."""
    return re.split(r"[^\w.-]", requirement)[0].lower().replace("_", "-")
