"""What a cell shows, by its number format."""

import pytest

from automation.excel.errors import CellTextUnknownError
from automation.excel.number_format import render_cell_text
from automation.excel.values import NOT_CALCULATED, Cell, ErrorValue, Value


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (410013101, "General", "410013101"),
        (410013101.0, "General", "410013101"),
        (12345678901.0, "General", "12345678901"),
        (-5, "General", "-5"),
        (0, "General", "0"),
        (12.5, "General", "12,5"),
        (0.1 + 0.2, "General", "0,3"),
        (0.5, "GENERAL", "0,5"),
        (123456789012, "@", "123456789012"),
        (42, "00000", "00042"),
        (1234567, "00000", "1234567"),
        (1.5, "0", "2"),
        (2.5, "0", "3"),
        (1.005, "0.00", "1,01"),
        (1.5, "0.00", "1,50"),
        (1.5, "0.0##", "1,5"),
        (0.25, "#.00", ",25"),
        (0.5, "0%", "50%"),
        (0.125, "0.0%", "12,5%"),
        (-1.5, "0.0", "-1,5"),
        (-0.1, "0", "0"),
    ],
)
def test_number_is_shown_in_its_format(value: Value, code: str, text: str):
    assert render_cell_text(Cell(value, code)) == text


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (9001234567, r"\+7\ \(000\)\ 000\-00\-00", "+7 (900) 123-45-67"),
        (9001234567, '"+7"0000000000', "+79001234567"),
        (12345678901, r"000\-000\-000\ 00", "123-456-789 01"),
        (1234567, r"#\ ##0", "1234 567"),
        (5, '0" шт."', "5 шт."),
        (7, "0;-0;0", "7"),
        (7, "[Red]0", "7"),
        (7, "[$₽-419]0", "₽7"),
    ],
)
def test_digits_stand_between_the_signs_of_the_format(value: Value, code: str, text: str):
    assert render_cell_text(Cell(value, code)) == text


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (29254, "dd.mm.yyyy", "03.02.1980"),
        (29254, "DD.MM.YYYY", "03.02.1980"),
        (29254, r"d\.m\.yy", "3.2.80"),
        (29254, "yyyy-mm-dd", "1980-02-03"),
        (29254, "ddmmyyyy", "03021980"),
        (29254, '[$-419]dd.mm.yyyy" г."', "03.02.1980 г."),
        (29254.354166666668, "dd.mm.yyyy hh:mm", "03.02.1980 08:30"),
        (29254.354166666668, "h:mm:ss", "8:30:00"),
        (0.354166666666667, "h:mm", "8:30"),
        (0.354166666666667, "mm:ss", "30:00"),
        (29254.999, "dd.mm.yyyy", "03.02.1980"),
        (29254.354170, "h:mm", "8:30"),
        (29254.3541666667, "h:mm:ss", "8:30:00"),
        (29255, "dd.mm.yyyy hh:mm:ss", "04.02.1980 00:00:00"),
        (2958465.5, "dd.mm.yyyy", "31.12.9999"),
    ],
)
def test_date_is_shown_in_its_format(value: Value, code: str, text: str):
    assert render_cell_text(Cell(value, code)) == text


@pytest.mark.parametrize("code", ["General", "@", "0", "dd.mm.yyyy", '0;-0;"нет"', "0;-0;0;@", None])
@pytest.mark.parametrize("text", ["a  b", " pass ", "00042", "=1+1", "'quoted", "#N/A"])
def test_text_is_shown_as_it_is(text: str, code: str | None):
    assert render_cell_text(Cell(text, code)) == text


@pytest.mark.parametrize(("value", "text"), [(True, "ИСТИНА"), (False, "ЛОЖЬ")])
def test_truth_is_shown_in_russian(value: bool, text: str):
    assert render_cell_text(Cell(value, "General")) == text


@pytest.mark.parametrize(
    ("value", "code", "why"),
    [
        (123456789012, "General", "в ячейке число, которое Excel показывает не целиком"),
        (1 / 3, "General", "в ячейке число, которое Excel показывает не целиком"),
        (0.00001, "General", "в ячейке число, которое Excel показывает не целиком"),
        (1e300, "General", "в ячейке число, которое Excel показывает не целиком"),
        (1e20, "0", "в ячейке число с форматом «0»"),
        (1234, "#,##0", "в ячейке число с форматом «#,##0»"),
        (0.5, "# ?/?", "в ячейке число с форматом «# ?/?»"),
        (5, "0.00E+00", "в ячейке число с форматом «0.00E+00»"),
        (5, "_(* 0_)", "в ячейке число с форматом «_(* 0_)»"),
        (5, ";;;", "в ячейке число с форматом «;;;»"),
        (-5, "0;(0)", "в ячейке число с форматом «0;(0)»"),
        (5, "[<=9]0;00", "в ячейке число с форматом «[<=9]0;00»"),
        (29254, "d mmmm yyyy", "в ячейке число с форматом «d mmmm yyyy»"),
        (29254, "dd/mm/yyyy", "в ячейке число с форматом «dd/mm/yyyy»"),
        (29254, "ddd", "в ячейке число с форматом «ddd»"),
        (0.5, "h:mm AM/PM", "в ячейке число с форматом «h:mm AM/PM»"),
        (1.5, "[h]:mm", "в ячейке число с форматом «[h]:mm»"),
        (45, "dd.mm.yyyy", "в ячейке число с форматом «dd.mm.yyyy»"),
        (-1, "dd.mm.yyyy", "в ячейке число с форматом «dd.mm.yyyy»"),
        (1e9, "dd.mm.yyyy", "в ячейке число с форматом «dd.mm.yyyy»"),
        (29254, "[$-D07041E]dd.mm.yyyy", "в ячейке число с форматом «[$-D07041E]dd.mm.yyyy»"),
        (29256.9999999999, "dd.mm.yyyy", "в ячейке число с форматом «dd.mm.yyyy»"),
        (29254.35417, "h:mm:ss", "в ячейке число с форматом «h:mm:ss»"),
        (2958465.9999999995, "dd.mm.yyyy", "в ячейке число с форматом «dd.mm.yyyy»"),
        (2958465.99999, "dd.mm.yyyy hh:mm", "в ячейке число с форматом «dd.mm.yyyy hh:mm»"),
        (5, "0." + "0" * 30, "в ячейке число с форматом «0.000000000000000000000000000000»"),
        (5, "0" + "%" * 200, f"в ячейке число с форматом «0{'%' * 39}…»"),
        (5, "0" * 256, f"в ячейке число с форматом «{'0' * 40}…»"),
        (5, "[" * 2_000_000, f"в ячейке число с форматом «{'[' * 40}…»"),
        ("hazeev", "[" * 2_000_000, f"в ячейке текст с форматом «{'[' * 40}…»"),
        ("hazeev", '0;0;0;@" школа"', 'в ячейке текст с форматом «0;0;0;@" школа"»'),
        ("hazeev", ";;;", "в ячейке текст с форматом «;;;»"),
        (5, None, "в ячейке число, а формата ячейки в файле нет"),
        (ErrorValue("#N/A"), "General", "в ячейке ошибка #N/A"),
        (NOT_CALCULATED, "General", "в ячейке ошибка «формула не вычислена»"),
    ],
)
def test_what_is_not_sure_is_not_shown(value: Value, code: str | None, why: str):
    with pytest.raises(CellTextUnknownError) as raised:
        render_cell_text(Cell(value, code))
    assert str(raised.value) == why
