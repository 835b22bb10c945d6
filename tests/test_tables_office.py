"""Tables as office programs print them: borders set in part, columns without gaps, columns on pages of their own."""

from __future__ import annotations

from itertools import pairwise

import pytest

from extractor.records import Ruling, Word
from extractor.tables.drawn import drawn
from tests.drawn_readings import frame, lay, reading, sheets, word
from tests.texts import texts

EDGES = [60.0, 160.0, 260.0, 360.0]


def flat(y: float, left: float = EDGES[0], right: float = EDGES[-1]) -> Ruling:
    return Ruling(left, y, right, y, 0.5)


def upright(x: float, top: float, bottom: float) -> Ruling:
    return Ruling(x, top, x, bottom, 0.5)


def headed(body: float) -> tuple[list[Word], list[Ruling]]:
    """A header with all its borders above a body of that height with an outer border only."""
    words, rules = lay([["项目", "预算数", "决算数"]], EDGES, 100)
    return words, [*rules, flat(120 + body), upright(EDGES[0], 120, 120 + body), upright(EDGES[-1], 120, 120 + body)]


def test_a_single_row_below_a_ruled_header_has_the_columns_of_the_header() -> None:
    words, rules = headed(20)
    words += [word("合计", 64, 125), word("0.00", 235, 125), word("7.50", 335, 125)]
    (table,) = drawn([reading(1, words, rules)])
    assert texts(table) == [["合计", "0.00", "7.50"]]


def test_two_rows_in_an_outer_border_are_two_rows() -> None:
    words, rules = headed(40)
    for y, row in ((125, ("22999", "1.00", "2.00")), (145, ("2299901", "1.00", "2.00"))):
        words += [word(text, x, y) for text, x in zip(row, (64, 235, 335), strict=True)]
    (table,) = drawn([reading(1, words, rules)])
    assert texts(table) == [["22999", "1.00", "2.00"], ["2299901", "1.00", "2.00"]]


@pytest.mark.parametrize("name", ["年末结转和结余", "结余分配", "项目支出", "个人和家庭的补助", "日常公用经费"])
def test_an_amount_and_the_name_beside_it_without_a_rule_between(name: str) -> None:
    edges = [60.0, 160.0, 220.0, 340.0, 420.0]
    words, rules = lay([["收入", "决算数", "支出", "决算数"]], edges, 100)
    rules += [flat(180, 60, 420), upright(60, 120, 180), upright(420, 120, 180)]
    for y, left in ((125, "238.51"), (145, "1,238.51"), (165, "8.51")):
        glued = word(left + name, 220 - 5 * len(left), y)
        words += [word("其他收入", 64, y), glued, word("635.21", 386, y)]
    (table,) = drawn([reading(1, words, rules)])
    assert [row[1:3] for row in texts(table)] == [["238.51", name], ["1,238.51", name], ["8.51", name]]


def test_panels_that_do_not_fill_the_same_rows_are_parted_by_their_figures() -> None:
    edges = [60.0, 160.0, 260.0, 360.0, 460.0]
    words, rules = lay([["收入", "预算数", "支出", "预算数"]], edges, 100)
    rules += [flat(180, 60, 460), *(upright(x, 120, 180) for x in edges)]
    for y, row in ((125, ("拨款", "9.00", "教育", "5.00")), (145, ("", "", "住房", "4.00")), (165, ("结转", "0.00", "", ""))):
        words += [word(text, x, y) for text, x in zip(row, (64, 235, 264, 435), strict=True) if text]
    (table,) = drawn([reading(1, words, rules)])
    assert texts(table) == [["拨款", "9.00", "教育", "5.00"], ["", "", "住房", "4.00"], ["结转", "0.00", "", ""]]


def test_figures_broken_over_two_lines_are_no_rows() -> None:
    words, rules = lay([["项目", "预算数", "决算数"], ["其他支出", "0.50", "0.50"]], EDGES, 100)
    rules += frame(60, 140, 160, 165) + frame(160, 140, 260, 165) + frame(260, 140, 360, 165)
    for x in (164, 264):
        words += [word("66,036,274.8", x, 141), word("4", x + 55, 152)]
    (table,) = drawn([reading(1, [*words, word("本年支出合计", 64, 147)], rules)])
    assert texts(table)[-1] == ["本年支出合计", "66,036,274.84", "66,036,274.84"]


