"""What vendors copy or read: CI templates, Dockerfiles and the guides are valid, and name only what exists."""

import ast
import re
import shlex
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions, requires
from pathlib import Path
from typing import Any

import check_jsonschema
import click
import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

import automation.__main__
import automation.setup
import conftest
import mock_server.command
from mock_server.context import Sandbox
from runner.options import SANDBOX_TOKEN_VARIABLE
from validation.command import DEFAULT_CONTROL

PROJECT = Path(__file__).parents[2]
GITHUB, GITLAB = PROJECT / "pipelines" / "github-actions.yml", PROJECT / "pipelines" / "gitlab-ci.yml"
NIGHTLY = [PROJECT / ".github" / "workflows" / "nightly.yml", PROJECT / "pipelines" / "gitlab-ci-nightly.yml"]
SUITE, SANDBOX = PROJECT / "docker" / "Dockerfile", PROJECT / "docker" / "sandbox.Dockerfile"
COMPOSE = PROJECT / "docker" / "compose.yml"
IGNORED = PROJECT / ".dockerignore"
GUIDES = [PROJECT / "docs" / "validate.md", PROJECT / "docs" / "validate.ru.md"]

PROGRAMS: dict[str, click.Command] = {
    "automation": automation.__main__.main,
    "automation.setup": automation.setup.main,
    "mock_server": mock_server.command.main,
}


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        (GITHUB, ["vendor.github-workflows"]),
        (GITLAB, ["vendor.gitlab-ci", "--data-transform", "gitlab-ci"]),
        (NIGHTLY[1], ["vendor.gitlab-ci", "--data-transform", "gitlab-ci"]),
        (COMPOSE, ["vendor.compose-spec"]),
    ],
    ids=lambda value: value.name if isinstance(value, Path) else "",
)
def test_template_follows_its_schema(path: Path, schema: list[str]):
    result = CliRunner().invoke(check_jsonschema.main, ["--builtin-schema", *schema, str(path)])

    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("path", [GITHUB, GITLAB, *NIGHTLY, SUITE, SANDBOX], ids=lambda path: path.name)
def test_shell_can_read_the_commands(path: Path):
    for script in _scripts(path):
        subprocess.run(["bash", "-n", "-c", script], check=True)


@pytest.mark.parametrize("path", [GITHUB, GITLAB, SUITE, SANDBOX, COMPOSE, *GUIDES], ids=lambda path: path.name)
def test_programs_and_their_options_are_there(path: Path):
    calls = _calls(path)
    assert calls

    for program, arguments in calls:
        command, *rest = _subcommand(PROGRAMS[program], arguments)
        options = {option for parameter in command.params for option in parameter.opts} | {"--help"}
        assert {word for word in rest if word.startswith("-")} <= options


@pytest.mark.parametrize("path", [SUITE, SANDBOX], ids=lambda path: path.name)
def test_copied_files_are_there(path: Path):
    copied = _copied(path)
    assert copied

    assert [source for source in copied if not (PROJECT / source).exists()] == []


