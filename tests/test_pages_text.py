"""Plain text, markdown and html as lines: markup taken off, cells kept apart, line numbers those of the file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.errors import DocumentTooLarge
from extractor.options import Options
from extractor.pages import count, plain
from extractor.pages.text_rows.markup import inline, marked
from extractor.pages.text_rows.pipes import pipe_cells
from extractor.pages.text_rows.ragged import unrowed
from extractor.records import Source
from tests.texts import cells, lines_of, pages_of


def said(text: str) -> list[str]:
    return [line.text.strip() for line in lines_of(text) if line.text.strip()]


def test_lines_are_numbered_as_in_the_file_blank_ones_count() -> None:
    lines = lines_of("甲\n\n乙\r\n丙\r丁\n")
    assert [(line.number, line.text) for line in lines if line.text] == [(1, "甲"), (3, "乙"), (4, "丙"), (5, "丁")]


def test_form_feeds_make_pages_and_line_numbers_go_on() -> None:
    pages = pages_of("甲\n乙\n\f丙\n丁\f\n戊")
    assert [page.number for page in pages] == [1, 2, 3]
    assert [(line.page, line.number) for page in pages for line in page.lines if line.text] == [(1, 1), (1, 2), (2, 3), (2, 4), (3, 5)]


def test_only_the_pages_asked_for_are_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service counts pages first and reads them one by one: no page costs the work of those before it."""
    laid_out: list[int] = []
    honest = plain._lines
    monkeypatch.setattr(plain, "_lines", lambda page, rows: laid_out.append(page) or honest(page, rows))
    source = Source("甲\n乙\n\f丙\n丁\f\n戊".encode(), None, "text/plain", "")
    assert (count(source, Options(first_page=2)), laid_out) == (3, [])
    (page,) = plain.pages(source, Options(first_page=3))
    assert laid_out == [3] and [(line.page, line.number) for line in page.lines if line.text] == [(3, 5)]


def test_too_many_pages() -> None:
    with pytest.raises(DocumentTooLarge):
        pages_of("甲\f乙\f丙", max_pages=2)


@pytest.mark.parametrize(
    ("line", "text", "level", "bold"),
    [
        ("## 一、部门职责", "一、部门职责", 2, False),
        ("##一、部门职责", "一、部门职责", 2, False),
        ("## **六、基本支出情况**", "六、基本支出情况", 2, True),
        ("**第四部分 名词解释**", "第四部分 名词解释", 0, True),
        ("**1. 因公出国（境）费**预算为0万元", "1. 因公出国（境）费预算为0万元", 0, False),
        ("**12. 农林水（项）。**年初", "12. 农林水（项）。年初", 0, False),
        ("- 一、收入支出决算总表", "一、收入支出决算总表", 0, False),
        ("- 32 -", "- 32 -", 0, False),
        ("<b>合计</b>", "合计", 0, True),
        ("指标值 <=95%，<10%，> 90 个", "指标值 <=95%，<10%，> 90 个", 0, False),
        ("&gt;=95&#37;&nbsp;元", ">=95% 元", 0, False),
        (r"结余总额/预算数\*100%", "结余总额/预算数*100%", 0, False),
        ("*注：本表反映", "*注：本表反映", 0, False),
        (r"完成率$\geq 95\%$", "完成率≥95%", 0, False),
        ("见[附件](https://a.gov.cn/x.pdf)[注1]", "见附件[注1]", 0, False),
        ("![](images/3.jpg)", "", 0, False),
        ("---", "", 0, False),
        ("<!-- page 3 -->正文", "正文", 0, False),
    ],
)
def test_markup_of_a_line(line: str, text: str, level: int, bold: bool) -> None:
    assert marked(line) == (text, level, bold)


def test_a_cell_of_asterisks_is_the_column_mark_of_budget_tables() -> None:
    assert inline("**") == "**"
    assert cells("**\t**\t1\t2\n合\t计\t3\t4\n")[0] == ("**", "**", "1", "2")


def test_a_pipe_table_of_markdown() -> None:
    lines = lines_of("|项目|金额|备注|\n|:---|---:|---|\n|一、收入|1,2.5|公<br>务|\n|合计|\\*|x\\|y|\n")
    assert [line.cells for line in lines if line.cells] == [("项目", "金额", "备注"), ("一、收入", "1,2.5", "公 务"), ("合计", "*", "x|y")]
    assert [line.number for line in lines if line.cells] == [1, 3, 4]


