"""The file of known times: what is read, what is refused, what a new run changes in it."""

import json
from pathlib import Path

import pytest

from report.durations import DurationsError, read_durations, update_durations


def test_times_are_written_over_the_known_ones(tmp_path: Path) -> None:
    """Времена новых тестов записаны поверх прежних, остальные целы."""
    path = tmp_path / "times.json"
    assert read_durations(path) == {}
    update_durations(path, {"б": 1, "а": 2.34567})
    update_durations(path, {"б": 0})

    assert path.read_text(encoding="utf-8") == '{\n"а": 2.346,\n"б": 0\n}\n'
    assert read_durations(path) == {"а": 2.346, "б": 0}


@pytest.mark.parametrize(
    "document",
    [[], 1, None, {"a": "1"}, {"a": None}, {"a": []}, {"a": True}, {"a": False}, {"a": -0.1}, {"a": 1, "b": "1"}],
)
def test_what_is_no_file_of_times_is_refused(tmp_path: Path, document: object) -> None:
    """Негодный файл времён назван одной строкой и не переписан."""
    path = tmp_path / "times.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(DurationsError, match=r"times\.json: нужен объект JSON: имя теста и его секунды") as refused:
        update_durations(path, {"b": 1})

    assert "\n" not in str(refused.value)
    assert json.loads(path.read_text(encoding="utf-8")) == document


@pytest.mark.parametrize("text", ["", "{", '{"a": 1e999}', '{"a": NaN}', '{"a": Infinity}'])
def test_times_that_json_cannot_say_are_refused(tmp_path: Path, text: str) -> None:
    """Не JSON и бесконечное время названы одной строкой."""
    path = tmp_path / "times.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DurationsError, match=r"^.*times\.json.*$"):
        read_durations(path)
