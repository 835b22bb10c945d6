"""Words that stand against the rule between two cells from both sides, which recognition takes for one."""

from __future__ import annotations

import numpy as np
import pytest

from extractor.records import Box, Glyph, Ruling, Word
from extractor.words.ocr import _at_walls
from extractor.words.pieces import unclaimed

WALL = 100.0


def across(before: str, after: str, shift: float = 0.0) -> Word:
    """A word of two texts that meet `shift` points from the wall; digits half as wide as other letters, which are 5 points high."""
    left = WALL + shift - sum(map(_width, before))
    glyphs = []
    for char in before + after:
        glyphs.append(Glyph(char, 0.99, (), Box(left, 50, left + _width(char), 55)))
        left += _width(char)
    return Word(before + after, Box(glyphs[0].box.left, 50, left, 55), 5, False, 0.99, tuple(glyphs))


def _width(char: str) -> float:
    return 2.5 if char.isascii() else 5.0


def parted(word: Word, *walls: float) -> list[str]:
    return [part.text for part in _at_walls(word, [Ruling(x, 0, x, 200, 0.7) for x in walls or (WALL,)])]


@pytest.mark.parametrize(
    "texts",
    [
        ("12,341.07", "支出总计"),
        ("830343938.52", "本年支出合计"),
        ("0", "三、节能环保支出"),
        ("20502", "普通教育"),
        ("科学技术支出", "434.09"),
        ("6,687.33", "4,684.53"),
        ("政府性基金预算财政", "国有资本经营预算财政"),
    ],
)
@pytest.mark.parametrize("shift", [-1.5, 0.0, 1.5])
def test_the_texts_of_two_cells_are_two_words(texts: tuple[str, str], shift: float) -> None:
    assert parted(across(*texts, shift)) == list(texts)


@pytest.mark.parametrize(
    "texts",
    [
        ("1,234,", "567.89"),  # a figure too wide for its cell
        ("12,345", "678"),
        ("171.49", "万元"),  # a figure and what it counts
        ("2023", "年度决算数"),
        ("国有", "土地使用权出让收入"),  # a name over a rule that is none
        ("注：本表反映部门本年度取得的各项收入，", "不含结转结余情况。"),
        ("本表反映部门，按照年度", "取得的各项收入和支出"),
    ],
)
def test_what_runs_on_over_a_rule_is_one_word(texts: tuple[str, str]) -> None:
    assert parted(across(*texts)) == ["".join(texts)]


def test_three_heads_between_two_rules_are_three_words_in_their_cells() -> None:
    heads = ("一般公共预算财政拨款", "政府性基金预算财政", "国有资本经营预算")
    parts = _at_walls(across(heads[0], heads[1] + heads[2]), [Ruling(x, 0, x, 200, 0.7) for x in (WALL, WALL + 45)])
    assert [part.text for part in parts] == list(heads)
    assert parts[0].box.right < WALL < parts[1].box.left < parts[1].box.right < WALL + 45 < parts[2].box.left


@pytest.mark.parametrize(("usual", "found"), [(13, 1), (20, 0)])
def test_where_print_is_tiny_a_lone_digit_is_no_speck(usual: int, found: int) -> None:
    paper = np.full((200, 200), 255, np.uint8)
    paper[100:109, 100:103] = paper[100:109, 104:106] = paper[100:102, 100:106] = paper[107:109, 100:106] = 30  # 0, 3.2 points high
    assert len(unclaimed(paper, np.zeros((0, 4), np.int32), 200 / 72, usual)) == found
