"""Print turned by a quarter, as converters that go line by line give it: a letter or two on each line."""

from __future__ import annotations

from extractor.records import Line, Reading
from extractor.repair.turned import upright

ROWS = [
    ["204", "公共安全支出", "12,046", "7,981", "4,065"],
    ["20402", "公安", "117", "1", "117"],
    ["2040203", "机关服务", "1,035", "1,000", "35"],
    ["215", "资源勘探工业信息等支出", "1,003", "84", "919"],
    ["21503", "建筑业", "919", "23", "896"],
]


def turned(cell: str) -> list[str]:
    """One wide or two narrow letters a line."""
    size = 2 if cell.isascii() else 1
    return [cell[i : i + size] for i in range(0, len(cell), size)]


def texts(lines: list[str]) -> list[str]:
    reading = Reading(1, "plain_text", tuple(Line(1, i, text) for i, text in enumerate(lines, 1)))
    return [line.text for line in upright([reading])[0].lines if line.text]


def test_turned_cells_stand_on_a_line_each() -> None:
    lines = [part for row in ROWS for cell in row for part in (*turned(cell), *([""] if not cell.isascii() else []))]
    assert texts(["第二部分", "", *lines, "- 4 -"]) == ["第二部分", *(cell for row in ROWS for cell in row), "- 4 -"]


def test_decimals_tell_where_numbers_end_when_blank_lines_stand_anywhere() -> None:
    rows = [["05", "法院", "13061108.7", "12921108.7", "140000.0", "-"], ["01", "行政运行", "299.7", "285.7", "14.0", "-"]] * 2
    parts = [part for row in rows for cell in row for part in turned(cell)]
    lines = [line for i, part in enumerate(parts) for line in ((part, "") if i % 2 else (part,))]
    assert texts(lines) == [cell for row in rows for cell in row]


def test_titles_with_years_and_numbers_of_forms_stay_whole() -> None:
    title = ["20", "21", *"年收入决算表", "", *"公开", "02", "表", ""]
    lines = [*title, *(part for row in ROWS for cell in row for part in turned(cell))]
    assert texts(lines)[:2] == ["2021年收入决算表", "公开02表"]


def test_upright_text_stays_as_it_is() -> None:
    column = [*"基本支出项目支出", "1", "2", "3"]  # a narrow column of a header
    rows = [f"20102{i:02d} 行政运行 1,{i:03d}.00" for i in range(90)]
    cells = [part for i in range(90) for part in ("行政运行", "-", f"{i},000.00")]  # a cell a line, blanks as dashes
    for lines in ([*column, *rows], cells):
        assert texts(lines) == lines