def test_pipe_tables_without_outer_pipes() -> None:
    assert cells("项目|金额\n---|---\n合计|1\n正文一句。\n") == [("项目", "金额"), ("合计", "1")]
    assert cells("甲|1|2\n乙|3|4\n丙|5|6\n") == [("甲", "1", "2"), ("乙", "3", "4"), ("丙", "5", "6")]


def test_blank_first_and_last_cells_of_tables_without_outer_pipes() -> None:
    text = "类 | 款 | 名称 | 金额\n205 |  | 教育支出 | 3\n | 02 | 普通教育 | \n"
    assert cells(text) == [("类", "款", "名称", "金额"), ("205", "", "教育支出", "3"), ("", "02", "普通教育", "")]
    assert cells("| 205 | 教育 |\n| 206 | 科学 |\n") == [("205", "教育"), ("206", "科学")]


def test_rows_short_of_cells_beside_rows_of_a_table_without_outer_pipes() -> None:
    text = "类| 款| 名称| 金额\n合计| 3| 3\n205| | 教育支出| 3\n| 02| 普通教育| 3\n| 03| 职业教育| 3\n"
    assert [len(row) for row in cells(text)] == [4, 3, 4, 4, 4]


def test_rows_with_one_filled_cell_between_rows() -> None:
    text = "十四、其他\t1\t十六、金融支出\t\n\t\t十七、援助支出\t\n\t\t十八、气象支出\t\n\t\t十九、住房支出\t\n总计\t1\t总计\t5\n"
    assert [row[2] for row in cells(text)] == ["十六、金融支出", "十七、援助支出", "十八、气象支出", "十九、住房支出", "总计"]
    assert cells("总计\t1\t总计\t5\n\t\t本年收入增加。\n") == [("总计", "1", "总计", "5")]


def test_a_pipe_in_a_sentence_is_no_table() -> None:
    assert cells("政务公开|信息公开指南\n正文。\n") == []


def test_a_table_drawn_with_box_characters() -> None:
    drawn = "┌────┬────┐\n│项目│金额│\n├────┼────┤\n│合计│ 1.5│\n└────┴────┘\n"
    assert cells(drawn) == [("项目", "金额"), ("合计", "1.5")]


def test_printed_lines_between_two_rulers_are_one_row() -> None:
    grid = "+----+---+\n| 科 | 1 |\n| 目 |   |\n+----+---+\n| 合 | 2 |\n| 计 |   |\n+----+---+\n"
    lines = [line for line in lines_of(grid) if line.cells]
    assert [line.cells for line in lines] == [("科目", "1"), ("合计", "2")]
    assert [(line.number, line.last) for line in lines] == [(2, 3), (5, 6)]


def test_tabs_inside_a_line_separate_cells_tabs_before_it_indent() -> None:
    assert cells("项目\t\t金额\n\t合计\t1\n合计\t\t\n") == [("项目", "", "金额"), ("", "合计", "1"), ("合计", "", "")]
    assert cells("\t本部门共有车辆2辆。\n\t下一段也是如此。\n") == []


def test_an_html_table_inside_a_text_file() -> None:
    text = "前文\n<table>\n<tr><td rowspan=2>项目</td><td colspan=2>本年支出</td></tr>\n<tr><td>基本</td><td>项目<br>支出</td></tr>\n</table>后文\n"
    lines = lines_of(text)
    assert said(text)[0] == "前文" and said(text)[-1] == "后文"
    rows = [line for line in lines if line.cells]
    assert [row.cells for row in rows] == [("项目", "本年支出", ""), ("", "基本", "项目支出")]
    assert rows[0].spans == ((1, 2), (2, 1), (0, 0)) and rows[1].spans[0] == (0, 0)
    assert [row.number for row in rows] == [3, 4]


def test_an_html_table_never_closed_loses_no_text() -> None:
    assert said("前文\n<table><tr><td>合计</td><td>1</td>\n后文\n") == ["前文", "合计1", "后文"]


def test_control_characters_are_taken_out_and_reported() -> None:
    (page,) = pages_of("部门\x00收支\x0b总表\x01\n单位：万元\n" * 30)
    assert page.lines[0].text == "部门收支 总表"
    assert [warning.code for warning in page.warnings] == ["control_characters_removed"]


HTML = """<html><head><title>标题</title><style>p{}</style><script>var a="<p>假</p>"</script></head><body><div>
<h2>一、收入决算</h2><p><strong>第一部分</strong></p>正文第一行<br>第二
行<span style="display: none">看不见</span>
<table><tr><td>排版<table><caption>收入决算表</caption><thead><tr><th rowspan="2">项目</th><th colspan=2>本年收入</th></tr></thead>
<tr><td>基本<td>项目
支出<tr><td>合计<td>1<td>2</table></td></tr></table>尾部</div></body></html>"""