def test_a_header_printed_again_below_an_open_frame_is_no_rest_of_a_row() -> None:
    head = ["项目", "预算数", "决算数"]
    words, rules = lay([head, ["教育支出", "1.00", "2.00"]], EDGES, 760)
    open_frame = [r for r in rules if not (r.y0 == r.y1 == 800)]
    one = reading(1, words, open_frame)
    (table,) = drawn([one, reading(2, *lay([head, ["住房支出", "3.00", "4.00"]], EDGES, 60), after=one.lines[-1].number)])
    assert texts(table) == [["教育支出", "1.00", "2.00"], ["住房支出", "3.00", "4.00"]]


def test_cells_beyond_borderless_blank_ones_are_of_the_same_table() -> None:
    edges = [60.0, 100.0, 140.0, 180.0, 280.0, 360.0]
    rows = [
        ["类", "款", "项", "名称", "合计"],
        ["201", "", "", "公共服务", "1.00"],
        ["", "03", "", "政府办公厅", "1.00"],
        ["", "", "01", "行政运行", "1.00"],
        ["202", "", "", "外交支出", "3.00"],
    ]
    words: list[Word] = []
    rules: list[Ruling] = []
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell:
                rules += frame(edges[c], 100 + 20 * r, edges[c + 1], 120 + 20 * r)
                words.append(word(cell, edges[c] + 4, 105 + 20 * r))
    (table,) = drawn([reading(1, words, rules)])
    assert texts(table) == rows[1:]


def test_heads_set_closely_one_below_another_without_rules_are_levels() -> None:
    words = [
        *(word(text, x, 110.0) for text, x in (("科目编码", 60), ("科目名称", 150))),
        word("本年政府性基金预算支出", 285, 105.0),
        *(word(text, x, 115.0) for text, x in (("合计", 250), ("基本支出", 320), ("项目支出", 400))),
    ]
    for y, row in enumerate([("212", "城乡社区支出", "86.86", "0.00", "86.86"), ("229", "其他支出", "1.50", "0.00", "1.50")]):
        words += [word(text, x, 126.0 + 10 * y) for text, x in zip(row, (72, 140, 272, 352, 432), strict=True)]
    (table,) = drawn([reading(1, words)])
    top = "本年政府性基金预算支出"
    assert table.columns == (("科目编码",), ("科目名称",), (top, "合计"), (top, "基本支出"), (top, "项目支出"))


def test_wrapped_heads_set_low_are_one_head_each() -> None:
    words = [word("项目", 60, 115.0), word("一般公共预算", 150, 105.0), word("财政拨款", 160, 115.0), word("其他收入", 260, 115.0)]
    for y, row in enumerate([("教育支出", "86.86", "0.00"), ("其他支出", "1.50", "0.00"), ("合计", "88.36", "0.00")]):
        words += [word(text, x, 126.0 + 10 * y) for text, x in zip(row, (60, 185, 280), strict=True)]
    (table,) = drawn([reading(1, words)])
    assert table.columns == (("项目",), ("一般公共预算财政拨款",), ("其他收入",))


def test_a_wrapped_head_beside_a_head_with_two_below_it_is_one_head() -> None:
    words = [
        *(word(text, x, y) for text, x, y in (("项目", 115, 103), ("科目编码", 60, 116), ("科目名称", 150, 116), ("合计", 250, 109.5))),
        *(word(text, x, y) for text, x, y in (("事业单位", 310, 104.5), ("经营收入", 310, 114.5), ("其他收入", 400, 109.5))),
    ]
    for y, row in enumerate([("212", "城乡社区支出", "86.86", "0.00", "86.86"), ("229", "其他支出", "1.50", "0.00", "1.50")]):
        words += [word(text, x, 128.0 + 12 * y) for text, x in zip(row, (72, 140, 252, 330, 420), strict=True)]
    (table,) = drawn([reading(1, words)])
    assert table.columns == (("项目", "科目编码"), ("项目", "科目名称"), ("合计",), ("事业单位经营收入",), ("其他收入",))


