"""Figures misread by OCR and told by arithmetic; and figures that stay as they are."""

from __future__ import annotations

from decimal import Decimal

from drawn_figures import figure

from extractor.checks.verdict import finding
from extractor.digits import doubted, excused, mended
from extractor.records import Box, Cell, Check, Evidence, Glyph, Observation, Place, Signals, Table

WIDE = Box(0, 0, 10, 10)


def read_as(text: str, **doubts: tuple[str, float]) -> Cell:
    """A cell read by OCR; `at2=("5", 0.3)`: the third character might be a 5."""
    found = [Glyph(c, 0.998, (doubts[f"at{i}"],) if f"at{i}" in doubts else (), WIDE) for i, c in enumerate(text)]
    return Cell(text, glyphs=tuple(found), reading=0.99)


def observed(*cells: Cell) -> tuple[tuple[Observation, ...], tuple[Table, ...]]:
    """One observation a cell, in 万元, o1, o2, ... down a table of one column."""
    table = Table("t1", "支出表", (("合计",),), tuple((cell,) for cell in cells))
    some = [figure("收入总计", cell.text) for cell in cells]
    placed = [
        o._replace(id=f"o{i + 1}", evidence=(Evidence(Place(1), "t1", i, 0),), signals=Signals(ocr=0.99), raw_unit="万元")
        for i, o in enumerate(some)
    ]
    return tuple(placed), (table,)


def identities(observations: tuple[Observation, ...], *equations: tuple[str, str]) -> tuple[Check, ...]:
    """`("o1", "o2 o3")`: o1 = o2 + o3."""
    values = {o.id: o.value or Decimal(0) for o in observations}
    found = []
    for whole, parts in equations:
        gap = values[whole] - sum(values[p] for p in parts.split())
        status = "fail" if abs(gap) > 100 else "pass"
        found.append(Check("sum.row", status, "error", "", difference=gap, tolerance=Decimal(100), observations=(whole, *parts.split())))
    return tuple(found)


def settled(cells: list[Cell], *equations: tuple[str, str]) -> list[str]:
    observations, tables = observed(*cells)
    after, _ = mended(observations, identities(observations, *equations), tables, lambda others: identities(others, *equations))
    return [o.raw_value for o in after]


TWO = (("o1", "o2 o3"), ("o4", "o1 o5"))


def test_a_runner_up_that_closes_a_row_and_a_column_is_taken_and_said():
    cells = [read_as("2,897.22", at2=("3", 0.002)), read_as("122.00"), read_as("2,275.22"), read_as("4,000.00"), read_as("1,602.78")]
    assert settled(cells, *TWO)[0] == "2,397.22"
    observations, tables = observed(*cells)
    after, _ = mended(observations, identities(observations, *TWO), tables, lambda others: identities(others, *TWO))
    assert after[0].value == Decimal(23972200)
    assert [(e.why, e.before, e.after) for e in after[0].repairs] == [("ocr_digit", "2,897.22", "2,397.22")]
    assert after[0].signals.ocr is not None and after[0].signals.ocr < 0.9


def test_what_the_recogniser_never_thought_of_stays():
    cells = [read_as("2,897.22"), read_as("122.00"), read_as("2,275.22"), read_as("4,000.00"), read_as("1,602.78")]
    assert settled(cells, *TWO)[0] == "2,897.22"


def test_one_identity_proves_nothing():
    cells = [read_as("897.22", at0=("3", 0.3)), read_as("122.00"), read_as("275.22")]
    assert settled(cells, ("o1", "o2 o3"))[0] == "897.22"


def test_an_identity_that_held_is_not_broken():
    cells = [
        read_as("897.22", at0=("3", 0.3)),
        read_as("122.00"),
        read_as("275.22"),
        read_as("1,000.00"),
        read_as("602.78"),
        read_as("897.22"),
    ]
    assert settled(cells, ("o1", "o2 o3"), ("o4", "o1 o5"), ("o6", "o1"))[0] == "897.22"


def test_a_doubled_digit_read_once_is_found_where_the_recogniser_saw_a_gap():
    cells = [read_as("11.39", at0=("", 0.002)), read_as("100.00"), read_as("11.39"), read_as("200.00"), read_as("88.61")]
    assert settled(cells, *TWO)[0] == "111.39"


def test_a_figure_read_badly_accuses_nobody():
    observations, _ = observed(read_as("5.00"), read_as("1.00"), read_as("2.00"))
    failing = identities(observations, ("o1", "o2 o3"))
    unclear = (observations[0]._replace(signals=Signals(ocr=0.6)), *observations[1:])
    assert excused(failing, observations)[0].status == "fail"
    assert excused(failing, unclear)[0].status == "not_applicable"


def test_a_blank_on_a_scan_accuses_nobody():
    observations, _ = observed(read_as("5.00"))
    found = (finding("sum.row_not_split", "各栏均为空。", observations),)
    assert excused(found, observations)[0].status == "not_applicable"
    printed = tuple(o._replace(signals=Signals()) for o in observations)
    assert excused(found, printed)[0].status == "fail"


def test_an_amount_without_the_decimals_of_all_others_is_doubted_and_stays():
    observations, _ = observed(*(read_as(f"{n}.49") for n in range(100, 112)), read_as("149"))
    after = doubted(observations)
    assert after[:-1] == observations[:-1] and after[-1].raw_value == "149"
    assert (after[-1].signals.ocr or 1.0) < 0.9
    whole, _ = observed(*(read_as(str(n)) for n in range(100, 112)))
    assert doubted(whole) is whole


def test_a_whole_number_put_together_from_text_is_doubted_among_amounts_with_decimals():
    """It is a line number or a piece of an amount as likely; in a table whose cells were parted by the source it is none."""
    observations, _ = observed(*(read_as(f"{n}.49") for n in range(100, 112)), read_as("31"))
    text = Evidence(Place(1, None, (3, 3)), "t1")
    placed = tuple(o._replace(signals=Signals(structure=0.99), evidence=(text,)) for o in observations)
    after = doubted(placed)
    assert after[:-1] == placed[:-1] and (after[-1].signals.structure or 1.0) < 0.85
    parted = tuple(o._replace(signals=Signals(structure=1.0)) for o in placed)
    assert doubted(parted) is parted


def test_of_two_figures_that_explain_the_same_failures_none_is_changed():
    cells = [read_as("1,000.00"), read_as("897.22", at0=("3", 0.3)), read_as("602.78", at0=("1", 0.3)), read_as("1,000.00")]
    both = (("o1", "o2 o3"), ("o4", "o2 o3"))
    assert settled(cells, *both) == ["1,000.00", "897.22", "602.78", "1,000.00"]
    sure = [cells[0], cells[1], read_as("602.78"), cells[3]]
    assert settled(sure, *both)[1] == "397.22"