def test_an_html_page() -> None:
    assert said(HTML) == [
        "一、收入决算",
        "第一部分",
        "正文第一行",
        "第二行",
        "排版",
        "收入决算表",
        "项目\t本年收入",
        "基本\t项目支出",
        "合计\t1\t2",
        "尾部",
    ]
    assert lines_of(HTML)[0].level == 2 and lines_of(HTML)[1].bold
    assert cells(HTML) == [("项目", "本年收入", ""), ("", "基本", "项目支出"), ("合计", "1", "2")]


def links(*targets: str) -> str:
    return "".join(f"<li><a href='{target}'><span>部门决算{n}</span></a></li>" for n, target in enumerate(targets))


@pytest.mark.parametrize(
    ("above", "left_out"),
    [
        (links("/a.html", "#", "javascript:;"), 3),
        (links("#_Toc1", "#_Toc2", "page.html#_Toc3"), 0),  # entries of contents
        (links("/1.xls", "/2.pdf", "/3.DOCX"), 0),  # what comes with the report
        (links("/a.html", "/b.html"), 0),
        (links("/a.html", "/b.html") + "<p>见<a href='/c.html'>附表</a></p>" + links("/d.html"), 0),
    ],
)
def test_the_menu_of_a_site_is_left_out_and_told(above: str, left_out: int) -> None:
    (page,) = pages_of(f"<html><body><ul>{above}</ul><p>某局2022年部门预算</p></body></html>")
    assert [line.text for line in page.lines].count("某局2022年部门预算") == 1
    told = [warning.message for warning in page.warnings if warning.code == "site_menu_removed"]
    assert told == ([f"略去网站导航 {left_out} 行。"] if left_out else [])
    assert any("部门决算" in line.text for line in page.lines) == (not left_out)


def test_a_page_of_links_keeps_them() -> None:
    assert said("<html><body>" + links("/a", "/b", "/c", "/d") + "</body></html>") == [f"部门决算{n}" for n in range(4)]


@pytest.mark.parametrize("depth", [300, 1500, 6000])
def test_deep_nesting_loses_no_text(depth: int) -> None:
    page = "<html><body>" + "<div>" * depth + "深处的字" + "</div>" * depth + "<p>后面</p></body></html>"
    assert said(page) == ["深处的字", "后面"]


def test_absurd_spans_are_clipped() -> None:
    page = "<html><body><table><tr><td colspan=100000>合计</td><td>1</td></tr><tr><td rowspan=0>a</td><td rowspan=99>b</td></tr></table></body></html>"
    rows = [line for line in lines_of(page) if line.cells]
    assert len(rows) == 2 and len(rows[0].cells or ()) == 200


@given(st.lists(st.text("合计收入一二1.5,% -", min_size=1, max_size=6).map(str.strip), min_size=2, max_size=6))
def test_cells_come_back_from_pipes(row: list[str]) -> None:
    assert pipe_cells("| " + " | ".join(row) + " |") == tuple(row)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_any_text_becomes_lines(text: str) -> None:
    for line in lines_of("部门预算\n" + text + "\n单位：万元" * 9):
        assert line.number >= 1


@given(
    st.lists(
        st.sampled_from(["<table>", "</table>", "<tr>", "<td>", "</td>", "合计", "<td colspan=3>", "<br>", "\n", "<td rowspan=2>"]),
        max_size=30,
    )
)
def test_any_soup_of_tags_becomes_lines(soup: list[str]) -> None:
    lines_of("<html><body>甲" + "".join(soup) + "</body></html>")
    lines_of("前文\n" + "".join(soup) + "\n后文")


@pytest.mark.parametrize(
    ("end", "begin", "loose"),
    [("", "", True), (" |", "", False), ("", "  | ", False)],
    ids=["cells missing", "cells that end with pipes", "rows that begin with a blank cell"],
)
def test_rows_short_of_cells_are_no_rows_where_nothing_says_which_cells_they_lack(end: str, begin: str, loose: bool) -> None:
    head = f"一级指标 | 二级指标 | 三级指标 | 分值 | 得分{end}"
    rows = ["产出指标 | 数量指标 | 培训人次 | 10 | 9", f"{begin}培训场次 | 10 | 8", "质量指标 | 合格率 | 10 | 9", f"{begin}优良率 | 10 | 9"]
    assert bool(unrowed([head, *rows])) == loose
