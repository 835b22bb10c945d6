"""Tables as publishing systems and browsers print them: wrapped heads over columns without rules, titles left behind."""

from __future__ import annotations

from extractor.records import Reading, Ruling, Word
from extractor.tables.drawn import drawn
from tests.drawn_readings import lay, reading, word
from tests.texts import paths, texts


def test_the_last_letters_of_two_wrapped_heads_are_no_spread_word() -> None:
    words = [word("收入决算表", 200, 40), *(word(t, x, 80) for t, x in (("事业收", 200), ("经营收", 236)))]
    words += [word(t, x, 86) for t, x in (("科目编码", 40), ("科目名称", 100))]
    words += [word("入", 210, 92), word("入", 246, 92)]
    for n, (code, name) in enumerate((("205", "教育支出"), ("20502", "普通教育"), ("208", "社会保障"))):
        words += [word(t, x, 112 + 15 * n) for t, x in ((code, 40), (name, 100), (f"{n}.25", 210), (f"{n}.75", 246))]
    (table,) = drawn([reading(1, words)])
    assert paths(table) == ["科目编码", "科目名称", "事业收入", "经营收入"]
    assert texts(table)[2] == ["208", "社会保障", "2.25", "2.75"]


def three_public() -> list[Word]:
    words = [word("“三公”经费支出决算表", 200, 40)]
    for title, left in (("预算数", 40), ("决算数", 400)):
        words += [word(title, left + 150, 70), word("公务用车费", left + 150, 84)]
        words += [word(t, left + x, 92) for t, x in (("合计", 0), ("因公出国", 50), ("接待费", 280))]
        words += [word(t, left + x, 100) for t, x in (("小计", 120), ("购置费", 160), ("运行费", 210))]
    return words


def test_blank_columns_between_heads_that_recur_stay() -> None:
    """小计 购置费 运行费 come again in the second half; what lies between the two rounds are columns of their own."""
    words = three_public()
    words += [word(t, x, 124) for t, x in (("5.79", 40), ("4.78", 160), ("4.78", 250), ("1.01", 320))]
    words += [word(t, x, 124) for t, x in (("3.55", 400), ("3.04", 520), ("3.04", 610), ("0.51", 680))]
    flat = [Ruling(30, y, 720, y, 0.5) for y in (64, 80, 118, 140)]
    flat += [Ruling(left + 110, 97, left + 260, 97, 0.5) for left in (40, 400)]
    (table,) = drawn([reading(1, words, flat)])
    assert len(table.columns) == 12 and len({*paths(table)}) == 12
    assert texts(table)[-1] == ["5.79", "", "4.78", "", "4.78", "1.01", "3.55", "", "3.04", "", "3.04", "0.51"]


def form(page: int, *above: Word, after: int = 0) -> Reading:
    words, rules = lay([["项目名称", "合计"], ["合计", "90.50"], ["就业专项", "90.50"]], [40.0, 200.0, 360.0], 100)
    return reading(page, [*above, *words], rules, after)


def test_a_title_left_behind_on_the_page_before_is_the_title() -> None:
    first = reading(1, [word("本部门没有其他需要说明的事项，特此说明。", 40, 700), word("2024年项目支出表", 200, 780)])
    second = form(2, word("部门公开表10", 300, 60), word("单位：万元", 300, 80), after=2)
    (table,) = drawn([first, second])
    assert (table.title, table.unit) == ("2024年项目支出表", "万元")


def test_a_sentence_at_the_end_of_the_page_before_is_no_title() -> None:
    first = reading(1, [word("本部门没有其他需要说明的事项，特此说明。", 40, 780)])
    (table,) = drawn([first, form(2, word("单位：万元", 300, 80), after=1)])
    assert table.title == ""