def test_codes_and_figures_broken_over_lines_stand_in_the_row_of_their_figures() -> None:
    rows = [("科目编码", "科目名称", "合计")]
    words = [word(text, x, 100) for text, x in zip(rows[0], (60, 150, 300), strict=True)]
    for n, (code, rest, name, amount) in enumerate(
        [
            ("206", "", "科学技术支出", "13,457.96"),
            ("206020", "4", "重点实验室/及相关设施", "721.39"),
            ("20604", "04", "科技成果转化", "0.20"),
        ]
    ):
        y = 125 + 26 * n
        words += [word(code, 60, y - 5 if rest else y), *([word(rest, 60, y + 6)] if rest else [])]
        words += [word(part, 150, y - 5 + 11 * k if "/" in name else y) for k, part in enumerate(name.split("/"))]
        words.append(word(amount, 340 - 5 * len(amount), y))
    words += [word("合计", 60, 203), word("13,457.9", 300, 198), word("6", 335, 209)]
    (table,) = drawn([reading(1, words)])
    assert texts(table) == [
        ["206", "科学技术支出", "13,457.96"],
        ["2060204", "重点实验室及相关设施", "721.39"],
        ["2060404", "科技成果转化", "0.20"],
        ["合计", "", "13,457.96"],
    ]


def test_figures_set_at_the_top_of_their_rows_stand_beside_the_first_line_of_a_name() -> None:
    words = [word("项目", 100, 100), word("决算数", 260, 100)]
    names = ["一、一般公共预算/财政拨款", "二、政府性基金预/算财政拨款", "三、其他收入", "四、上年结转收入/和结余"]
    y = 125.0
    for n, name in enumerate(names):
        words.append(word(f"{n + 1}.00", 270, y))
        for line in name.split("/"):
            words.append(word(line, 60, y))
            y += 11
    (table,) = drawn([reading(1, words)])
    assert texts(table) == [[name.replace("/", ""), f"{n + 1}.00"] for n, name in enumerate(names)]


def test_numbers_of_columns_stand_under_heads_and_no_figures() -> None:
    words = [word(text, x, 100) for text, x in (("项目", 100), ("行次", 225), ("决算数", 300))]
    words += [word(text, x, 115) for text, x in (("栏次", 100), ("1", 312))]
    for n, name in enumerate(("一、财政拨款收入", "二、上级补助收入", "三、其他收入", "总计")):
        words += [word(name, 60, 130.0 + 15 * n), word(str(n + 1), 215, 130.0 + 15 * n), word(f"{n}.50", 350, 130.0 + 15 * n)]
    (table,) = drawn([reading(1, words)])
    assert table.columns == (("项目",), ("行次",), ("决算数",))
    assert texts(table)[0] == ["一、财政拨款收入", "1", "0.50"]


def test_figures_broken_over_lines_stand_in_the_row_with_whose_figures_one_of_their_lines_is_level() -> None:
    words = [word(text, x, 100) for text, x in (("项目", 60), ("合计", 200), ("其他收入", 300))]
    for n, name in enumerate(("教育支出", "其他支出", "住房保障支出")):
        y = 130.0 + 25 * n
        words += [word(name, 60, y), word("10,134,152.1", 200, y - 11), word("4", 255, y), word("1,464.24", 300, y)]
    (table,) = drawn([reading(1, words)])
    assert texts(table) == [[name, "10,134,152.14", "1,464.24"] for name in ("教育支出", "其他支出", "住房保障支出")]


def test_the_last_letter_of_a_wrapped_head_is_no_head_below_it() -> None:
    words = [
        *(word(text, x, y) for text, x, y in (("项目", 115, 103), ("科目编码", 60, 113), ("科目名称", 150, 113))),
        *(word(text, x, y) for text, x, y in (("本年支出合", 240, 103), ("计", 260, 113), ("基本支出", 330, 108))),
    ]
    for y, row in enumerate([("212", "城乡社区支出", "86.86", "0.00"), ("229", "其他支出", "1.50", "0.00")]):
        words += [word(text, x, 128.0 + 12 * y) for text, x in zip(row, (72, 140, 255, 350), strict=True)]
    (table,) = drawn([reading(1, words)])
    assert ("本年支出合计",) in table.columns


BELOW_HEADER = [
    ("教育支出", "3,005.10", "2,900.00"),
    *((name, "", "") for name in ("外交支出", "国防支出", "科学技术支出", "农林水支出")),
    ("住房公积金", "7.10", "-"),
    ("合计", "3,012.20", "2,900.00"),
]


