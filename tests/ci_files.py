"""The files that servers of CI and builders of images read, and the commands in them."""

import ast
import json
import os
import re
import shlex
import shutil
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import tree_sitter
import tree_sitter_groovy
import tree_sitter_kotlin
from ruamel.yaml import YAML

PROJECT = Path(__file__).parents[1]
PIPELINES = PROJECT / "pipelines"
SUITE = PIPELINES / "suite"
JOURNAL = PIPELINES / "journal"
JENKINS, TEAMCITY = SUITE / "Jenkinsfile", SUITE / "settings.kts"
WORKFLOWS = sorted((PROJECT / ".github" / "workflows").glob("*.yml"))
GITHUB = [SUITE / "github-actions.yml", JOURNAL / "github-actions.yml", *WORKFLOWS]
GITLAB = [SUITE / "gitlab-ci.yml", JOURNAL / "gitlab-ci.yml", PIPELINES / "nightly-gitlab-ci.yml"]
FOR_SUITES = [SUITE / "github-actions.yml", SUITE / "gitlab-ci.yml", JENKINS, TEAMCITY]
FOR_JOURNALS = [JOURNAL / "github-actions.yml", JOURNAL / "gitlab-ci.yml"]
TEMPLATES = [*FOR_SUITES, *FOR_JOURNALS]
DOCKERFILES = sorted((PROJECT / "docker").glob("*Dockerfile"))
COMPOSE_FILES = sorted((PROJECT / "docker").glob("compose*.yml"))

_LANGUAGES = {JENKINS.name: tree_sitter_groovy.language, TEAMCITY.name: tree_sitter_kotlin.language}
_STRINGS = {"string_literal", "character_literal", "multiline_string_literal"}
_GITLAB_KEYWORDS = {"stages", "variables", "workflow"}


def load_yaml(path: Path) -> dict[str, Any]:
    """Returns what a file of YAML says."""
    loaded: dict[str, Any] = YAML(typ="safe").load(path)
    return loaded


def load_jobs(path: Path) -> dict[str, dict[str, Any]]:
    """Returns the jobs of a file of GitHub or GitLab by name; what GitLab's extend is in them already."""
    template = load_yaml(path)
    if path in GITHUB:
        jobs: dict[str, dict[str, Any]] = template["jobs"]
        return jobs
    return {
        name: {**template.get(job.get("extends"), {}), **job}
        for name, job in template.items()
        if name not in _GITLAB_KEYWORDS and not name.startswith(".")
    }


def parse_source(path: Path, text: str | None = None) -> tree_sitter.Node:
    """Returns the syntax tree of a file of Groovy or Kotlin, or of `text` in its place."""
    parser = tree_sitter.Parser(tree_sitter.Language(_LANGUAGES[path.name]()))
    return parser.parse((text if text is not None else path.read_text("utf-8")).encode()).root_node


def walk_nodes(node: tree_sitter.Node) -> Iterator[tree_sitter.Node]:
    """Yields the node and all below it, in the order of the text."""
    yield node
    for child in node.children:
        yield from walk_nodes(child)


def read_text(node: tree_sitter.Node) -> str:
    """Returns the source of a node."""
    return (node.text or b"").decode()


def read_scripts(path: Path) -> list[str]:
    """Returns the commands of a file, one text per shell that it starts."""
    if path in GITHUB:
        return [step["run"] for job in load_jobs(path).values() for step in job["steps"] if "run" in step]
    if path in GITLAB:
        return ["\n".join([*job.get("before_script", ()), *job["script"]]) for job in load_jobs(path).values()]
    if path in (JENKINS, TEAMCITY):
        return list(_read_steps(path))
    if path in COMPOSE_FILES:
        return [shlex.join(["sferum", *load_yaml(path)["services"]["suite"]["command"]])]
    return [rest for instruction, rest in read_instructions(path) if instruction == "RUN"]


def _read_steps(path: Path) -> Iterator[str]:
    """Yields the scripts of Jenkins' `sh` and TeamCity's `scriptContent`."""
    source = path.read_bytes()
    for node in walk_nodes(parse_source(path)):
        if node.type in _STRINGS and re.search(rb"(\bsh|\bscriptContent =) *$", source[: node.start_byte]):
            yield read_text(node).strip("'\"").replace("${'$'}", "$")


def read_instructions(path: Path) -> list[tuple[str, str]]:
    """Returns the instructions of a Dockerfile, each with its arguments."""
    text = re.sub(r"^#.*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE).replace("\\\n", "")
    return [(line.split()[0], line.partition(" ")[2]) for line in text.splitlines() if line.strip()]


def read_calls(path: Path) -> list[list[str]]:
    """Returns the project's programs that a file runs, each with its arguments: `["sferum", "validate", …]`."""
    commands = [command for script in read_scripts(path) for command in split_commands(script)]
    if path in DOCKERFILES:
        commands += [json.loads(rest) for instruction, rest in read_instructions(path) if instruction == "ENTRYPOINT"]
    return [call for command in commands if (call := _find_call(command))]


def split_commands(script: str) -> list[list[str]]:
    """Returns the words of each command of a shell script, without redirections and what follows `&`."""
    commands = []
    for line in re.split(r"\n|&&|\|\||;", script.replace("\\\n", " ")):
        lexer = shlex.shlex(line.strip(), posix=True, punctuation_chars="<>&")
        lexer.whitespace_split, lexer.commenters = True, "#"
        try:
            words = list(lexer)
        except ValueError:  # a quotation over several lines: a program in another language
            continue
        end = next((place for place, word in enumerate(words) if re.fullmatch(r"[<>&]+", word)), len(words))
        if end < len(words) and words[end] in (">", "<") and words[end - 1] in ("1", "2"):
            end -= 1
        commands.append(words[:end])
    return commands


def _find_call(words: list[str]) -> list[str]:
    """Returns the part of a command from the project's program on; nothing where it has none."""
    for place, word in enumerate(words):
        if Path(word).name == "sferum":
            return ["sferum", *words[place + 1 :]]
        if word == "-m" and words[place + 1] in ("automation", "automation.setup", "mock_server"):
            return words[place + 1 :]
    return []


def read_imports(path: Path) -> set[str]:
    """Returns the full names of the modules that a file of Python imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def find_tool(name: str) -> str:
    """Returns the program of a package that the tests install: beside the interpreter, wherever PATH leads."""
    places = os.pathsep.join((sysconfig.get_path("scripts"), os.environ.get("PATH", "")))
    return shutil.which(name, path=places) or name
