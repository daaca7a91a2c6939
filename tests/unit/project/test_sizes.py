"""A module of the product fits into 300 lines, a function into 40: what is longer holds two things."""

import ast
from pathlib import Path

PROJECT = Path(__file__).parents[3]
ROOMS = (
    "automation", "benchmarks", "examples", "fixtures", "mock_server", "pages", "report", "runner", "validation",
)  # fmt: skip
MODULES = sorted(path for room in ROOMS for path in (PROJECT / room).rglob("*.py") if "node_modules" not in path.parts)
MAX_MODULE_LINES = 300
MAX_FUNCTION_LINES = 40


def test_modules_are_found_in_every_room() -> None:
    assert {path.relative_to(PROJECT).parts[0] for path in MODULES} == set(ROOMS)


def test_no_module_is_too_long() -> None:
    lengths = {_name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}

    assert {name: length for name, length in lengths.items() if length > MAX_MODULE_LINES} == {}


def test_no_function_is_too_long() -> None:
    lengths = {
        f"{_name(path)}:{node.lineno} {node.name}": _length(node)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }

    assert {name: length for name, length in lengths.items() if length > MAX_FUNCTION_LINES} == {}


def test_length_of_a_function_is_all_of_it() -> None:
    module = ast.parse("@decorator\ndef short():\n    '''Docstring.'''\n\n    return (\n        1\n    )\n\n\nx = 1\n")

    (function,) = [node for node in module.body if isinstance(node, ast.FunctionDef)]
    assert _length(function) == 6


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Returns the lines of a function, from `def` to its last, without decorators."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _name(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()