@pytest.mark.parametrize("outer", [False, True])
def test_rows_below_a_header_that_alone_is_ruled_stand_in_its_columns(outer: bool) -> None:
    words, rules = lay([["项目", "预算数", "决算数", "备注"]], [*EDGES, 460], 100)
    rules += [flat(260, 60, 460), upright(60, 120, 260), upright(460, 120, 260)] if outer else []
    for n, row in enumerate(BELOW_HEADER):
        words += [word(text, x, 125 + 20 * n) for text, x in zip(row, (64, 200, 300), strict=True) if text]
    (table,) = drawn([reading(1, words, rules)])
    assert table.columns == (("项目",), ("预算数",), ("决算数",), ("备注",))
    assert texts(table) == [[*row, ""] for row in BELOW_HEADER]


def test_a_header_printed_again_in_a_frame_without_rules_between_rows() -> None:
    edges, head = [*EDGES, 460], ["项目", "预算数", "决算数", "备注"]
    words, rules = lay([head], edges, 100)
    more, lines = lay([head], edges, 180)
    rules += [*lines, flat(260, 60, 460), upright(60, 120, 260), upright(460, 120, 260)]
    for n, row in enumerate(BELOW_HEADER[:6]):
        words += [word(text, x, 125 + 20 * n + 20 * (n > 2)) for text, x in zip(row, (64, 200, 300), strict=True) if text]
    words += [word("3.00", 200, 245), word("2.00", 300, 245)]
    (table,) = drawn([reading(1, [*words, *more], rules)])
    assert [row[0] for row in texts(table)] == [row[0] for row in BELOW_HEADER[:6]]
    assert texts(table)[0][1:3] == ["3,005.10", "2,900.00"]


def test_figures_below_a_ruled_frame_of_figures_are_none_of_its_rows() -> None:
    words, rules = lay([["项目", "预算数", "决算数"], ["教育支出", "3.00", "2.00"]], EDGES, 100)
    words += [word(text, x, y) for y in (165, 185) for text, x in (("电话", 64), ("5,678.00", 200), ("9,321.00", 300))]
    assert texts(drawn([reading(1, words, rules)])[0]) == [["教育支出", "3.00", "2.00"]]


@pytest.mark.parametrize("name", ["三、卫生健康支出", "（二）公共安全支出", "结转下年", "本年支出合计"])
def test_the_dash_for_nothing_and_the_name_beside_it_without_a_rule_between(name: str) -> None:
    edges = [60.0, 160.0, 220.0, 340.0, 420.0]
    words, rules = lay([["收入", "决算数", "支出", "决算数"]], edges, 100)
    for y, left in ((125, "-"), (145, "--"), (165, "—")):
        width = 10 if left == "—" else 5 * len(left)
        words += [word("其他收入", 64, y), word(left + name, 220 - width, y), word("635.21", 386, y)]
    (table,) = drawn([reading(1, words, rules)])
    assert [row[1:] for row in texts(table)] == [[left, name, "635.21"] for left in ("-", "--", "—")]


def test_merged_cells_whose_borders_are_drawn_along_their_first_row_only() -> None:
    edges = [60.0, 160.0, 260.0, 360.0, 460.0]
    body = [["教育支出", "5.00", "3.00", "2.00"], ["住房支出", "1.00", "1.00", "0.00"]]
    words, rules = lay([["", "", "基本支出", "<"], ["", "", "人员经费", "公用经费"], *body], edges, 100)
    lost = [r for r in rules if (r.x0 == r.x1 in (160.0, 260.0) and r.y0 == 120) or (r.y0 == r.y1 == 120 and r.x1 <= 260)]
    words += [word("项目", 64, 115), word("合计", 164, 115)]
    (table,) = drawn([reading(1, words, [r for r in rules if r not in lost])])
    assert table.columns == (("项目",), ("合计",), ("基本支出", "人员经费"), ("基本支出", "公用经费"))
    assert texts(table) == body


def test_a_header_of_names_and_a_group_of_columns_is_no_entry_of_a_sheet() -> None:
    rows = [["科目名称", "本年支出", "<", "<"], ["", "合计", "基本支出", "项目支出"], ["教育支出", "5.00", "3.00", "2.00"]]
    (table,) = drawn([reading(1, *lay(rows, [60.0, 160.0, 260.0, 360.0, 460.0], 100))])
    assert table.columns == (("科目名称",), ("本年支出", "合计"), ("本年支出", "基本支出"), ("本年支出", "项目支出"))


