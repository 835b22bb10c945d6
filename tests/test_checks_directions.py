"""大于, 小于, 持平 as the sentence says it, against the two amounts it stands behind."""

from __future__ import annotations

import pytest

from extractor import extract


def verdicts(sentence: str) -> list[str]:
    report = extract(f"某某局2023年度部门决算\n五、一般公共预算财政拨款支出决算情况说明\n{sentence}\n".encode(), filename="report.txt")
    return [check.status for check in report.checks if check.rule == "narrative.direction"]


@pytest.mark.parametrize(
    ("amounts", "words", "expected"),
    [
        ("年初预算为241.76万元，支出决算为207万元", "决算数大于年初预算数的主要原因是人员增加", ["fail"]),
        ("年初预算为100万元，支出决算为90万元", "决算数小于预算数的主要原因是人员减少", ["pass"]),
        ("年初预算为100万元，支出决算为90万元", "决算数与预算数持平", ["fail"]),
        ("年初预算为100万元，支出决算为100.00万元", "决算数等于预算数", ["pass"]),
        ("年初预算为100万元，支出决算为100.00万元", "决算数大于预算数", ["pass"]),  # 99.6 may stand behind 100
        ("年初预算为10万元，支出决算为9万元", "决算数大于（小于）预算数的原因是无", []),
        ("支出决算为9万元", "决算数大于预算数的原因是追加", []),
    ],
)
def test_words_against_amounts(amounts: str, words: str, expected: list[str]) -> None:
    assert verdicts(f"1、住房保障支出（类）住房改革支出（款）购房补贴（项）。{amounts}，{words}。") == expected


def test_two_things_in_one_paragraph_are_left_alone() -> None:
    both = "公务接待费年初预算为2万元，支出决算为1万元。会议情况：机关运行经费年初预算为3万元，支出决算为4万元，决算数大于预算数。"
    assert verdicts(both) == []
