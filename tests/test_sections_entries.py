"""Whom filled-in sheets name."""

from __future__ import annotations

from extractor.sections.entries import entered
from extractor.sections.meta import BY_ENTRY, _agency
from tests.tables_by_hand import table


def test_the_agency_that_fills_in_a_sheet_before_the_one_that_spends_and_the_one_above_both() -> None:
    rows = ("主管部门|某市农业农村局|实施单位（盖章）|某市蔬菜中心", "项目单位名称|3|联系人|李某", "部门名称：|108-某市供销社||")
    votes = entered([table("项目支出绩效自评表", "|||", *rows)])
    assert (votes["某市农业农村局"], votes["某市蔬菜中心"], votes["某市供销社"]) == (1, 2, 3)


def test_names_in_what_was_taken_for_the_header() -> None:
    columns = "项目名称>地方主管部门|公路>某省交通厅|公路>资金使用单位|公路>某市交通局"
    votes = entered([table("转移支付绩效目标自评表", columns, "总额|1|1|1")])
    assert (votes["某省交通厅"], votes["某市交通局"], votes["公路"]) == (1, 2, 0)


def test_a_list_names_the_agency_of_all_its_rows_or_none() -> None:
    assert entered([table("", "预算单位|项目名称", "某县应急局|检查经费", "|运维费")])["某县应急局"] == 3
    assert entered([table("", "预算单位|项目名称", "某县应急局|检查经费", "某县救援队|运维费")])["某县应急局"] == 0


def test_an_agency_that_only_sheets_name_is_less_sure_than_one_of_the_text() -> None:
    sheets = [table("项目支出绩效自评表", "|||", "项目单位名称|某市供销社|联系人|李某")]
    assert _agency("", [], [], sheets) == ("某市供销社", BY_ENTRY)
    told, sure = _agency("", [], ["部门：某市商务局"], sheets)
    assert told == "某市商务局" and sure > BY_ENTRY
