"""What becomes of a mutant: the tests that are shown it run in a process of their own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent.parent
RUN = """
import json, sys
from pathlib import Path
from tests.mutants.fork import Trial, run_trials
from tests.mutants.mutants import list_mutants

project = Path(sys.argv[1])
sys.path.insert(0, str(project))
mutants = list_mutants(project / "house" / "door.py", project)
trials = [Trial(mutant, [] if mutant.before == "9" else ["test_door.py::test_open"], 0.1) for mutant in mutants]
print(json.dumps({f"{m.before} → {m.after}": fate for m, fate in run_trials(trials, project, 2)}))
"""


@pytest.mark.parametrize(
    "conftest",
    [
        pytest.param("", id="обычная комната"),
        pytest.param("import pytest\npytest.register_assert_rewrite('house')\n", id="комната, которую читает pytest"),
    ],
)
def test_fate_of_each_mutant(tmp_path: Path, conftest: str) -> None:
    """Замеченное, незамеченное и то, до чего не доходит ни один тест; файлы остаются прежними."""
    (tmp_path / "conftest.py").write_text(conftest, encoding="utf-8")
    module = tmp_path / "house" / "door.py"
    module.parent.mkdir()
    source = "NIGHT = 22\n\n\ndef is_open(hour=9):\n    return hour < NIGHT\n"
    module.write_text(source, encoding="utf-8")
    test = "from house.door import is_open\n\n\ndef test_open():\n    assert is_open(21) and not is_open(23)\n"
    (tmp_path / "test_door.py").write_text(test, encoding="utf-8")
    command = [sys.executable, "-c", RUN, str(tmp_path)]
    run = subprocess.run(command, cwd=PROJECT, capture_output=True, encoding="utf-8", timeout=250, check=False)
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == {
        "NIGHT = 22 → NIGHT = None": "killed",
        "22 → 23": "survived",
        "9 → 10": "untested",
        "< NIGHT → <= NIGHT": "survived",
    }
    assert module.read_text(encoding="utf-8") == source
    assert [file.name for file in module.parent.iterdir()] == ["door.py"]
