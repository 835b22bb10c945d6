"""Characters to words and lines: by place, not by order; words end at rules and gaps; spread letters are one word."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.records import Box, Char, Page, Ruling
from extractor.words.layer import layer


def chars(text: str, x: float, y: float, *, size: float = 10.0, step: float = 0.0, angle: float = 0.0) -> list[Char]:
    """Characters side by side from x with their tops at y; ASCII is half as wide; `step` is the space between."""
    found = []
    for letter in text:
        width = size / 2 if letter.isascii() else size
        found.append(Char(letter, Box(x, y, x + width, y + size), size, "SimSun", angle))
        x += width + step
    return found


def read(letters: list[Char], rulings: tuple[Ruling, ...] = ()) -> list[list[str]]:
    page = Page(1, "text_layer", 595.0, 842.0, chars=tuple(letters), rulings=rulings)
    return [[word.text for word in line.words] for line in layer(page).lines]


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 1000),
    rows=st.lists(st.tuples(st.text("甲乙丙丁", min_size=1, max_size=8), st.integers(0, 99999)), min_size=1, max_size=6),
)
def test_the_order_of_the_file_does_not_matter(seed: int, rows: list[tuple[str, int]]) -> None:
    letters = [
        char for n, (name, value) in enumerate(rows) for char in (*chars(name, 50, 100 + 20 * n), *chars(f"{value}.00", 300, 100 + 20 * n))
    ]
    random.Random(seed).shuffle(letters)
    assert read(letters) == [[name, f"{value}.00"] for name, value in rows]


def test_words_end_at_vertical_rules() -> None:
    letters = [*chars("741.64", 100, 100), *chars("一、本年收入", 130, 100)]
    assert read(letters) == [["741.64一、本年收入"]]
    assert read(letters, (Ruling(130, 90, 130, 120, 0.5),)) == [["741.64", "一、本年收入"]]


def test_marks_set_close_together_are_letters_of_their_word() -> None:
    """Typesetters set the letter that follows a full-width mark into its blank half."""
    for bracket, stop in ("）。", "︶︒"):
        closed_up = [*chars("支出（项", 100, 100), *chars(bracket, 140, 100), *chars(stop, 145, 100), *chars("年初1.28万元", 152, 100)]
        assert read(closed_up) == [[f"支出（项{bracket}{stop}年初1.28万元"]]
    opened = [*chars("三公支出", 100, 100), *chars("（类）", 135, 100), *chars("科技", 160, 100)]
    assert read(opened) == [["三公支出（类）科技"]]
    assert read([*chars("合计", 100, 100), *chars("公", 114, 100)]) == [["合计", "公"]]  # letters that lie upon each other


def test_an_amount_too_wide_for_its_cell_is_not_cut() -> None:
    wall = (Ruling(150, 90, 150, 120, 0.5),)
    assert read(chars("298,471,611.13", 135, 100), wall) == [["298,471,611.13"]]
    assert read([*chars("合计", 115, 100), *chars("298,471,611.13", 135, 100)], wall) == [["合计", "298,471,611.13"]]
    assert read([*chars("合计", 115, 100), *chars("１３３６６４.８１", 135, 100)], wall) == [["合计", "１３３６６４.８１"]]


def test_amounts_printed_without_a_gap_are_several() -> None:
    assert read(chars("138859850.6438859850.64", 100, 100)) == [["138859850.64", "38859850.64"]]
    assert read(chars("１３８８５９８５０.６４３８８５９８５０.６４", 100, 100)) == [["１３８８５９８５０.６４", "３８８５９８５０.６４"]]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1000000, 10**12), min_size=2, max_size=3), st.sampled_from([0, 1, 2, 4]))
def test_amounts_of_any_decimals_run_together(amounts: list[int], places: int) -> None:
    printed = [f"{amount:,}" + (f".{amount % 10**places:0{places}}" if places else "") for amount in amounts]
    assert read(chars("".join(printed), 10, 100, size=5)) == [printed]


def test_amounts_of_other_decimals_are_told_apart_by_their_seam() -> None:
    run = [*chars("138859850.64", 100, 100), *chars("5.8", 161.5, 100)]
    assert read(run) == [["138859850.64", "5.8"]]


def test_an_amount_and_the_code_of_the_next_panel_are_told_apart_by_their_seam() -> None:
    assert read([*chars("699,060.99", 100, 100), *chars("302", 151.5, 100)]) == [["699,060.99", "302"]]
    assert read([*chars("0.00", 100, 100), *chars("30205", 121.5, 100)]) == [["0.00", "30205"]]
    assert read(chars("4,141.924310", 100, 100)) == [["4,141.924310"]]


def test_numbers_of_headings_and_dates_are_no_amounts() -> None:
    for text in ("3.10.5", "2024.12.31", "2024.1.2", "192.168.1.1"):
        assert read(chars(text, 100, 100)) == [[text]]


def test_whole_amounts_too_wide_for_their_cells() -> None:
    wall = (Ruling(150, 90, 150, 120, 0.5),)
    assert read(chars("298,471,611", 135, 100), wall) == [["298,471,611"]]
    assert read(chars("98,471,611.1", 135, 100), wall) == [["98,471,611.1"]]
    narrow = [*chars("68,112,603.", 95, 100), *chars("077,322,959.2", 148.5, 100)]  # tight boxes: the point is narrow
    assert read(narrow, (Ruling(156, 90, 156, 120, 0.5),)) == [["68,112,603.0", "77,322,959.2"]]
    three = (Ruling(138, 90, 138, 120, 0.5), Ruling(199, 90, 199, 120, 0.5))
    run = "145,435,562.268,112,603.077,322,959.2"
    assert read(chars(run, 76, 100), three) == [["145,435,562.2", "68,112,603.0", "77,322,959.2"]]
    assert read(chars("98,471.160,311.4", 125, 100), wall) == [["98,471.1", "60,311.4"]]


def test_spread_letters_are_one_word_and_columns_of_single_letters_are_not() -> None:
    assert read(chars("因公出国", 100, 100, step=8)) == [["因公出国"]]
    assert read(chars("类款项", 100, 100, step=25)) == [["类", "款", "项"]]
    rules = tuple(Ruling(x, 90, x, 120, 0.5) for x in (114.0, 132.0))
    assert read(chars("类款项", 100, 100, step=8), rules) == [["类", "款", "项"]]


def test_letters_of_a_font_without_measures_stand_on_their_line() -> None:
    flat = [char._replace(box=char.box._replace(top=104.0, bottom=106.0)) for char in chars("预算", 100, 100)]
    page = Page(1, "text_layer", 595.0, 842.0, chars=(*flat, *chars("决算", 200, 100)))
    (line,) = layer(page).lines
    assert [word.box.top for word in line.words] == [100.0, 100.0]


def test_letters_on_their_side_read_upwards() -> None:
    up = [Char(letter, Box(100, 200 - 10 * n, 110, 210 - 10 * n), 10, "SimSun", 90) for n, letter in enumerate("备注说明")]
    assert read(up) == [["备注说明"]]


def test_narrow_letters_on_their_side_keep_their_boxes() -> None:
    flat = [Char(letter, Box(100, 200 - 4 * n, 110, 204 - 4 * n), 10, "SimSun", 90) for n, letter in enumerate("1,234")]
    page = Page(1, "text_layer", 595.0, 842.0, chars=(*flat, *chars("决算", 200, 100)))
    boxes = [word.box for line in layer(page).lines for word in line.words if word.text != "决算"]
    assert (min(box.top for box in boxes), max(box.bottom for box in boxes)) == (184, 204)


def test_a_superscript_stays_with_its_word() -> None:
    assert read([*chars("面积100平方米", 100, 100), *chars("2", 165.5, 98, size=6)]) == [["面积100平方米2"]]


def test_a_page_without_a_letter_is_an_empty_reading() -> None:
    assert layer(Page(1, "text_layer", 595.0, 842.0)).lines == ()


def test_an_amount_that_ends_at_a_rule_and_the_number_of_the_item_beyond_it() -> None:
    letters = [*chars("0.00", 80, 100), *chars("1．公务用车", 102, 100)]
    assert read(letters, (Ruling(101, 90, 101, 120, 0.5),)) == [["0.00", "1．公务用车"]]