def test_builder_is_sent_what_is_copied_and_nothing_else():
    rules = [line for line in IGNORED.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    sent = {rule.removeprefix("!").rstrip("/") for rule in rules if rule.startswith("!")}

    assert rules[0] == "*"
    assert sent == {Path(source).parts[0] for path in (SUITE, SANDBOX) for source in _copied(path)}


def test_suite_s_image_has_all_rooms_and_all_that_they_import():
    packages = _read_toml("pyproject.toml")["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    folders = {source for source in _copied(SUITE) if source.endswith("/")}
    modules = [path for package in packages for path in (PROJECT / package).rglob("*.py")]
    imported = {name.partition(".")[0] for path in modules for name in _imported(path)}

    assert {f"{package}/" for package in packages} == folders
    plugins = {name.partition(".")[0] for name in conftest.pytest_plugins}
    assert (imported | plugins) & {path.parent.name for path in PROJECT.glob("*/__init__.py")} == set(packages)


def test_suite_s_image_has_the_packages_that_its_rooms_import():
    project = _read_toml("pyproject.toml")
    requirements = [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["test"]]
    rooms = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]

    assert _imported_packages(rooms) <= _with_requirements(requirements)


def test_sandbox_s_image_has_the_packages_that_the_sandbox_imports():
    (install,) = [script for script in _scripts(SANDBOX) if " pip install " in script]
    requirements = [word for word in shlex.split(install.partition("constraints.txt")[2]) if word[0] != "-"]

    imported = _imported_packages(["mock_server"])
    assert {_package(requirement) for requirement in requirements} <= imported <= _with_requirements(requirements)


@pytest.mark.parametrize("path", [SUITE, SANDBOX, GITLAB, NIGHTLY[1]], ids=lambda path: path.name)
def test_base_image_is_pinned(path: Path):
    images = re.findall(r"^(?:FROM|\s*image:) (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)

    assert images
    assert all(re.fullmatch(r"python:3\.\d+\.\d+-(slim-)?(bookworm|trixie)", image) for image in images)


@pytest.mark.parametrize("path", [GITHUB, GITLAB, *NIGHTLY], ids=lambda path: path.name)
def test_what_is_published_is_the_masked_report_alone(path: Path):
    template = YAML(typ="safe").load(path)
    jobs = template["jobs"] if path in (GITHUB, NIGHTLY[0]) else template
    (job,) = [job for name, job in jobs.items() if name != "variables"]
    kept = [step["with"]["path"] for step in job.get("steps", ()) if "upload-artifact" in step.get("uses", "")]

    assert kept + job.get("artifacts", {}).get("paths", []) == ["results/"]
    assert not re.search(r"--(tracing|video|screenshot)", "\n".join(_scripts(path)))


@pytest.mark.parametrize("path", NIGHTLY, ids=lambda path: path.name)
def test_nights_run_what_the_makefile_has(path: Path):
    (targets,) = re.findall(r"^\.PHONY: (.+)$", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    (matrix,) = re.findall(r"(?:long|LONG): \[(.+)\]", path.read_text(encoding="utf-8"))

    assert (
        {target.split()[0] for target in matrix.split(", ")}
        == {"load", "fuzz", "examples", "examples-soak", "mutants"}
        <= set(targets.split())
    )


def test_compose_names_the_sandbox_s_own_address_and_variables():
    services = YAML(typ="safe").load(COMPOSE)["services"]
    token = next(option.envvar for option in mock_server.command.main.params if option.name == "control_token")

    assert DEFAULT_CONTROL in services["suite"]["command"]
    assert set(services["sandbox"]["environment"]) == {token}
    assert SANDBOX_TOKEN_VARIABLE in services["suite"]["environment"]
    for service in ("sandbox", "suite"):
        assert (COMPOSE.parent / services[service]["build"]["context"]).resolve() == PROJECT
        assert (PROJECT / services[service]["build"]["dockerfile"]).exists()


def test_compose_waits_for_the_sandbox_whatever_the_image_keeps(own_sandbox: Sandbox):
    """Images in the OCI format have no HEALTHCHECK: the compose file has it, and needs no token for it."""
    assert [path for path in (SUITE, SANDBOX) if "HEALTHCHECK" in path.read_text(encoding="utf-8")] == []

    program, *arguments = YAML(typ="safe").load(COMPOSE)["services"]["sandbox"]["healthcheck"]["test"][1:]
    assert program == "python"
    for port, code in ((own_sandbox.addresses.control.rpartition(":")[2], 0), ("1", 1)):
        command = [sys.executable, *(argument.replace("5005", port) for argument in arguments)]
        assert subprocess.run(command, capture_output=True, check=False).returncode == code


def test_guides_in_both_languages_have_the_same_commands():
    english, russian = (_scripts(path) for path in GUIDES)

    assert english == russian


def test_python_is_one_that_the_project_is_made_for():
    oldest = tuple(int(part) for part in re.findall(r"\d+", _read_toml("pyproject.toml")["project"]["requires-python"]))
    versions = [
        re.search(r"3\.\d+", line)
        for path in (SUITE, SANDBOX, GITLAB, GITHUB, *NIGHTLY)
        for line in path.read_text(encoding="utf-8").splitlines()
        if "python:3" in line or "python-version" in line
    ]

    assert len({match[0] for match in versions if match}) == 1
    assert all(tuple(int(part) for part in match[0].split(".")) >= oldest for match in versions if match)


def _scripts(path: Path) -> list[str]:
    """Returns the commands of a template, one text per shell that it starts."""
    if path in (GITHUB, NIGHTLY[0]):
        (job,) = YAML(typ="safe").load(path)["jobs"].values()
        return [step["run"] for step in job["steps"] if "run" in step]
    if path in (GITLAB, NIGHTLY[1]):
        (job,) = [job for name, job in YAML(typ="safe").load(path).items() if name != "variables"]
        return ["\n".join([*job["before_script"], *job["script"]])]
    if path in GUIDES:
        return re.findall(r"^    (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return [rest for instruction, rest in _instructions(path) if instruction == "RUN"]


def _calls(path: Path) -> list[tuple[str, list[str]]]:
    """Returns the project's programs that the template runs, each with its arguments."""
    if path == COMPOSE:
        return [("automation", YAML(typ="safe").load(path)["services"]["suite"]["command"])]
    entry = [
        ast.literal_eval(words) for words in re.findall(r"^ENTRYPOINT (.+)$", path.read_text("utf-8"), re.MULTILINE)
    ]
    lines = [shlex.split(line) for script in _scripts(path) for line in re.split(r"\n|&&", script) if " -m " in line]
    calls = [(words[at + 1], words[at + 2 :]) for words in entry + lines if (at := words.index("-m"))]
    return [call for call in calls if call[0] not in ("venv", "pip", "examples.django_journal")]


def _subcommand(command: click.Command, arguments: list[str]) -> list[Any]:
    """Returns the command that the first arguments name, and the arguments that are left."""
    while isinstance(command, click.Group) and arguments:
        command, arguments = command.commands[arguments[0]], arguments[1:]
    return [command, *arguments]


def _instructions(path: Path) -> list[tuple[str, str]]:
    text = re.sub(r"^#.*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE).replace("\\\n", "")
    return [(line.split()[0], line.partition(" ")[2]) for line in text.splitlines() if line.strip()]


def _copied(path: Path) -> set[str]:
    return {
        source for instruction, rest in _instructions(path) if instruction == "COPY" for source in rest.split()[:-1]
    }


def _imported(path: Path) -> set[str]:
    """Returns the full names of the modules that a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def _read_toml(name: str) -> dict[str, Any]:
    return tomllib.loads((PROJECT / name).read_text(encoding="utf-8"))


def _imported_packages(rooms: list[str]) -> set[str]:
    """Returns the names of the packages of PyPI that the modules of `rooms` import."""
    modules = {
        name.partition(".")[0] for room in rooms for path in (PROJECT / room).rglob("*.py") for name in _imported(path)
    }
    packages = packages_distributions()
    return {_package(packages[module][0]) for module in modules - {*rooms, *sys.stdlib_module_names}}


def _with_requirements(requirements: list[str]) -> set[str]:
    """Returns the packages that `requirements` name, and those that each of them brings along by itself."""
    named = {_package(requirement) for requirement in requirements}
    return named | {_package(line) for package in named for line in requires(package) or () if "extra ==" not in line}


def _package(requirement: str) -> str:
    """Returns the normalized name of the package that a requirement names."""
    return re.split(r"[^\w.-]", requirement)[0].lower().replace("_", "-")
