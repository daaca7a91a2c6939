"""The files that the reports of shards name: they go along into the report that is made of all shards."""

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from report.html import link_from
from report.pictures import remove_pictures
from report.run_record import TestRecord

FOLDER = "from-shards"


@dataclass(frozen=True)
class ShardFolder:
    """What a shard has left, and the folder of the whole run's report."""

    folder: Path
    number: int
    out: Path

    def carry(self, file: Path) -> Path | None:
        """Returns the file as the whole report has it; None where there is no such file.

        What the shard's folder holds is copied, unless it is inside the whole report already. What lies elsewhere stays
        there: Playwright's traces are masked in nothing, and nobody asked to have them published. Raises OSError.
        """
        source, folder = file.resolve(), self.folder.resolve()
        if not source.is_file():
            return None
        if not source.is_relative_to(folder) or source.is_relative_to(self.out.resolve()):
            return source
        copy = self.out / FOLDER / str(self.number) / source.relative_to(folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, copy)
        return copy


def clear_carried(out: Path, folders: Iterable[Path]) -> None:
    """Removes what an earlier report in `out` had of its own tests; never one of `folders`."""
    carried = (out / FOLDER).resolve()
    if not any(folder.resolve().is_relative_to(carried) for folder in folders):
        shutil.rmtree(carried, ignore_errors=True)
    remove_pictures(out)


def carry_traces(tests: Mapping[ShardFolder, Iterable[TestRecord]]) -> int:
    """Has the tests' links to traces lead from the whole report; a link to what is not there is removed.

    Returns how many were. Raises OSError.
    """
    lost = 0
    for shard, its_tests in tests.items():
        for test in its_tests:
            traces = [shard.carry(shard.folder / unquote(link)) for link in test.traces]
            test.traces = [link_from(shard.out.resolve(), trace.resolve()) for trace in traces if trace]
            lost += traces.count(None)
    return lost
