"""Numbers at the start of a line, as clerks print them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.numerals import numeral
from extractor.sections.numbering import marker


@pytest.mark.parametrize(
    ("text", "style", "value", "number", "rest"),
    [
        ("第一部分 某市教育局概况", "part", 1, "第一部分", "某市教育局概况"),
        ("第 三 部分：决算情况说明", "part", 3, "第三部分", "决算情况说明"),
        ("第二章　部门决算表", "chapter", 2, "第二章", "部门决算表"),
        ("第1节 主要职责", "section", 1, "第1节", "主要职责"),
        ("一、部门职责", "chinese", 1, "一", "部门职责"),
        ("十三、预算绩效情况说明", "chinese", 13, "十三", "预算绩效情况说明"),
        ("二 机构设置", "chinese", 2, "二", "机构设置"),
        ("（一）总体情况", "chinese_brackets", 1, "（一）", "总体情况"),
        ("(二) 工作程序", "chinese_brackets", 2, "(二)", "工作程序"),
        ("（ 三 ）、具体情况", "chinese_brackets", 3, "（三）", "具体情况"),
        ("㈠机构情况", "chinese_brackets", 1, "㈠", "机构情况"),
        ("1. 年度总体目标", "arabic", 1, "1", "年度总体目标"),
        ("2．公务接待费", "arabic", 2, "2", "公务接待费"),
        ("3、2024年驻村经费", "arabic", 3, "3", "2024年驻村经费"),
        ("1.2024年度目标", "arabic", 1, "1", "2024年度目标"),
        ("12．农林水支出", "arabic", 12, "12", "农林水支出"),
        ("（1）工作目标管理", "arabic_brackets", 1, "（1）", "工作目标管理"),
        ("⑵预算管理", "arabic_brackets", 2, "⑵", "预算管理"),
        ("2)资金使用情况", "arabic_half_bracket", 2, "2", "资金使用情况"),
        ("⑩ 资产管理规范性", "circled", 10, "⑩", "资产管理规范性"),
        ("1.2 支出决算情况", "decimal", 2, "1.2", "支出决算情况"),
        ("附件1：自评表", "annex", 1, "附件1", "自评表"),
    ],
)
def test_numbers_are_kept_as_printed_without_their_separator(text: str, style: str, value: int, number: str, rest: str) -> None:
    found = marker(text)
    assert found is not None
    assert (found.style, found.value, found.number, found.rest) == (style, value, number, rest)
    assert text[found.start :] == rest


@pytest.mark.parametrize(
    "text",
    [
        "1.29万元，下降6.55%。",
        "3.5 万元，支出决算为0.67万元",
        "2024年度收支总计",
        "一般公共预算财政拨款",
        "100%。",
        "35人；二是抓好农村饮水安全",
        "12 处",
        "一是加强管理",
        "（类）支出257.08万元",
        "（含）-80分为良",
        "",
    ],
)
def test_quantities_and_words_are_no_numbers_of_items(text: str) -> None:
    assert marker(text) is None


@given(st.integers(1, 99), st.sampled_from(["、", ".", "．"]), st.sampled_from(["部门职责", "“三公”经费", "关于收入的说明"]))
def test_every_chinese_numeral_is_read_back(value: int, separator: str, title: str) -> None:
    found = marker(f"{numeral(value)}{separator}{title}")
    assert found is not None
    assert (found.value, found.rest) == (value, title)


@given(st.text(max_size=60))
def test_any_text_at_all_is_read_without_trouble(text: str) -> None:
    found = marker(text)
    assert found is None or text[found.start :].strip() == found.rest.strip()
