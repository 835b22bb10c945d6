"""Drawn tables are found cell for cell: borders of all kinds and none, spans, wraps, page breaks, panels."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from extractor.tables.drawn import drawn
from tests.drawn_pdf import double, grid, pdf, stroke, text, thin_rectangle
from tests.drawn_readings import frame, lay, reading, word
from tests.drawn_tables import BODY, EDGES, HEADER, JOINED, caption, tables
from tests.texts import texts


@pytest.mark.parametrize(
    ("line", "verticals"),
    [(stroke, True), (thin_rectangle, True), (double, True), (stroke, False), (None, False)],
    ids=["strokes", "rectangles", "double", "no verticals", "no rules"],
)
def test_borders_of_every_kind_give_the_same_table(line: object, verticals: bool) -> None:
    def draw(c: Canvas) -> None:
        caption(c, "支出决算表", 100)
        grid(c, [HEADER, *BODY], EDGES, 100, line=line, verticals=verticals)  # type: ignore[arg-type]

    (table,) = tables(pdf(draw))
    assert (table.title, table.unit) == ("支出决算表", "万元")
    assert table.columns == tuple((head,) for head in HEADER)
    assert texts(table) == JOINED
    name = table.rows[1][1]
    assert [edit.why for edit in name.edits] == ["joined_cell"]
    assert name.places[0].page == 1 and name.places[0].box is not None


@pytest.mark.parametrize("repeated", [True, False], ids=["header repeated", "no header"])
@pytest.mark.parametrize("line", [stroke, None], ids=["ruled", "without rules"])
def test_a_table_goes_on_over_pages(line: object, repeated: bool) -> None:
    def first(c: Canvas) -> None:
        caption(c, "支出决算表", 100)
        grid(c, [HEADER, *BODY[:2]], EDGES, 100, line=line)  # type: ignore[arg-type]

    def next_(c: Canvas) -> None:
        grid(c, [HEADER, *BODY[2:]] if repeated else BODY[2:], EDGES, 60, line=line)  # type: ignore[arg-type]

    (table,) = tables(pdf(first, next_))
    assert texts(table) == JOINED
    assert [place.page for place in table.places] == [1, 2]


def test_a_row_cut_in_mid_cell_is_one_row() -> None:
    def first(c: Canvas) -> None:
        caption(c, "支出决算表", 100)
        grid(c, [HEADER, BODY[0], BODY[2], ["20103", "政府办公厅（室）及相", "187.40", "120.40", "67.00"]], EDGES, 100)

    (table,) = tables(pdf(first, lambda c: grid(c, [["", "关机构事务", "", "", ""], *BODY[3:]], EDGES, 60) and None))
    assert texts(table) == [JOINED[0], JOINED[2], JOINED[1], *JOINED[3:]]


def test_the_total_stands_alone_on_the_next_page() -> None:
    def first(c: Canvas) -> None:
        caption(c, "支出决算表", 100)
        grid(c, [HEADER, *BODY[:4]], EDGES, 100)

    (table,) = tables(pdf(first, lambda c: grid(c, BODY[4:], EDGES, 60) and None))
    assert texts(table)[-1] == JOINED[-1]


@pytest.mark.parametrize("repeated", [False, True])
@pytest.mark.parametrize("total", [["", "合计", "187.40", "", ""], ["人员经费合计", "", "187.40", "", "67.00"]])
def test_a_total_of_few_figures_stands_alone_on_the_next_page_without_rules(total: list[str], repeated: bool) -> None:
    def first(c: Canvas) -> None:
        caption(c, "支出决算表", 100)
        grid(c, [HEADER, *BODY[:4]], EDGES, 100, line=None)

    def next_(c: Canvas) -> None:
        bottom = grid(c, [*([HEADER] if repeated else []), total], EDGES, 60, line=None)
        text(c, 60, bottom + 12, "注：本表反映部门本年度各项支出情况。")

    (table,) = tables(pdf(first, next_))
    assert texts(table)[-1] == total and len(table.rows) == 5


def test_a_line_of_words_and_figures_under_a_finished_table_is_none_of_its_rows() -> None:
    def first(c: Canvas) -> None:
        caption(c, "支出决算表", 100)
        bottom = grid(c, [HEADER, *BODY], EDGES, 100, line=None)
        text(c, 60, bottom + 12, "注：本表反映部门本年度各项支出情况。")

    def next_(c: Canvas) -> None:
        grid(c, [["", "联系电话", "123456", "", ""]], EDGES, 60, line=None)

    (table,) = tables(pdf(first, next_))
    assert len(table.rows) == len(BODY)


def test_two_tables_share_a_page_and_each_has_its_caption() -> None:
    def draw(c: Canvas) -> None:
        caption(c, "收入决算表", 100)
        bottom = grid(c, [HEADER, *BODY], EDGES, 100)
        text(c, 60, bottom + 16, "注：本表反映收入情况。")
        caption(c, "支出决算表", bottom + 80)
        grid(c, [HEADER, *BODY[:2]], EDGES, bottom + 80)

    first, second = tables(pdf(draw))
    assert (first.title, second.title) == ("收入决算表", "支出决算表")
    assert first.notes == ("注：本表反映收入情况。",)
    assert texts(second) == JOINED[:2]


def test_a_header_of_three_levels_gives_paths() -> None:
    rows = [
        ["合计", "“三公”经费", "<", "<", "会议费"],
        ["合计", "小计", "公务用车", "<", "会议费"],
    ]
    words, rules = [], []
    edges = [60, 140, 220, 300, 380, 460]
    for x0, y0, x1, y1, said in [
        (0, 0, 1, 3, "合计"), (1, 0, 4, 1, "“三公”经费"), (4, 0, 5, 3, "会议费"),
        (1, 1, 2, 3, "小计"), (2, 1, 4, 2, "公务用车"), (2, 2, 3, 3, "购置费"), (3, 2, 4, 3, "运行费"),
        *((c, 3, c + 1, 4, f"{c}.50") for c in range(5)),
    ]:  # fmt: skip
        left, top, right_, bottom = edges[x0], 100 + 20 * y0, edges[x1], 100 + 20 * y1
        rules += frame(left, top, right_, bottom)
        words.append(word(said, left + 4, (top + bottom) / 2 - 5))
    (table,) = drawn([reading(1, words, rules)])
    assert rows
    assert table.columns == (
        ("合计",),
        ("“三公”经费", "小计"),
        ("“三公”经费", "公务用车", "购置费"),
        ("“三公”经费", "公务用车", "运行费"),
        ("会议费",),
    )
    assert texts(table) == [["0.50", "1.50", "2.50", "3.50", "4.50"]]


def test_panels_side_by_side_are_one_table() -> None:
    rows = [["收入总计", "9.00"], ["支出总计", "9.00"]]

    def draw(c: Canvas) -> None:
        caption(c, "收支总表", 100)
        grid(c, [["项目", "金额"], *rows], [60, 160, 250], 100)
        grid(c, [["项目", "金额"], *rows], [262, 400, 510], 100)

    (table,) = tables(pdf(draw))
    assert texts(table) == [row + row for row in rows]


def test_an_empty_form_is_declared_empty() -> None:
    def draw(c: Canvas) -> None:
        caption(c, "政府性基金预算财政拨款支出决算表", 100)
        bottom = grid(c, [HEADER, ["", "", "", "", ""], ["", "", "", "", ""]], EDGES, 100)
        text(c, 60, bottom + 16, "注：本部门没有政府性基金收入和支出，故本表无数据。")

    (table,) = tables(pdf(draw))
    assert table.empty and table.columns == tuple((head,) for head in HEADER)


NAMES = st.text("一二三四五六七八九十甲乙丙丁", min_size=1, max_size=9)
FIGURES = st.decimals(0, 99999, places=2).map(lambda value: f"{value:,.2f}")


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.tuples(NAMES, FIGURES, st.one_of(st.just(""), FIGURES)), min_size=2, max_size=12),
    widths=st.tuples(st.integers(60, 140), st.integers(50, 90), st.integers(50, 90)),
    breaks=st.integers(1, 11),
    shake=st.floats(-1, 1),
)
def test_a_ruled_table_is_found_again_cell_for_cell(
    rows: list[tuple[str, str, str]], widths: tuple[int, int, int], breaks: int, shake: float
) -> None:
    edges = [60.0, 60.0 + widths[0], 60.0 + widths[0] + widths[1], 60.0 + sum(widths)]
    pages_ = [[("项目", "决算数", "预算数"), *rows[:breaks]], rows[breaks:]]
    readings, after = [], 0
    for number, content in enumerate(pages_, 1):
        words, rules, y = [], [], 80.0
        for row in content:
            fit = int((widths[0] - 8) // 10)
            lines = [row[0][i : i + fit] for i in range(0, len(row[0]), fit)]
            height = 6 + 12 * len(lines)
            for c, cell in enumerate(row):
                rules += frame(edges[c] + shake, y, edges[c + 1] + shake, y + height)
                if c == 0:
                    words += [word(line, edges[0] + 4, y + 3 + 12 * n) for n, line in enumerate(lines)]
                elif cell:
                    words.append(word(cell, edges[c + 1] - 4 - 5 * len(cell) if cell.isascii() else edges[c] + 4, y + height / 2 - 5))
            y += height
        if words:
            readings.append(reading(number, words, rules, after))
            after = readings[-1].lines[-1].number
    (table,) = drawn(readings)
    assert [tuple(row) for row in texts(table)] == rows


def test_edges_of_header_and_body_that_do_not_meet_give_no_phantom_columns() -> None:
    edges = [60.0, 160.0, 260.0, 360.0]
    words, rules = lay(
        [["项目", "决算数", "预算数"], ["基本支出", "1.00", "2.00"], ["项目支出", "3.00", "4.00"]], edges, 100, header=[60, 166, 254, 360]
    )
    (table,) = drawn([reading(1, words, rules)])
    assert table.columns == (("项目",), ("决算数",), ("预算数",))
    assert texts(table) == [["基本支出", "1.00", "2.00"], ["项目支出", "3.00", "4.00"]]


def test_a_continuation_that_lost_the_rules_of_its_blank_columns_keeps_them() -> None:
    edges = [60.0, 160.0, 260.0, 360.0, 460.0]
    first = lay([["项目", "合计", "事业收入", "其他收入"], ["教育支出", "1.00", "", "1.00"]], edges, 700)
    second = lay([["住房公积金", "5.00", ""], ["合计", "6.00", ""]], [60.0, 160.0, 260.0, 460.0], 60)
    second[0].append(word("2.00", 420, 65))
    one = reading(1, *first)
    (table,) = drawn([one, reading(2, *second, after=one.lines[-1].number)])
    assert texts(table) == [["教育支出", "1.00", "", "1.00"], ["住房公积金", "5.00", "", "2.00"], ["合计", "6.00", "", ""]]


def test_a_scan_with_broken_rules_and_boxes_a_little_off_is_the_same_table() -> None:
    edges = [60.0, 160.0, 260.0, 360.0]
    rows = [["项目", "决算数", "预算数"], ["基本支出", "1.00", "2.00"], ["项目支出", "3.00", "4.00"]]
    words, rules = lay(rows, edges, 100)
    broken = [r._replace(y1=r.y0 + 0.7 * (r.y1 - r.y0)) if r.x0 == r.x1 else r._replace(x0=r.x0 + 6, x1=r.x1 - 6) for r in rules]
    (table,) = drawn([reading(1, words, broken)])
    assert texts(table) == rows[1:]


def test_a_cut_row_of_an_evaluation_table_is_one_row() -> None:
    edges = [60.0, 160.0, 300.0, 360.0, 420.0]
    head = ["一级指标", "三级指标", "分值", "得分"]
    first = lay([head, ["产出指标", "完成率", "10", "10"], ["效益指标", "社会公众", "10", "9"]], edges, 740)
    second = lay([["", "满意度", "", ""], ["满意度指标", "服务对象", "10", "8"]], edges, 60)
    one = reading(1, *first)
    (table,) = drawn([one, reading(2, *second, after=one.lines[-1].number)])
    assert texts(table)[1] == ["效益指标", "社会公众满意度", "10", "9"]
    assert len(table.rows) == 3


@pytest.mark.parametrize("repeated", [False, True])
def test_a_cut_row_of_a_list_of_targets_is_one_row_also_below_its_header_printed_again(repeated: bool) -> None:
    edges = [60.0, 160.0, 300.0, 420.0]
    head = ["二级指标", "三级指标", "指标值"]
    first = lay([head, ["数量指标", "培训场次", "≥12场"], ["服务对象", "师", "≥92%"]], edges, 740)
    second = lay([*([head] if repeated else []), ["满意度", "生满意度", ""], ["时效指标", "完成时间", "12月底"]], edges, 60)
    one = reading(1, *first)
    (table,) = drawn([one, reading(2, *second, after=one.lines[-1].number)])
    assert texts(table) == [["数量指标", "培训场次", "≥12场"], ["服务对象满意度", "师生满意度", "≥92%"], ["时效指标", "完成时间", "12月底"]]


def test_dots_for_further_indicators_on_the_next_page_are_a_row_of_their_own() -> None:
    edges = [60.0, 160.0, 300.0, 420.0]
    first = lay([["二级指标", "三级指标", "指标值"], ["数量指标", "培训场次", "≥12场"], ["质量指标", "合格率", "≥92%"]], edges, 740)
    one = reading(1, *first)
    second = lay([["", "……", ""], ["时效指标", "完成时间", "12月底"]], edges, 60)
    (table,) = drawn([one, reading(2, *second, after=one.lines[-1].number)])
    assert texts(table)[1:3] == [["质量指标", "合格率", "≥92%"], ["", "……", ""]]


def test_every_sheet_that_begins_with_the_same_entry_is_a_table_of_its_own() -> None:
    def sheet(project: str) -> object:
        rows = [["项目名称", project, "<", "<"], ["年度资金总额", "全年预算数", "全年执行数", "得分"], ["合计", "20.00", "20.00", "10.00"]]
        return lambda c: grid(c, rows, [60, 180, 300, 400, 510], 80)

    found = tables(pdf(sheet("校舍维修"), sheet("教师培训")))  # type: ignore[arg-type]
    assert [table.rows[0][1].text for table in found] == ["校舍维修", "教师培训"]


def test_a_sheet_whose_halves_have_other_columns_is_one_table() -> None:
    upper = [
        ["项目名称", "校舍维修", "<", "<", "<"],
        ["资金", "年初预算数", "全年预算数", "全年执行数", "<"],
        ["合计", "20.00", "20.00", "18.00", "<"],
    ]
    lower = [["一级指标", "二级指标", "三级指标", "<", "得分"], ["产出指标", "数量指标", "维修栋数", "<", "9.00"]]

    def page(rows: list[list[str]], top: float) -> object:
        return lambda c: grid(c, rows, [60, 140, 220, 310, 410, 510], top)

    (table,) = tables(pdf(page(upper, 700), page(lower, 60)))  # type: ignore[arg-type]
    assert len(table.columns) == 5
    assert texts(table)[2] == ["合计", "20.00", "20.00", "18.00", ""]
    assert texts(table)[4] == ["产出指标", "数量指标", "维修栋数", "", "9.00"]


def test_a_sheet_with_more_columns_on_its_second_page_has_them_on_both() -> None:
    upper = [["项目名称", "校舍维修", "<", "<"], ["资金", "年初预算数", "全年执行数", "得分"], ["合计", "20.00", "18.00", "9.00"]]
    lower = [["一级指标", "二级指标", "三级指标", "指标值", "得分"], ["产出指标", "数量指标", "维修栋数", "3栋", "9.00"]]
    pages = (lambda c: grid(c, upper, [60, 140, 310, 410, 510], 700), lambda c: grid(c, lower, [60, 140, 220, 310, 410, 510], 60))
    (table,) = tables(pdf(*pages))  # type: ignore[arg-type]
    assert texts(table)[2] == ["合计", "", "20.00", "18.00", "9.00"]
    assert texts(table)[3:] == lower


def test_a_sheet_of_which_only_the_first_entries_stand_on_the_first_page_is_one_table() -> None:
    upper = [["项目名称", "校舍维修", "<", "<"], ["主管部门", "教育局", "实施单位", "第一小学"]]
    lower = [["项目资金", "<", "年初预算数", "全年执行数", "得分"], ["年度资金总额", "<", "20.00", "18.00", "9.00"]]
    pages = (lambda c: grid(c, upper, [60, 200, 340, 430, 510], 760), lambda c: grid(c, lower, [60, 140, 200, 310, 410, 510], 60))
    (table,) = tables(pdf(*pages))  # type: ignore[arg-type]
    assert [row[0].text for row in table.rows] == ["项目名称", "主管部门", "项目资金", "年度资金总额"]


def test_sheets_under_one_title_for_the_projects_named_above_them_are_tables_of_their_own() -> None:
    rows = [["一级指标", "三级指标", "指标值", "得分"], ["产出指标", "养护面积", "12公顷", "10"]]

    def page(project: str) -> object:
        def draw(c: Canvas) -> None:
            text(c, 60, 50, "项目支出绩效自评表")
            text(c, 60, 65, f"项目名称：{project}")
            grid(c, rows, [60, 180, 300, 400, 510], 80)

        return draw

    found = tables(pdf(page("行道树"), page("公园")))  # type: ignore[arg-type]
    assert [table.facts for table in found] == [(("项目名称", "行道树"),), (("项目名称", "公园"),)]


def test_the_frame_around_a_page_is_no_table() -> None:
    words, rules = lay([["项目", "金额"], ["合计", "1.00"]], [100.0, 200.0, 300.0], 200)
    (table,) = drawn([reading(1, [*words, word("前言", 100, 100)], [*rules, *frame(40, 40, 555, 800)])])
    assert texts(table) == [["合计", "1.00"]]


def test_title_and_unit_in_rows_of_the_grid_are_the_caption() -> None:
    rows = [["支出决算表", "<", "<", "<", "<"], ["部门：白河县水利局", "<", "<", "单位：万元", "<"], HEADER, *BODY]
    (table,) = tables(pdf(lambda c: grid(c, rows, EDGES, 60) and None))
    assert (table.title, table.unit) == ("支出决算表", "万元")
    assert texts(table) == JOINED


@pytest.mark.parametrize(("rest", "joined"), [("积金补贴）", True), ("其他支出", False)])
def test_a_name_in_open_brackets_goes_on_in_the_row_on_the_next_page_that_has_no_more(rest: str, joined: bool) -> None:
    head, edges = ["项目", "说明", "金额"], [60.0, 200.0, 400.0, 500.0]
    pages = [[head, ["教育支出", "甲", "5.00"], ["住房支出（含公", "乙", "3.00"]], [[rest, "", ""], ["合计", "", "8.00"]]]
    (table,) = drawn([reading(n, *lay(rows, edges, 120), 20 * n) for n, rows in enumerate(pages, 1)])
    names = [row[0] for row in texts(table)]
    assert names == ["教育支出", *([f"住房支出（含公{rest}"] if joined else ["住房支出（含公", rest]), "合计"]
