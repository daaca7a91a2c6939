"""Reads what `report compare` compares: a verdict on a journal, or the report of a run of tests."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ValidationError

from automation.errors import AutomationError
from mock_server.documents import DocumentError, decode_text, parse_json, read_bytes
from report.comparison import Ending
from report.run_file import RUN_FILE, RunFileError, read_run_file

_DATA_FILE = "requirements.json"
_BESIDE_DATA = {"index.html", RUN_FILE}
_OF_VERDICT = "journal"
"""A key of `requirements.json` that a verdict has and the report of a run has not."""


class CompareError(AutomationError):
    """The two cannot be compared; the message is one line."""


class _Test(BaseModel):
    nodeid: str
    outcome: str


class _Row(BaseModel):
    id: str
    title: str
    severity: str
    status: str
    tests: list[_Test] = []


class _Data(BaseModel):
    suite_version: str
    target: str
    started: AwareDatetime
    requirements: list[_Row]


@dataclass(frozen=True)
class Document:
    """A verdict or a report: what each requirement and each test came to."""

    path: Path
    is_verdict: bool
    data: _Data
    all_tests: list[Ending] | None
    """The tests of `run.json` beside the data, those without a requirement, too; None where there is none."""

    @property
    def rows(self) -> list[Ending]:
        """The requirements of the guide, or the checks."""
        return [Ending(row.id, row.title, row.status) for row in self.data.requirements]

    @property
    def tests_of_requirements(self) -> list[Ending]:
        """The tests that the data name; a check is its own test, so a verdict has none beside."""
        worst: dict[str, str] = {}
        for test in [test for row in self.data.requirements for test in row.tests if not self.is_verdict]:
            if test.outcome != "not-reached" and worst.get(test.nodeid) != "failed":
                worst[test.nodeid] = test.outcome
        return [Ending(nodeid, "", outcome) for nodeid, outcome in worst.items()]


def read_document(path: Path) -> Document:
    """Returns what the folder says, or the one that the file is in: its page, its data. Raises CompareError."""
    file = path / _DATA_FILE if path.is_dir() else path.with_name(_DATA_FILE) if path.name in _BESIDE_DATA else path
    try:
        document = parse_json(file, decode_text(file, read_bytes(file)))
        data = _Data.model_validate(document)
    except DocumentError as error:
        raise CompareError(str(error)) from error
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise CompareError(f"{file}: это не заключение и не отчёт: {place or 'нужен объект JSON'}") from error
    return Document(file, _OF_VERDICT in document, data, _read_all_tests(file.parent, data))


def _read_all_tests(folder: Path, data: _Data) -> list[Ending] | None:
    """Returns the tests of `run.json`, where it is of the same run as the data."""
    try:
        run = read_run_file(folder).run
    except RunFileError:
        return None
    if run.started.replace(microsecond=0) != data.started.replace(microsecond=0):
        return None
    return [Ending(test.nodeid, test.title, test.outcome) for test in run.tests if test.outcome]
