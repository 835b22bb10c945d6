"""Tables whose cells the source separates: tabs (→ below), pipes, html, and what converters do to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.records import Cell, Table
from extractor.tables import find
from extractor.tables.headers import count_columns, headed
from extractor.tables.parts import part_of
from tests import texts as documents
from tests.texts import paths, texts


def tables_of(text: str) -> list[Table]:
    return documents.tables_of(text.replace("→", "\t"))


FINAL = """## 收入支出决算总表
公开01表
部门：某县水利局→2022年度→金额单位：万元
收入→→→支出→→
项目→行次→金额→项目→行次→金额
栏次→→1→栏次→→2
一、一般公共预算财政拨款收入→1→220.25一、一般公共服务支出→32→
二、政府性基金预算财政拨款收入→2→→二、外交支出→33→
三、上级补助收入→3→0.00三、国防支出→34→1.5
合计→4→220.25→合计→35→1.5
注：1. 本表反映部门本年度的总收支。
2. 本表金额转换为万元时，因四舍五入可能存在尾差。
第二部分 说明
"""


def test_a_two_sided_form_with_cells_run_together() -> None:
    (table,) = tables_of(FINAL)
    assert (table.title, table.unit, table.caption) == ("收入支出决算总表", "万元", (1, 2, 3))
    assert paths(table) == ["收入>项目", "收入>行次", "收入>金额", "支出>项目", "支出>行次", "支出>金额"]
    assert texts(table)[0] == ["一、一般公共预算财政拨款收入", "1", "220.25", "一、一般公共服务支出", "32", ""]
    assert texts(table)[2] == ["三、上级补助收入", "3", "0.00", "三、国防支出", "34", "1.5"]
    assert [edit.why for edit in table.rows[0][2].edits] == ["split_cell"]
    assert len(table.notes) == 1 and table.notes[0].endswith("尾差。")
    assert table.rows[1][0].places[0].lines == (8, 8)
    assert table.lines == frozenset(range(4, 11))


def test_rows_cut_by_lines_and_rows_short_of_cells() -> None:
    (table,) = tables_of("""支出决算表
单位：元
项目→→本年支出合计→基本支出→项目支出
功能分类科目编码→科目名称→→→
栏次→→1→2→3
→合计→1,200.00→1,000.00→200.00
205 教育支出→1,200.00→1,000.00→200.00
20501→教育管理事务→1,000.00
2050101→行政运行→1,000.00→1,000.00
2050102→一般行政管理
事务→200.00→→200.00
""")
    assert texts(table) == [
        ["", "合计", "1,200.00", "1,000.00", "200.00"],
        ["205", "教育支出", "1,200.00", "1,000.00", "200.00"],
        ["20501", "教育管理事务", "1,000.00", "", ""],
        ["2050101", "行政运行", "1,000.00", "1,000.00", ""],
        ["2050102", "一般行政管理事务", "200.00", "", "200.00"],
    ]
    assert [edit.why for edit in table.rows[4][1].edits] == ["joined_line"]
    assert table.rows[4][1].places[-1].lines == (11, 11)


def test_a_blank_line_inside_and_another_table_right_below() -> None:
    first, second = tables_of("""科目编码→科目名称→合计→财政拨款→其他收入
205→教育支出→10→10→

合计→→10→10→
项目→预算数→决算数→完成率
公务接待费→5→4→80%
""")
    assert texts(first) == [["205", "教育支出", "10", "10", ""], ["合计", "", "10", "10", ""]]
    assert paths(second) == ["项目", "预算数", "决算数", "完成率"]


def test_tables_below_one_another_keep_their_captions() -> None:
    first, second = tables_of("""表1 部门收入总表
单位：万元
科目编码→科目名称→合计→财政拨款→其他收入
205→教育支出→10→10→
合计→→10→10→
表2 部门支出总表
单位：元
科目编码→科目名称→合计→基本支出→项目支出
205→教育支出→100000→80000→20000
合计→→100000→80000→20000
""")
    assert (first.title, first.unit) == ("部门收入总表", "万元")
    assert (second.title, second.unit) == ("部门支出总表", "元")


def test_a_table_over_three_pages_with_and_without_its_header() -> None:
    (table,) = tables_of("""支出决算表
