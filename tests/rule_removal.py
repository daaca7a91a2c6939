"""The rules of a module, each taken away in turn: a rule that no test misses is one that can be lost unseen.

A rule is a condition, a part of one, a filter, or a member of a collection or a pattern that the module names.
"""

import ast
import importlib
import inspect
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from itertools import pairwise, product
from pathlib import Path
from tempfile import TemporaryDirectory
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest

_OUTCOMES = (pytest.fail.Exception, pytest.skip.Exception, pytest.exit.Exception)
Case = Callable[[], object]
_CACHED = type(cache(len))
_ROOMS = ("automation", "mock_server", "pages", "report", "validation")
_PLAIN = (str, int, float, frozenset, set, tuple, list, dict, re.Pattern)


def list_cases(*test_modules: ModuleType) -> list[Case]:
    """Returns the tests of the modules that need no fixture, or only `tmp_path`, one for each of their parameters."""
    members = [member for module in test_modules for member in vars(module).items()]
    tests = [test for name, test in members if name.startswith("test_") and inspect.isfunction(test)]
    return [case for test in tests if not hasattr(test, "hypothesis") for case in _expand(test)]


def _expand(test: Callable[..., object]) -> Iterator[Case]:
    marks = getattr(test, "pytestmark", [])
    tables = [mark.args for mark in marks if mark.name == "parametrize"]
    names = [re.findall(r"\w+", table[0]) if isinstance(table[0], str) else list(table[0]) for table in tables]
    needed = {*inspect.signature(test).parameters} - {name for row_names in names for name in row_names}
    if not needed <= {"tmp_path"} or any(mark.name == "timeout" for mark in marks):
        return
    for rows in product(*(table[1] for table in tables)):
        arguments: dict[str, Any] = {}
        for row_names, row in zip(names, rows, strict=True):
            values = row.values if hasattr(row, "marks") else row if len(row_names) > 1 else [row]
            arguments |= zip(row_names, values, strict=True)
        yield partial(_call_in_folder if needed else _call, test, arguments)


def _call(test: Callable[..., object], arguments: dict[str, Any]) -> None:
    test(**arguments)


def _call_in_folder(test: Callable[..., object], arguments: dict[str, Any]) -> None:
    with TemporaryDirectory() as folder:
        test(**arguments, tmp_path=Path(folder))


def find_unmissed_rules(module: ModuleType, cases: Iterable[Case]) -> Iterator[str]:
    """Yields the rules of the module without which all the cases hold, as they hold with them."""
    cases = list(cases)
    for case in cases:
        case()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("_pytest.assertion.util._reprcompare", None)  # nobody reads why a case fails, and it takes long
        yield from _find_unmissed(module, cases)


def _find_unmissed(module: ModuleType, cases: list[Case]) -> Iterator[str]:
    for rule, code in _compile_without_each_rule(Path(str(module.__file__))):
        with _replaced(module, code) as is_possible:
            # The case that missed the rule before is likely to miss its neighbours, too.
            missed = next((index for index, case in enumerate(cases) if _fails(case)), None) if is_possible else 0
        if missed is None:
            yield rule
        else:
            cases.insert(0, cases.pop(missed))


def _fails(case: Case) -> bool:
    try:
        case()
    except (Exception, *_OUTCOMES):  # noqa: BLE001  whatever it is, somebody would see it
        return True
    return False


@contextmanager
def _replaced(module: ModuleType, code: CodeType) -> Iterator[bool]:
    """Gives the functions and the constants of the module what they have in the code; False: it cannot be run."""
    changed = {"__name__": module.__name__, "__file__": module.__file__, "__package__": module.__package__}
    try:
        exec(code, changed)
    except Exception:  # noqa: BLE001  a pattern may be none without a branch
        yield False
        return
    functions, others = (_list_functions(space, module.__name__) for space in (vars(module), changed))
    kept = {name: function.__code__ for name, function in functions.items()}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in changed.items():
            if name in vars(module) and not name.startswith("__") and isinstance(value, _PLAIN):
                patch.setattr(module, name, value)
        for name in functions:
            functions[name].__code__ = others[name].__code__
        _forget_answers()
        yield True
        for name, own_code in kept.items():
            functions[name].__code__ = own_code
    _forget_answers()


def _list_functions(space: dict[str, Any], module: str) -> dict[str, FunctionType]:
    """Returns the functions and methods that the module has written, without their decorators, commands', too."""
    members = [getattr(value, "callback", None) or value for value in space.values()]
    own = [value for value in members if getattr(value, "__module__", "") == module]
    methods = [method for kind in own if inspect.isclass(kind) for method in vars(kind).values()]
    bare = [inspect.unwrap(getattr(value, "fget", None) or value) for value in [*own, *methods]]
    return {value.__qualname__: value for value in bare if _is_written_in(value, module)}


