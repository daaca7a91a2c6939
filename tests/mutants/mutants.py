"""The mutants of a module: its source with one small change, made by mutmut's operators and one of our own.

mutmut's own runner passes decorated functions over, which the methods of page objects are, and chooses tests by
function; therefore only its operators are used.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

_LONGEST_SNIPPET = 90


@dataclass(frozen=True)
class Mutant:
    """One change of one module."""

    file: str
    """Path of the module from the project's folder."""
    lines: range
    """The lines of the statement that is changed."""
    function: str
    """The dotted name of the function or class around the change; empty for the module itself."""
    before: str
    after: str
    build_source: Callable[[], str] = field(repr=False, compare=False)
    """Returns the whole module with the change."""
    repetition: int = 0
    """Tells equal changes of one function apart."""

    @property
    def name(self) -> str:
        """What the change is, without a line number: other changes of the file do not rename it."""
        again = f" #{self.repetition + 1}" if self.repetition else ""
        return f"{self.file}:{self.function}: {self.before} → {self.after}{again}"

    @property
    def rank(self) -> str:
        """A place in an order by chance that stays the same: a sample is its beginning."""
        return hashlib.sha256(self.name.encode()).hexdigest()


def list_mutants(path: Path, project: Path) -> list[Mutant]:
    """Returns all mutants of a module, in the order of its lines."""
    source = path.read_text(encoding="utf-8")
    wrapper = MetadataWrapper(cst.parse_module(source), unsafe_skip_copy=True)
    visitor = _Changes(wrapper.module)
    wrapper.visit(visitor)
    repetitions: Counter[tuple[str, str, str]] = Counter()
    mutants = []
    for lines, function, original, changed in visitor.changes:
        before, after = (_snippet(wrapper.module, node) for node in (original, changed))
        build_source = partial(_build_source, wrapper.module, original, changed)
        file = path.relative_to(project).as_posix()
        repetition = repetitions[function, before, after]
        mutants.append(Mutant(file, lines, function, before, after, build_source, repetition))
        repetitions[function, before, after] += 1
    return mutants


def _build_source(module: cst.Module, original: cst.CSTNode, changed: cst.CSTNode) -> str:
    whole = module.deep_replace(original, changed)
    assert isinstance(whole, cst.Module)
    return whole.code


class _Changes(cst.CSTVisitor):
    """Collects (lines, function, node, changed node); passes over what runs in no test or means nothing at run time."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, module: cst.Module) -> None:
        super().__init__()
        self._module = module
        self._scopes: list[str] = []
        self._statements: list[range] = []
        self.changes: list[tuple[range, str, cst.CSTNode, cst.CSTNode]] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if _means_nothing(node):
            return False
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            self._scopes.append(node.name.value)
        if isinstance(node, cst.SimpleStatementLine | cst.BaseCompoundStatement):
            self._statements.append(self._find_lines(node))
        for changed in _change(node):
            self.changes.append((self._statements[-1], ".".join(self._scopes), node, changed))
        return True

    def on_leave(self, node: cst.CSTNode) -> None:
        if _means_nothing(node):
            return
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            self._scopes.pop()
        if isinstance(node, cst.SimpleStatementLine | cst.BaseCompoundStatement):
            self._statements.pop()

    def _find_lines(self, node: cst.CSTNode) -> range:
        position: Any = self.get_metadata(PositionProvider, node)
        last = position.end.line
        if isinstance(node, cst.BaseCompoundStatement):  # the head alone: the body is another statement
            body: Any = self.get_metadata(PositionProvider, node.body)
            last = max(position.start.line, body.start.line - 1)
        return range(position.start.line, last + 1)


def _change(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    for kind, operator in mutation_operators:
        if isinstance(node, kind):
            yield from _choose(node, list(operator(node)))
    if isinstance(node, cst.Expr) and isinstance(node.value, cst.Call):
        yield cst.Pass()  # a call whose result nobody needs is there for what it does


def _choose(node: cst.CSTNode, changes: list[cst.CSTNode]) -> list[cst.CSTNode]:
    """Returns the changes that tell something: any test notices a call that lacks a positional argument.

    Of a text one change is enough: upper and lower case tell nothing more.
    """
    if isinstance(node, cst.BaseString):
        return changes[:1]
    if isinstance(node, cst.Call):
        return [changed for changed in changes if not isinstance(changed, cst.Call) or _tells_something(node, changed)]
    return changes


def _tells_something(call: cst.Call, changed: cst.Call) -> bool:
    """Returns whether a positional argument is None, a keyword argument is left out, or the arguments are the same."""
    if len(changed.args) == len(call.args):
        pairs = zip(call.args, changed.args, strict=True)
        return all(old is new or old.keyword is None for old, new in pairs)
    left_out = next(old for old in call.args if not any(old is new for new in changed.args))
    return left_out.keyword is not None


def _means_nothing(node: cst.CSTNode) -> bool:
    """Returns whether the node is an annotation, an import, a decorator, or a docstring."""
    if isinstance(node, cst.Annotation | cst.Import | cst.ImportFrom | cst.Decorator):
        return True
    return isinstance(node, cst.Expr) and isinstance(node.value, cst.SimpleString | cst.ConcatenatedString)


def _snippet(module: cst.Module, node: cst.CSTNode) -> str:
    text = " ".join(module.code_for_node(node).split())
    return text if len(text) <= _LONGEST_SNIPPET else f"{text[:_LONGEST_SNIPPET]}…"
