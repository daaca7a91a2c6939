"""The repository's own files: workflows, forms and hooks are valid, the version is stated once, packages are typed."""

import re
import tomllib
from pathlib import Path
from typing import Any

import check_jsonschema
import pytest
from click.testing import CliRunner
from packaging.specifiers import SpecifierSet
from packaging.version import Version
from ruamel.yaml import YAML

from automation import __version__

PROJECT = Path(__file__).parents[3]
GITHUB = PROJECT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
WITH_ACTIONS = [*WORKFLOWS, *sorted((PROJECT / "pipelines").glob("*/github-actions.yml"))]
FORMS = sorted(path for path in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml")
HOOKS = PROJECT / ".pre-commit-config.yaml"
PYPROJECT: dict[str, Any] = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
WHEEL: dict[str, Any] = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
PACKAGES = sorted(WHEEL["sources"].keys() - {"docs", "tests"})


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        *((path, "vendor.github-workflows") for path in WORKFLOWS),
        *((path, "custom.github-workflows-require-timeout") for path in WORKFLOWS),
        *((path, "vendor.github-issue-forms") for path in FORMS),
        (GITHUB / "ISSUE_TEMPLATE" / "config.yml", "vendor.github-issue-config"),
        (GITHUB / "dependabot.yml", "vendor.dependabot"),
    ],
    ids=lambda value: value.name if isinstance(value, Path) else value.rpartition("-")[2],
)
def test_file_of_github_follows_its_schema(path: Path, schema: str) -> None:
    result = CliRunner().invoke(check_jsonschema.main, ["--builtin-schema", schema, str(path)])

    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("path", WITH_ACTIONS, ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_actions_are_pinned_by_hash_with_their_version(path: Path) -> None:
    lines = re.findall(r"^ +(?:- )?uses: (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)

    assert lines
    assert [line for line in lines if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)] == []


def test_an_action_has_one_pin() -> None:
    pins = {
        tuple(pin.split("@"))
        for path in WITH_ACTIONS
        for pin in re.findall(r"uses: (\S+@\S+ # \S+)", path.read_text(encoding="utf-8"))
    }

    assert len({name for name, _ in pins}) == len(pins)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflow_runs_what_the_makefile_has(path: Path) -> None:
    jobs = YAML(typ="safe").load(path)["jobs"].values()
    scripts = "\n".join(step["run"] for job in jobs for step in job["steps"] if "run" in step)
    matrix = [target for job in jobs for target in job.get("strategy", {}).get("matrix", {}).get("long", ())]
    targets = [*re.findall(r"\bmake ([a-z]+)", scripts), *(target.split()[0] for target in matrix)]

    assert targets or path.name == "release.yml"
    assert set(targets) <= _make_targets()


def test_job_that_needs_the_web_sdks_sets_node_up() -> None:
    jobs = [job for path in WORKFLOWS for job in YAML(typ="safe").load(path)["jobs"].values()]
    needing = [job for job in jobs if re.search(r"make (test|coverage|examples|\$LONG)", str(job["steps"]))]

    assert len(needing) == 4
    assert [job for job in needing if "actions/setup-node@" not in str(job["steps"])] == []


def test_workflow_tests_every_python_on_every_system() -> None:
    matrix = YAML(typ="safe").load(GITHUB / "workflows" / "ci.yml")["jobs"]["tests"]["strategy"]["matrix"]
    classified = re.findall(r"Python :: (3\.\d+)", "\n".join(PYPROJECT["project"]["classifiers"]))
    supported = SpecifierSet(PYPROJECT["project"]["requires-python"])

    assert {name.partition("-")[0] for name in matrix["os"]} == {"ubuntu", "macos", "windows"}
    assert matrix["python"] == classified
    assert all(python in supported for python in classified)


def test_workflow_without_make_runs_the_commands_of_the_readme() -> None:
    steps = YAML(typ="safe").load(GITHUB / "workflows" / "ci.yml")["jobs"]["tests"]["steps"]
    (script,) = [step["run"] for step in steps if step.get("shell") == "cmd"]
    commands = [line.partition(" ||")[0].removeprefix("call ") for line in script.splitlines()]
    readme = re.findall(r"^    (?:py|\.venv\\.+?) (-m .+)$", (PROJECT / "README.md").read_text("utf-8"), re.MULTILINE)

    assert readme
    assert set(readme) - {command.partition(" ")[2] for command in commands} == {
        "-m pytest tests/e2e/test_guide.py --walk"
    }


def test_dependabot_watches_every_list_of_packages() -> None:
    updates = YAML(typ="safe").load(GITHUB / "dependabot.yml")["updates"]
    folders = {
        (update["package-ecosystem"], folder)
        for update in updates
        for folder in update.get("directories", [update.get("directory")])
    }
    locks = {path for path in PROJECT.glob("*/*/package-lock.json") if "node_modules" not in path.parts}

    assert folders == {
        ("pip", "/"),
        ("github-actions", "/"),
        *(("npm", f"/{path.parent.relative_to(PROJECT).as_posix()}") for path in locks),
    }


def test_hooks_run_the_tools_of_make_lint() -> None:
    (repository,) = YAML(typ="safe").load(HOOKS)["repos"]
    hooks = repository["hooks"]
    lint = (PROJECT / "Makefile").read_text(encoding="utf-8").partition("\nlint:")[2].partition("\n\n")[0]

    assert repository["repo"] == "local"
    assert {hook["language"] for hook in hooks} == {"system"}
    for tool in ("ruff check", "ruff format", "mypy", "lint-imports"):
        assert tool in lint
        assert any(tool in hook["entry"] for hook in hooks), tool


def test_continuous_integration_holds_the_floor_of_coverage() -> None:
    coverage = PYPROJECT["tool"]["coverage"]

    assert coverage["run"]["branch"] is True
    assert set(coverage["run"]["source_pkgs"]) < set(PACKAGES)
    assert coverage["report"]["fail_under"] >= 91
    assert "run: make coverage\n" in _read(".github/workflows/ci.yml")
    recipe = _read("Makefile").partition("\ncoverage:")[2].partition("\n\n")[0]
    *measured, last = re.findall(r"\$\(MAKE\) --no-print-directory (\w+) MEASURED=1", recipe)
    assert (set(measured), last) == ({"examples", "postgres"}, "test"), "the floor is held by the last measured run"


def test_a_change_runs_every_test_once() -> None:
    phases = re.findall(r"^ *phase [\w-]+ make (\S+)(?: (.+))?$", _read(".ci/run"), re.MULTILINE)
    targets = ["setup", "lint", "test", "postgres", "examples", "installed", "images"]
    assert [target for target, _ in phases] == targets
    assert [arguments for _, arguments in phases if arguments] == ["ARGS='-m \"not nightly\"'"]


def test_version_is_stated_once() -> None:
    project = PYPROJECT["project"]

    assert "version" not in project
    assert project["dynamic"] == ["version"]
    source = PROJECT / PYPROJECT["tool"]["hatch"]["version"]["path"]
    assert re.findall(r'^__version__ = "(.+)"$', source.read_text(encoding="utf-8"), re.MULTILINE) == [__version__]
    statements = [
        path.relative_to(PROJECT).as_posix()
        for package in PACKAGES
        for path in (PROJECT / package).rglob("*.py")
        if "\n__version__" in path.read_text(encoding="utf-8")
    ]
    assert statements == ["automation/__init__.py"]


def test_newest_release_of_the_changelog_is_this_version() -> None:
    headings = re.findall(r"^## \[(.+?)\](?: - (\d{4}-\d\d-\d\d))?$", _read("CHANGELOG.md"), re.MULTILINE)
    (unreleased, *releases) = headings
    versions = [Version(version) for version, _ in releases]

    assert unreleased == ("Unreleased", "")
    assert releases[0][0] == __version__
    assert versions == sorted(set(versions), reverse=True)
    dates = [date for _, date in releases]
    assert "" not in dates
    assert dates == sorted(dates, reverse=True)


def test_packages_are_typed_and_every_room_is_a_package() -> None:
    rooms = {path.parent.name for path in PROJECT.glob("*/__init__.py")} - {"benchmarks", "examples", "tests"}

    assert set(PACKAGES) == rooms
    assert set(PYPROJECT["tool"]["importlinter"]["root_packages"]) == rooms | {"examples"}
    assert [package for package in PACKAGES if not (PROJECT / package / "py.typed").is_file()] == []


def test_files_have_the_line_ends_that_git_and_editors_are_told_of() -> None:
    texts = [path for package in PACKAGES for path in (PROJECT / package).rglob("*.py")]

    assert "\n* text=auto eol=lf\n" in _read(".gitattributes")
    assert "\nend_of_line = lf\n" in _read(".editorconfig")
    assert [path for path in texts if b"\r" in path.read_bytes()] == []


def test_licence_is_named_and_there() -> None:
    project = PYPROJECT["project"]

    assert project["license"] == "MIT"
    assert project["license-files"] == ["LICENSE"]
    assert _read("LICENSE").startswith("MIT License\n\nCopyright (c) 2026 the sferum-linking authors\n")


def test_clean_removes_what_tools_and_runs_leave() -> None:
    ignored = set(re.findall(r"^/(.+)/$", _read(".gitignore"), re.MULTILINE))
    recipe = _read("Makefile").partition("\nclean:\n")[2].partition("\n\n")[0].replace("$(VENV)", ".venv")

    # An authority that somebody trusts is no litter.
    assert ignored - set(recipe.split()) == {"certificates"}
    assert "__pycache__" in recipe


def _make_targets() -> set[str]:
    (targets,) = re.findall(r"^\.PHONY: (.+)$", _read("Makefile"), re.MULTILINE)
    return set(targets.split())


def _read(name: str) -> str:
    return (PROJECT / name).read_text(encoding="utf-8")


def test_scenarios_import_what_is_installed_with_them() -> None:
    """Scenarios are in the wheel: where only the suite is installed, packages of the extra `test` are missing."""
    extra = PYPROJECT["project"]["optional-dependencies"]["test"]
    missing = {re.split(r"[^\w-]", name)[0].replace("-", "_") for name in extra}
    assert "axe_playwright_python" in missing
    for file in sorted((PROJECT / "tests" / "e2e").glob("*.py")):
        imported = re.findall(r"^(?:from|import) (\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)
        assert not missing.intersection(imported), file.name