BROKEN = [(("21", "1"), "节能环保支出", ("461", ".90"), ("1,46", "1.90")), (("22", "1"), "住房保障支出", ("27.", "00"), ("1,02", "7.00"))]


def narrow(top: float) -> tuple[list[Word], list[Ruling]]:
    """Rows whose codes and figures are too wide for their columns, each in two lines that fill them."""
    words, rules = lay([["编码", "科目名称", "合计", "支出"]], edges := [60.0, 82.0, 160.0, 187.0, 219.0], top)
    for n, (code, name, total, spent) in enumerate(BROKEN):
        y = top + 20 + 30 * n
        for a, b in pairwise(edges):
            rules += frame(a, y, b, y + 30)
        words += [word(name, 84, y + 9)]
        words += [word(text, x, y + 3 + 12 * k) for x, pair in ((62, code), (162, total), (189, spent)) for k, text in enumerate(pair)]
    return words, rules


def test_rows_whose_codes_and_figures_are_all_broken_are_one_row_each() -> None:
    (table,) = drawn([reading(1, *narrow(100))])
    assert texts(table) == [["211", "节能环保支出", "461.90", "1,461.90"], ["221", "住房保障支出", "27.00", "1,027.00"]]


HEAD = ["科目编码", "科目名称", "合计"]


@pytest.mark.parametrize("head", [[], [HEAD]])
def test_figures_broken_by_the_end_of_a_page_go_on_below_the_header_printed_again(head: list[list[str]]) -> None:
    first = [HEAD, ["205", "教育支出", "1,005.00"], ["22", "住房保障支", "16,477.2"]]
    (table,) = drawn(sheets([first, [*head, ["1", "出", "6"], ["22102", "住房改革支出", "16,477.26"]]]))
    assert texts(table)[1:] == [["221", "住房保障支出", "16,477.26"], ["22102", "住房改革支出", "16,477.26"]]


def test_figures_with_one_decimal_are_not_broken_by_the_end_of_a_page() -> None:
    first = [HEAD, ["205", "教育支出", "1,005.5"], ["207", "文化支出", "12.5"]]
    (table,) = drawn(sheets([first, [["", "住房支出", "3"], ["", "其他支出", "4.5"]]]))
    assert [row[2] for row in texts(table)] == ["1,005.5", "12.5", "3", "4.5"]


def test_two_ruled_heads_above_rows_without_rules() -> None:
    words, rules = lay([["项目", "2024年预算数"]], [60.0, 260.0, 360.0], 100)
    for y, name, amount in ((125, "合计", "9.50"), (140, "公务接待费", "2.00"), (155, "公务用车购置费", "7.50")):
        words += [word(name, 64, y), word(amount, 330, y)]
    (table,) = drawn([reading(1, words, rules)])
    assert table.columns == (("项目",), ("2024年预算数",))
    assert texts(table) == [["合计", "9.50"], ["公务接待费", "2.00"], ["公务用车购置费", "7.50"]]


def test_codes_of_classes_broken_in_a_narrow_column_stand_in_the_rows_of_their_figures() -> None:
    words = [word(text, x, 100) for text, x in (("类", 60), ("款", 100), ("科目名称", 130), ("合计", 240), ("基本支出", 330))]
    rows = (
        ("03", "体育", "54,541,4", "75.26", "7.85"),
        ("99", "其他文化", "1,190,58", "2.73", "2.73"),
        ("08", "出让支出", "501,626.", "79", "0.00"),
    )
    for n, (code, name, first, rest, other) in enumerate(rows):
        y = 130 + 24 * n
        words += [word("20", 60, y), word("7", 64, y + 11), word(code, 100, y + 5), word(name, 130, y + 5)]
        words += [word(first, 240, y), word(rest, 260, y + 11), word(other, 340, y + 5)]
    rules = [flat(y, 55, 380) for y in (95, 118, 205)]
    (table,) = drawn([reading(1, words, rules)])
    assert texts(table) == [["207", c, n, a + b, o] for c, n, a, b, o in rows]