单位：万元
科目编码→科目名称→合计→基本支出→项目支出
205→教育支出→10→8→2
\f支出决算表（续）
单位：万元
科目编码→科目名称→合计→基本支出→项目支出
206→科学技术支出→1→1→
\f207→文化支出→2→2→
合计→→13→11→2
注：本表反映。
""")
    assert [row[0] for row in texts(table)] == ["205", "206", "207", "合计"]
    assert [place.page for place in table.places] == [1, 2, 3]
    assert table.unit == "万元"


def test_the_next_page_begins_with_items_of_the_list_that_have_no_amounts() -> None:
    text = (
        "收入支出决算总表\n单位：万元\n收入→→支出→\n项目→决算数→项目→决算数\n一、财政拨款收入→5.5→一、一般公共服务支出→5.5\n"
        "二、事业收入→→二、外交支出→\n\n→→三、国防支出→\n→→四、教育支出→\n总计→5.5→总计→5.5\n"
    )
    (table,) = tables_of(text)
    assert [row[2] for row in texts(table)] == ["一、一般公共服务支出", "二、外交支出", "三、国防支出", "四、教育支出", "总计"]


def test_levels_of_a_header_written_into_one_word() -> None:
    text = "支出总表\n| 科目编码 | 科目名称 | 本年支出-合计 | 本年支出-基本支出 | 本年支出-项目支出 | |\n|---|---|---|---|---|---|\n| 205 | 教育 | 5 | 3 | 2 | 略 |\n"
    (table,) = tables_of(text)
    assert paths(table)[2:] == ["本年支出>合计", "本年支出>基本支出", "本年支出>项目支出", ""]
    (table,) = tables_of("支出表\n科目编码→科目名称→上缴/下拨支出\n205→教育支出→5\n20502→普通教育→5\n")
    assert paths(table)[2:] == ["上缴/下拨支出"]


def test_a_caption_cut_into_cells_is_no_header() -> None:
    text = "支出总表\n\n|部门：中共某|省委办公厅||单位：万元|\n|---|---|---|---|\n|科目编码|科目名称|合计|基本支出|\n|205|教育支出|5|5|\n|206|科学支出|6|6|\n"
    (table,) = tables_of(text)
    assert (table.title, table.unit, paths(table)) == ("支出总表", "万元", ["科目编码", "科目名称", "合计", "基本支出"])


def test_an_empty_frame_declared_empty() -> None:
    (table,) = tables_of("""政府性基金预算财政拨款收入支出决算表
单位：万元
项目→→年初结转和结余→本年收入
科目编码→科目名称→→
栏次→→1→2
→合计→→
注：本表反映部门政府性基金预算收支情况。
说明：我部门没有政府性基金收入，也没有使用政府性基金安排的支出，故本表无数据。
""")
    assert table.empty
    assert len(table.notes) == 2


@pytest.mark.parametrize(
    "text",
    [
        "目录\n第一部分 概况\t1\n一、主要职责\t2\n二、机构设置\t3\n第二部分 决算表\t4\n",
        "一、\t贯彻执行国家方针政策。\n二、\t拟订发展规划。\n三、\t承办其他事项。\n",
        "部门：某某局\t单位：万元\n正文。\n",
    ],
)
def test_tabs_that_make_no_table(text: str) -> None:
    assert tables_of(text) == []


HEADER = ["项目>科目编码", "项目>科目名称", "本年支出>小计", "本年支出>基本支出", "本年支出>项目支出"]


@pytest.mark.parametrize(
    "header",
    [
        "项目\t\t本年支出\t\t\n科目编码\t科目名称\t小计\t基本支出\t项目支出\n",  # blanks where spans were
        "项目\t项目\t本年支出\t本年支出\t本年支出\n科目编码\t科目名称\t小计\t基本支出\t项目支出\n",  # the words repeated
        "项目\t本年支出\n科目编码\t科目名称\t小计\t基本支出\t项目支出\n",  # spans collapsed
        "项目\t本年支出\t\t\t\n科目编码\t科目名称\t小计\t基本支出\t项目支出\n",  # collapsed, then filled up
        "项 目\t\t本年支 出\t\t\n科目 编码\t科目名称\t小计\t基本支出\t项目支出\n栏次\t\t1\t2\t3=1-2\n",
    ],
)
def test_headers_whose_spans_were_lost(header: str) -> None:
    (table,) = tables_of(header + "205\t教育支出\t10\t8\t2\n合计\t\t10\t8\t2\n")
    assert paths(table) == HEADER
    assert len(table.rows) == 2


def test_a_header_of_three_levels_collapsed() -> None:
    (table,) = tables_of("""| 预算数 | 决算数 |
