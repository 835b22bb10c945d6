"""Letters of a stamp that converters strew over the lines."""

from __future__ import annotations

from extractor.records import Line, Reading
from extractor.repair import mend
from extractor.repair.strewn import gathered

WORD = "政务公开专用"


def text(rows: list[str]) -> Reading:
    return Reading(1, "plain_text", tuple(Line(1, n, row) for n, row in enumerate(rows, 1)))


def kept(rows: list[str]) -> list[str]:
    return [line.text for line in gathered([text(rows)]).pages[0].lines]


def strewn(word: str = WORD, times: int = 7) -> list[str]:
    return [" " * (3 * n) + letter for _ in range(times) for n, letter in enumerate(word)]


def test_letters_that_come_round_in_one_order_are_gathered() -> None:
    body = ["支出决算为1214.91万元，", "完成年初预算的130.23%。", "三、支出决算情况说明", "3.97万元"]
    assert kept([*strewn(), *body]) == body
    assert kept([*strewn(WORD[::-1]), *body]) == body


def test_letters_behind_a_line_and_the_rest_of_the_seal() -> None:
    rows = [*strewn(), "因是年中追加经费。 务", "2010301 行政运行    12.30    政", "三、支出决算情况说明用", "     用章"]
    assert kept(rows) == ["因是年中追加经费。", "2010301 行政运行    12.30", "三、支出决算情况说明"]


def test_letters_between_wide_gaps_of_a_line_that_keeps_its_layout() -> None:
    rows = [*strewn(), "20405      法院      务      303.00   303.00", "            专         32.00    4505.00", "类    款    项"]
    assert [row.split() for row in kept(rows)] == [["20405", "法院", "303.00", "303.00"], ["32.00", "4505.00"], ["类", "款", "项"]]


def test_every_line_that_was_touched_is_counted() -> None:
    assert gathered([text([*strewn(), "因是年中追加经费。 务"])]).lines == 7 * len(WORD) + 1


def test_tails_of_wrapped_names_are_none() -> None:
    tails = ["率", "性", "标", "况", "出", "疗", "性", "率", "出", "标", "疗", "况", "率", "出", "况", "性"] * 4
    assert kept(tails) == tails
    assert kept(["支", "出"] * 20) == ["支", "出"] * 20


def test_pieces_of_a_seal_that_stand_alone_page_after_page() -> None:
    body = ["六、机关运行经费支出情况说明财务专", "追加经费。 财务专", "财务专", "用章", "  财务    专用章", "支出决算1.36万元"]
    assert kept(body) == ["六、机关运行经费支出情况说明", "追加经费。", "支出决算1.36万元"]
    assert kept(["财务专", "项目支出"]) == ["财务专", "项目支出"]


def test_a_document_says_how_many_lines_lost_letters_of_a_stamp() -> None:
    pages = list(mend([text([*strewn(), "支出决算为1214.91万元，完成年初预算的130.23%。"])]))
    assert [warning.code for warning in pages[0].warnings] == ["strewn_letters"]
