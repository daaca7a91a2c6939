"""The shell commands of the templates, run with programs that only write down how they were called."""

import os
import re
import select
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.ci_files import FOR_SUITES, GITHUB, GITLAB, JENKINS, TEAMCITY, TEMPLATES, load_jobs, read_scripts

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the templates are for agents with Linux")
STUB = """#!/bin/bash
name=${0##*/}
echo "$name $*" >> "$CALLS"
case "$name $1 $2" in
    "sferum test "*|"sferum validate "*|"sferum report merge") exit "$CODE" ;;
    "sferum sandbox"*) echo "$$" >> "$CALLS.running"; exec tail -f /dev/null ;;
    *"start-journal"*) echo "$$" >> "$CALLS.running"; echo started; exec tail -f /dev/null ;;
    "curl "*)
        case "$*" in
            *silent.example*) exit 7 ;;
            */health*) until grep -q '^sferum sandbox' "$CALLS"; do :; done ;;
            *) until grep -q '^start-journal' "$CALLS"; do :; done ;;
        esac
        echo "answered $*" >> "$CALLS" ;;
    "python3 -m venv"|"python -m venv")
        mkdir -p "$3/bin"; for program in python sferum; do cp "$0" "$3/bin/$program"; done ;;
    "python -c "*) echo "http://127.0.0.1:8011" ;;
esac
"""
SHELLS = {"github-actions.yml": "bash -e", "gitlab-ci.yml": "bash -eo pipefail", "Jenkinsfile": "sh -xe"}
"""How each server starts a script; TeamCity obeys its first line, which says bash."""
_TO_END_S = 60
"""How long a process that was told to end may take on a busy machine."""


@dataclass
class Run:
    """How the scripts of a template's job ended, and what they called."""

    code: int
    calls: list[str]
    folder: Path


@pytest.fixture
def run_job(tmp_path: Path):
    """Gives a function that runs the scripts of a template's main job, one after another, as its server does."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("sferum", "python", "python3", "pipx", "curl", "start-journal"):
        (programs / name).write_text(STUB, encoding="utf-8")
        (programs / name).chmod(0o755)
    calls = tmp_path / "calls"
    calls.touch()
    workspace = tmp_path / "workspace"
    workspace.mkdir()

    def run(
        path: Path, *, code: int = 0, start_journal: str = "start-journal --now", journal: str = "http://127.0.0.1:8011"
    ) -> Run:
        variables = {
            "CALLS": str(calls),
            "CODE": str(code),
            "SUITE": "sferum-linking==1.2.3",
            "SCENARIOS": "",
            "SHARD": "2",
            "START_JOURNAL": start_journal,
            "JOURNAL": journal,
            "TARGET": "vendor.toml",
            "EXECUTOR_NUMBER": "1",
            "CI_NODE_INDEX": "2",
            "CI_NODE_TOTAL": "4",
            "GITHUB_ENV": str(tmp_path / "env"),
        }
        environment = {**os.environ, **variables, "PATH": f"{programs}:{os.environ['PATH']}"}
        for script in _list_scripts(path, variables):
            command = [*SHELLS.get(path.name, "bash").split(), "-c", script]
            ended = subprocess.run(
                command, cwd=workspace, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, timeout=30, check=False,
            )  # fmt: skip
            if ended.returncode:
                break
        return Run(ended.returncode, calls.read_text(encoding="utf-8").splitlines(), workspace)

    yield run
    for process in _list_running(calls):
        os.kill(process, signal.SIGKILL)


def _list_scripts(path: Path, variables: dict[str, str]) -> list[str]:
    """Returns the scripts of the job that runs the suite, with the server's own parameters filled in."""
    if path in GITHUB:
        job = load_jobs(path)["scenarios" if path in FOR_SUITES else "validate"]
        steps = [step for step in job["steps"] if "run" in step]
        wanted = [step for step in steps if variables["START_JOURNAL"] or "START_JOURNAL" not in step.get("if", "")]
        return [step["run"] for step in wanted]
    if path in GITLAB:
        return read_scripts(path)[:1]
    scripts = [script for script in read_scripts(path) if "merge" not in script][:2]
    if path == TEAMCITY:
        filled = [script.replace("$shard", "2").replace("$of", "4") for script in scripts]
        return [re.sub(r"%env\.(\w+)%", lambda match: variables[match[1]], script).strip() for script in filled]
    return scripts


def _list_running(calls: Path) -> list[int]:
    file = calls.with_name("calls.running")
    processes = [int(line) for line in file.read_text().split()] if file.exists() else []
    return [process for process in processes if _is_alive(process)]


def _ends(process: int) -> bool:
    """Tells whether the process, which has been told to end, has ended within seconds: a busy machine ends it late."""
    try:
        descriptor = os.pidfd_open(process)
    except ProcessLookupError:
        return True
    with os.fdopen(descriptor, "rb", buffering=0) as ended:
        return bool(select.select([ended], [], [], _TO_END_S)[0])


def _is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_job_starts_the_sandbox_then_the_journal_then_the_run(path: Path, run_job):
    run = run_job(path)
    steps = (
        r"sferum (?:setup|sandbox)|answered .*(?:/health|8011)|start-journal|sferum test|sferum validate vendor\.toml"
    )
    order = [re.sub(r" .*[/:]", " ", step) for call in run.calls for step in re.findall(f"^(?:{steps})", call)]
    last = "sferum test" if path in FOR_SUITES else "sferum validate vendor.toml"

    assert run.code == 0, run.calls
    assert order == ["sferum setup", "sferum sandbox", "answered health", "start-journal", "answered 8011", last]
    assert (run.folder / "logs" / "journal.log").read_text(encoding="utf-8") == "started\n"
    assert any("sferum-linking==1.2.3" in call for call in run.calls)


@pytest.mark.parametrize("path", FOR_SUITES, ids=lambda path: path.name)
def test_job_without_a_journal_starts_neither(path: Path, run_job):
    run = run_job(path, start_journal="")
    (test,) = [call for call in run.calls if call.startswith("sferum test")]

    assert run.code == 0
    assert "--shard=2/4" in test.split()
    assert not {"sferum sandbox", "curl"} & {" ".join(call.split()[:2]) for call in run.calls}
    assert "" not in test.split(" ")[2:]  # no empty path of scenarios


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}-{path.name}")
@pytest.mark.parametrize("code", [1, 2])
def test_exit_code_of_the_run_is_the_job_s(path: Path, code: int, run_job):
    assert run_job(path, code=code).code == code


@pytest.mark.parametrize("path", FOR_SUITES, ids=lambda path: path.name)
def test_journal_that_does_not_answer_ends_the_job_before_the_run(path: Path, run_job):
    run = run_job(path, journal="http://silent.example")

    assert run.code != 0
    assert [call for call in run.calls if call.startswith("sferum test")] == []


def test_teamcity_s_agent_is_left_without_processes(run_job, tmp_path: Path):
    run_job(TEAMCITY)

    assert (tmp_path / "calls.running").read_text().split()
    assert [process for process in _list_running(tmp_path / "calls") if not _ends(process)] == []


def test_executors_of_jenkins_have_ports_of_their_own(run_job):
    run = run_job(JENKINS)
    (sandbox,) = [call for call in run.calls if call.startswith("sferum sandbox")]

    assert sandbox.split()[2:] == [
        *("--journal-port", "5011", "--vk-id-port", "5012", "--messenger-port", "5013", "--sferum-port", "5014"),
        *("--control-port", "5015"),
    ]
    assert any("http://127.0.0.1:5015/health" in call for call in run.calls)