|---|---|
| 合计 | 因公出国（境）费 | 公务用车购置及运行费 | 公务接待费 | 合计 | 因公出国（境）费 | 公务用车购置及运行费 | 公务接待费 |
| 小计 | 公务用车购置费 | 公务用车运行费 | 小计 | 公务用车购置费 | 公务用车运行费 |
| 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 |
| 4.1 | | 3.5 | | 3.5 | 0.6 | 0.81 | | 0.67 | | 0.67 | 0.14 |
""")
    assert paths(table)[3] == "预算数>公务用车购置及运行费>公务用车购置费"
    assert paths(table)[11] == "决算数>公务接待费"


HTML = """<p>表五</p><table><tr><td colspan=6>2023年一般公共预算支出表</td></tr><tr><td colspan=4>部门：某某局</td><td colspan=2>单位：元</td></tr>
<tr><td colspan=3>科目编码</td><td rowspan=2>科目名称</td><td colspan=2>支出</td></tr><tr><td>类</td><td>款</td><td>项</td><td>基本支出</td><td>项目支出</td></tr>
<tr><td>205</td><td></td><td></td><td>教育支出</td><td>1</td><td>2</td></tr><tr><td>205</td><td>01</td><td>01</td><td>行政运行</td><td>1</td><td>2</td></tr>
<tr><td colspan=6>注：本表公开到项级。</td></tr></table>"""


def test_title_unit_and_note_in_rows_of_an_html_table() -> None:
    (table,) = tables_of(HTML)
    assert (table.title, table.unit) == ("2023年一般公共预算支出表", "元")
    assert paths(table) == ["科目编码>类", "科目编码>款", "科目编码>项", "科目名称", "支出>基本支出", "支出>项目支出"]
    assert texts(table)[1] == ["205", "01", "01", "行政运行", "1", "2"]
    assert table.notes == ("注：本表公开到项级。",)


def test_a_total_that_shares_its_row_with_the_heads_of_the_code() -> None:
    (table,) = (
        tables_of("""<table><tr><td colspan=4>项目</td><td rowspan=2>本年收入合计</td></tr><tr><td colspan=3>科目编码</td><td>科目名称</td></tr>
<tr><td rowspan=2>类</td><td rowspan=2>款</td><td rowspan=2>项</td><td>栏次</td><td>1</td></tr><tr><td>合计</td><td>12.5</td></tr>
<tr><td colspan=3>2050101</td><td>行政运行</td><td>12.5</td></tr></table>""")
    )
    assert paths(table)[:3] == ["项目>科目编码>类", "项目>科目编码>款", "项目>科目编码>项"]
    assert texts(table) == [["", "", "", "合计", "12.5"], ["2050101", "", "", "行政运行", "12.5"]]


def test_a_sheet_of_entries_has_no_header_of_its_own() -> None:
    (table,) = tables_of("""项目支出绩效自评表
项目名称→天然林保护专项→→→
主管部门→县林业局→实施单位→县林业局→
→年初预算数→全年预算数→全年执行数→执行率
年度资金总额→120→135.5→130.08→96%
""")
    assert texts(table)[0][:2] == ["项目名称", "天然林保护专项"]


def test_sheets_of_one_template_for_the_projects_named_above_them_are_tables_of_their_own() -> None:
    def sheet(project: str) -> str:
        rows = "资金情况→年初预算数→全年执行数→执行率\n年度资金总额→120→114→95%\n财政拨款→120→114→95%\n"
        return f"项目支出绩效自评表\n项目名称：{project}\n{rows}"

    found = tables_of(sheet("公园建设") + "\n" + sheet("道路绿化"))
    assert [table.facts for table in found] == [(("项目名称", "公园建设"),), (("项目名称", "道路绿化"),)]


ROWS = st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99999)), min_size=1, max_size=12)


@given(ROWS, st.sampled_from(["tabs", "pipes", "html"]), st.booleans())
def test_a_coded_table_comes_back_cell_for_cell(rows: list[tuple[int, int]], manner: str, numbered: bool) -> None:
    head = [["科目编码", "科目名称", "合计", "基本支出", "项目支出"], *([["栏次", "", "1", "2", "3"]] if numbered else [])]
    body = [[f"2{code:02d}", f"科目{'甲乙丙丁'[code % 4]}", f"{cents / 100:,.2f}", f"{cents / 100:,.2f}", ""] for code, cents in rows]
    body.append(["", "合计", "1.00", "", "1.00"])
    (table,) = tables_of("支出决算表\n单位：元\n" + _drawn([*head, *body], manner))
    assert texts(table) == body


def _drawn(rows: list[list[str]], manner: str) -> str:
    if manner == "html":
        return "<table>\n" + "\n".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows) + "\n</table>\n"
    if manner == "tabs":
        return "\n".join("\t".join(row) for row in rows) + "\n"
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|---" * len(rows[0]) + "|", *lines[1:]]) + "\n"


def test_rows_short_throughout_are_doubted() -> None:
    (table,) = tables_of("""支出决算表
