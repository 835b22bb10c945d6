"""The knowledge files are sound, and faults in them are told all at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from extractor import knowledge
from extractor.knowledge import headings
from extractor.knowledge.loader import FOLDER, KnowledgeError, load_from
from extractor.knowledge.wordings import Wording, wordings_from
from extractor.likeness import bare


def test_all_files_are_sound():
    known = knowledge.load()
    assert {"revenue_expenditure_summary", "three_public", "score_summary"} <= set(known.forms)
    assert known.indicators["revenue.total"] == "收入总计"
    assert known.columns["output_score_rate"] == "产出指标得分率"
    assert known.confusions["⻔"] == "门"
    assert {rule.kind for rule in known.kinds} == {
        "final_accounts",
        "budget",
        "department_self_evaluation",
        "project_self_evaluation",
        "other",
    }


def test_names_of_a_code_by_year():
    functional = knowledge.load().functional
    assert functional.name("210", 2018) == "医疗卫生与计划生育支出"
    assert functional.name("210", 2024) == "卫生健康支出"
    assert functional.name("2080504", 2018) == "未归口管理的行政单位离退休"
    assert knowledge.load().economic.name("50102") == "社会保障缴费"
    assert functional.name("9999999") is None


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path):
    folder = tmp_path / "knowledge"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    form = folder / "forms" / "score_summary.toml"
    form.write_text(form.read_text(encoding="utf-8").replace('id = "weight"', 'id = "wieght"'), encoding="utf-8")
    (folder / "kinds.toml").write_text("[[kinds]]\ntitle = 1\n", encoding="utf-8")
    (folder / "vocabulary.toml").write_text((folder / "vocabulary.toml").read_text(encoding="utf-8") + "=", encoding="utf-8")
    with pytest.raises(KnowledgeError) as error:
        load_from(folder)
    for fault in ("wieght is not in vocabulary.toml", "kinds.toml: kind 1: kind", "vocabulary.toml: "):
        assert fault in str(error.value)


def test_labels_of_a_panel_are_shared_by_few_rows_only():
    """A label of two rows of one panel must be one of those that the other rows of the panel decide."""
    shared = {"收入合计", "支出合计", "合计", "收入决算合计", "支出决算合计", "总计", "小计", "本年支出", "本年收入", "教育收费"}
    for form in knowledge.load().forms.values():
        seen: dict[tuple[str, str, str], str] = {}
        for row in form.rows:
            for label in row.labels:
                key = row.panel, row.below, bare(label)
                assert seen.setdefault(key, row.indicator) == row.indicator or bare(label) in shared, (form.id, label)
                seen[key] = row.indicator


@pytest.mark.parametrize(
    ("form", "path", "column"),
    [
        ("revenue_detail", ["财政拨款收入", "小计"], "appropriation"),
        ("revenue_detail", ["财政拨款", "一般公共预算"], "general_budget"),
        ("revenue_detail", ["附属单位上缴收"], "subsidiary_remittance"),
        ("revenue_detail", ["事业收入", "金额"], "institutional"),
        ("revenue_detail", ["合计", "金额"], "total"),
        ("revenue_detail", ["收入预算", "事业收", "入"], "institutional"),
        ("revenue_detail", ["收入预算", "事业单", "位", "经营收入"], "business"),
        ("expenditure_detail", ["对附属", "单位补助支", "出"], "subsidiary_subsidy"),
        ("revenue_detail", ["事业收入（不含教育收费）"], "institutional"),
        ("general_budget_expenditure", ["本年支出", "小计"], "total"),
        ("general_budget_expenditure", ["本年支出", "基本支出", "合计"], "basic"),
        ("general_budget_expenditure", ["2023年决算数比2022年", "增减%"], "change_rate"),
        ("appropriation_summary", ["支出", "决算数", "合计"], "total"),
        ("appropriation_summary", ["支出", "一般公共 预算财政 拨款"], "general_budget"),
        ("government_fund_budget", ["本年支出", "合计"], "expenditure"),
        ("general_budget_basic_expenditure", ["人员经费", "决算数"], "final"),
        ("expenditure_detail", ["对附属单 位补助支 出"], "subsidiary_subsidy"),
        ("department_self_evaluation", ["全年执行数（B）"], "executed"),
    ],
)
def test_headers(form: str, path: list[str], column: str):
    found = headings.match(knowledge.load().forms[form], path)
    assert found is not None
    assert found.column.id == column


def test_year_unit_and_role_of_a_header():
    assert [headings.role(path) for path in (["单位代", "码"], ["项目", "功能分类", "科目名", "称"], ["科目", "金额"])] == [
        "note",
        "label",
        "value",
    ]
    assert headings.year_of(["2022年决算数"], 2023) == 2022
    assert headings.year_of(["上年执行数"], 2023) == 2022
    assert headings.year_of(["上年结转"], 2023) == 2023
    assert headings.unit_of(["全年预算数（万元）"]) == "万元"
    assert headings.unit_of(["预算数（人民币元）"]) == headings.unit_of(["预算数", "单位：人民币元"]) == "元"
    assert [headings.role([w]) for w in ("科目编码", "项", "科目名称", "行次", "偏差原因", "决算数", "单位代码", "单位名称（功能分类科目名称）")] == [
        "code", "code", "label", "ordinal", "note", "value", "note", "label",
    ]  # fmt: skip


def test_wordings_are_compiled_by_name_and_their_faults_told_at_once(tmp_path: Path):
    file = tmp_path / "signs.toml"
    file.write_text("[end]\nany_of = ['局', '厅']\nafter = '$'\n", encoding="utf-8")
    end = wordings_from(file)["end"]
    assert end.search("水利局") and not end.search("局长")
    file.write_text("[one]\nany_of = ['(']\n[two]\nwords = ['局']\n[three]\nany_of = ['局']\n", encoding="utf-8")
    with pytest.raises(KnowledgeError) as error:
        wordings_from(file)
    with pytest.raises(ValueError, match="no regular expression"):  # of whatever file a wording is read
        Wording(any_of=("[",))
    assert "signs.toml: one: " in str(error.value) and "signs.toml: two: " in str(error.value) and "three" not in str(error.value)
    with pytest.raises(KnowledgeError, match=r"absent\.toml"):
        wordings_from(tmp_path / "absent.toml")