def _is_written_in(value: object, module: str) -> bool:
    return isinstance(value, FunctionType) and value.__module__ == module and value.__code__.co_filename != "<string>"


def _forget_answers() -> None:
    """Empties all caches of the project: others have asked the module, too, and kept its answers."""
    for answers in _list_caches(len(sys.modules)):
        answers.cache_clear()


@cache
def _list_caches(_module_count: int) -> list[Any]:
    modules = [module for name, module in sys.modules.items() if name.partition(".")[0] in _ROOMS]
    return [value for module in modules for value in vars(module).values() if type(value) is _CACHED]


def _compile_without_each_rule(path: Path) -> Iterator[tuple[str, CodeType]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    values = [
        part.value for part in tree.body if isinstance(part, ast.Assign) and not isinstance(part.value, ast.Subscript)
    ]
    constants = {id(node) for value in values for node in ast.walk(value)}
    for node in list(ast.walk(tree)):
        changes = _list_constant_changes(node) if id(node) in constants else _list_changes(node)
        for rule, holder, field, value in changes:
            kept = getattr(holder, field)
            setattr(holder, field, value)
            yield f"{path.name}: {rule}", compile(ast.fix_missing_locations(tree), str(path), "exec")
            setattr(holder, field, kept)


Change = tuple[str, ast.AST, str, object]
"""The rule, a node, a field of it, and the field's value without the rule."""


def _list_changes(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.If | ast.IfExp):
        for answer in (False, True):
            yield f"if {ast.unparse(node.test)} → {answer}", node, "test", ast.Constant(answer)
    elif isinstance(node, ast.BoolOp):
        neutral, word = (True, "and") if isinstance(node.op, ast.And) else (False, "or")
        for index, value in enumerate(node.values):
            rest = [*node.values[:index], ast.Constant(neutral), *node.values[index + 1 :]]
            yield f"… {word} {ast.unparse(value)}", node, "values", rest
    elif isinstance(node, ast.comprehension):
        for index, condition in enumerate(node.ifs):
            yield f"for … if {ast.unparse(condition)}", node, "ifs", node.ifs[:index] + node.ifs[index + 1 :]


def _list_constant_changes(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        for index, member in enumerate(node.elts):
            yield f"member {ast.unparse(member)}", node, "elts", node.elts[:index] + node.elts[index + 1 :]
    elif isinstance(node, ast.Dict):
        for index, key in enumerate(node.keys):
            keys, values = ([*members[:index], *members[index + 1 :]] for members in (node.keys, node.values))
            yield (
                f"member {ast.unparse(key) if key else '**'}",
                node,
                "__dict__",
                {
                    **vars(node),
                    "keys": keys,
                    "values": values,
                },
            )
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        for start, end, branch in _list_branches(node.value):
            yield f"branch {branch}", node, "value", node.value[:start] + node.value[end:]
    else:
        yield from _list_changes(node)


_SIGNS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?:\?(?:[:=!>]|<[=!]|P<\w+>|[a-z-]+:))?|[|)]", re.DOTALL)
"""What divides a pattern: a group's beginning and end, a `|`; or where these signs mean themselves."""


def _list_branches(pattern: str) -> Iterator[tuple[int, int, str]]:
    """Yields where each branch of a pattern's groups begins and ends, with the `|` that goes with it."""
    groups: list[list[int]] = [[0]]
    spans: list[list[int]] = []
    for sign in _SIGNS.finditer(pattern):
        if sign[0].startswith("("):
            groups.append([sign.end()])
        elif sign[0] == "|":
            groups[-1].append(sign.end())
        elif sign[0] == ")" and len(groups) > 1:
            spans.append([*groups.pop(), sign.start() + 1])
    for bounds in [*spans, [*groups[0], len(pattern) + 1]]:
        for start, end in pairwise(bounds) if len(bounds) > 2 else ():
            sign_before = end == bounds[-1]  # the last branch has its `|` before it
            yield start - sign_before, end - sign_before, pattern[start : end - 1]


def main(name: str, *test_modules: str) -> None:
    """Prints the rules of the module that no test of these modules misses, as JSON."""
    cases = list_cases(*map(importlib.import_module, test_modules))
    print(json.dumps([*find_unmissed_rules(importlib.import_module(name), cases)]))


if __name__ == "__main__":
    main(*sys.argv[1:])