科目编码→科目名称→合计→基本支出→项目支出
205→教育支出→10→8→2
20501→教育管理事务→8→8
20502→普通教育→2→2
""")
    assert [warning.code for warning in table.warnings] == ["blank_cells_lost"]
    assert table.rows[2][2].confidence <= 0.5


def test_sheets_one_after_another_are_tables_of_their_own_under_the_same_title() -> None:
    def sheet(project: str) -> str:
        return (
            f"| 项目名称 | {project} | | | 项目类别 | 经常性项目 |\n| 年度资金总额 | 20 | 20 | 18 | 90% | 9 |\n| 总分 | | | | 100 | 99 |\n"
        )

    head = "项目支出绩效自评表\n\n|---|---|---|---|---|---|\n"
    for text in (head + sheet("校舍维修") + sheet("教师培训"), head + sheet("校舍维修") + "\n项目支出绩效自评表\n\n" + sheet("教师培训")):
        first, second = find(documents.readings_of(text))
        assert [table.rows[0][1].text for table in (first, second)] == ["校舍维修", "教师培训"]
        assert first.title == second.title == "项目支出绩效自评表"


def test_two_amounts_in_one_cell_beside_a_blank() -> None:
    (table,) = tables_of("""支出决算表
单位：万元
科目编码→科目名称→合计→基本支出→项目支出
205→教育支出→10.00→8.00→2.00
20501→教育管理事务→8.00 8.00→→
20502→普通教育→1 002.00→→1,002.00
""")
    assert texts(table)[1] == ["20501", "教育管理事务", "8.00", "8.00", ""]
    assert [edit.why for edit in table.rows[1][2].edits] == ["split_cell"]
    assert texts(table)[2][2:] == ["1 002.00", "", "1,002.00"]


def test_column_numbers_that_say_so_are_no_row_wherever_they_stand() -> None:
    grid = [["项目", "合计"], ["栏次", "1"], ["教育支出", "5.00"], ["栏次", "1"], ["住房支出", "3.00"]]
    found = headed([[Cell(text) for text in row] for row in grid])
    assert [row[0].text for row in found.rows] == ["教育支出", "住房支出"]
    assert count_columns(["栏次", "①", "②", "③"]) and not count_columns(["栏次", "①", "③"])


@pytest.mark.parametrize("broken", ["办公楼屋面防\n水改造", "办公楼屋面防\n水\n改造"])
def test_a_row_broken_within_a_cell_is_no_header_of_the_next_table(broken: str) -> None:
    text = f"支出情况表\n项目\t说明\t金额\n修缮\t办公楼\t3.00\n维修\t{broken}\t5.00\n合计\t\t8.00\n"
    (table,) = documents.tables_of(text)
    assert texts(table) == [["修缮", "办公楼", "3.00"], ["维修", "办公楼屋面防水改造", "5.00"], ["合计", "", "8.00"]]


def test_the_header_of_a_narrower_table_right_below_another_is_no_half_of_a_row() -> None:
    tables = documents.tables_of("收入表\n来源\t说明\t金额\n拨款\t财政\t3.00\n项目\t支出\n教育\t5.00\n住房\t6.00\n")
    assert [texts(table) for table in tables] == [[["拨款", "财政", "3.00"]], [["教育", "5.00"], ["住房", "6.00"]]]


def test_levels_of_a_code_beside_the_first_figures_are_of_the_header() -> None:
    grid = [["科目编码", "", "", "科目名称", "决算数"], ["类", "款", "项", "合计", "187.40"], ["201", "03", "01", "行政运行", "187.40"]]
    found = headed([[Cell(text) for text in row] for row in grid])
    assert found.columns[:3] == (("科目编码", "类"), ("科目编码", "款"), ("科目编码", "项"))
    assert [[cell.text for cell in row] for row in found.rows] == [["", "", "", "合计", "187.40"], grid[2]]


def test_rows_as_long_as_the_header_stay_where_they_are_beside_longer_ones() -> None:
    head = "支出决算表\n单位：元\n科目编码及名称→本年支出合计→基本支出→项目支出→经营支出\n"
    whole = "".join(f"教育支出{code}→{code}.00→{code}.10→-→-\n" for code in range(20501, 20507))
    longer = "其中→其他教育支出→9.00→-→9.00→-\n其中→社区教育→1.00→1.00→-→-\n"
    (table,) = tables_of(head + whole + longer)
    assert [row[1:3] for row in texts(table)[:6]] == [[f"{code}.00", f"{code}.10"] for code in range(20501, 20507)]


def test_merged_cells_are_as_wide_and_high_as_what_is_left_of_them() -> None:
    covered, blank = Cell(row_span=0, col_span=0), Cell()
    grid = (
        (Cell("甲", 3, 1), Cell("", 1, 2), covered, Cell("乙", 1, 9)),
        (covered, blank, blank, blank),
        (covered, Cell("丙"), blank, Cell("丁")),
    )
    assert part_of(grid, [0, 2], [0, 2, 3]) == (
        (Cell("甲", 2, 1), blank, Cell("乙")),
        (covered, blank, Cell("丁")),
    )
    assert part_of(grid, [], [0]) == () and part_of((), [], []) == ()
