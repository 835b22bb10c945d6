"""Words of a header without vertical rules put together to blocks, each the words of one cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extractor.geometry import overlap, union
from extractor.records import Box, Ruling, Word
from extractor.tables.stripes import LEVELS, Stripe

WRAPPED = 0.7  # of the letter size: lines of one cell are no further apart
SHARED = 0.3  # of the narrower: a block over that much of a column heads it
SPREAD = 3.0  # of the letter size: single letters of one word (项 目) in one column are no further apart
FINE = 2.0  # points: a difference in centring that counts
EXACT = 0.3  # points: words of one line differ no more in height
OFF_AXIS = 0.75  # of the letter size: lines set in the middle of one cell differ no more
LOW = 0.35  # of the letter size: how far words may reach beyond the edge of their cell, where no rule shows it


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """The words of one header cell, and the columns [first, last] that it heads. Two blocks are never the same."""

    words: tuple[Word, ...]
    box: Box
    level: float  # middle of the box, points from the top of the page
    first: int = 0
    last: int = 0

    def over(self, first: int, last: int) -> Block:
        """The block over these columns."""
        return Block(self.words, self.box, self.level, first, last)


def blocks_of(words: Sequence[Word], rules: Sequence[Ruling], columns: Sequence[Stripe] = ()) -> list[Block]:
    """Words that belong to one header cell: lines close below each other with no rule between, and single letters spread
    over a line. A letter under one block (the 入 of 经营收 | 入) is not the next letter of another. `columns`: where the words
    below the header stand."""
    blocks: list[list[Word]] = []
    boxes: list[Box] = []
    levels = _levels_of_codes(words)
    for word in sorted(words, key=lambda w: (w.box.top, w.box.left)):
        below = (n for n, box in enumerate(boxes) if word not in levels and _below(word, blocks[n][-1], box, rules))
        home = next(below, None)
        if home is None and len(word.text) == 1:
            home = next((n for n, block in enumerate(blocks) if _beside_letter(word, block[-1])), None)
        if home is None:
            blocks.append([word])
            boxes.append(word.box)
        else:
            blocks[home].append(word)
            boxes[home] = union((boxes[home], word.box))
    found = _unstacked([_block(block) for block in blocks], rules)
    return [piece for block in found for piece in _over_several(block, found, columns)]


def _levels_of_codes(words: Sequence[Word]) -> list[Word]:
    """The heads 类, 款 and 项 that stand side by side: none of them ends the word above it."""
    single = [word for word in words if word.text in LEVELS]
    return [word for word in single if any(word.text != other.text and _on_one_line(word, other) for other in single)]


def _block(words: Sequence[Word]) -> Block:
    box = union(word.box for word in words)
    return Block(tuple(words), box, (box.top + box.bottom) / 2)


def _unstacked(blocks: list[Block], rules: Sequence[Ruling]) -> list[Block]:
    """The blocks, those in which a head and the heads below it were taken for lines of one cell parted again. Where no rule
    parts the levels of a header, words set in the middle of their cells tell how high the lowest cells reach."""
    bottom = max((b.box.bottom for b in blocks), default=0.0)
    if inner(rules, blocks):
        return blocks
    top = min((b.box.top for b in blocks), default=0.0)
    lowest = [b for b in blocks if not any(b.level + FINE < other.level and shares_x(b, other) for other in blocks)]
    if all(bottom - b.box.bottom <= LOW * size_of(b) for b in lowest):
        return blocks
    reach = {b: y for b in lowest if (y := 2 * b.level - bottom) > top + 0.5 * size_of(b)}
    return [piece for block in blocks for piece in _parted(block, lowest, reach)] if reach else blocks


def inner(rules: Sequence[Ruling], blocks: Sequence[Block]) -> list[Ruling]:
    """The rules that part the levels of a header; those above and below it tell nothing."""
    top, bottom = min((b.box.top for b in blocks), default=0.0), max((b.box.bottom for b in blocks), default=0.0)
    return [rule for rule in rules if top < rule.y0 < bottom]


def _parted(block: Block, lowest: Sequence[Block], reach: Mapping[Block, float]) -> list[Block]:
    """A block as several, from the top down, where a cell beside it begins at the height between two of its lines.
    `reach`: heights at which the lowest cells begin that do not reach up to the top of the header."""
    for y in sorted(set(reach.values()), reverse=True):
        upper, lower = ([w for w in block.words if ((w.box.top + w.box.bottom) / 2 > y) is below] for below in (False, True))
        if not upper or sum(len(w.text) for w in lower) < 2 or not _fits_between(upper, y, lower):
            continue  # the last letter of a wrapped head is no head
        siblings = _beside_of(_block(lower), lowest)  # a head stands above the middle one of several
        if len(siblings) > 1 and all(abs(reach.get(b, 0.0) - y) <= FINE for b in siblings):
            return [*_parted(_block(upper), lowest, reach), _block(lower)]
    return [block]


def _over_several(block: Block, blocks: Sequence[Block], columns: Sequence[Stripe]) -> list[Block]:
    """A block as two where its upper lines stand over several columns and the lower ones over one of them, level with the heads
    of others (cells set at their bottoms), or where both are exactly level with heads of others, lower ones on either side:
    the middle one of several heads and the head of them all."""
    others = [other for other in blocks if other is not block]
    words, whole = [word.box for other in others for word in other.words], [other.box for other in others]
    for first in block.words[1:]:
        upper, lower = ([w for w in block.words if (w.box.top < first.box.top) is above] for above in (True, False))
        if not upper or sum(len(w.text) for w in lower) < 2:
            continue
        over = _stands_over(upper, columns) > 1 >= _stands_over(lower, columns) and _on_both_sides(lower, words, FINE)
        heads = _on_both_sides(lower, whole, EXACT) and _level(upper, whole, EXACT)
        if over or heads:
            return [_block(upper), _block(lower)]
    return [block]


def _on_both_sides(words: Sequence[Word], others: Sequence[Box], off: float) -> bool:
    """Whether others stand left and right of words, as high as they do, give or take so many points."""
    box, level = union(word.box for word in words), _level(words, others, off)
    return any(b.right <= box.left for b in level) and any(b.left >= box.right for b in level)


def _level(words: Sequence[Word], others: Sequence[Box], off: float) -> list[Box]:
    box = union(word.box for word in words)
    return [other for other in others if abs(other.top - box.top) <= off and abs(other.bottom - box.bottom) <= off]


def _stands_over(words: Sequence[Word], columns: Sequence[Stripe]) -> int:
    box = union(word.box for word in words)
    return sum(shares(box, column) for column in columns)


def _fits_between(upper: Sequence[Word], y: float, lower: Sequence[Word]) -> bool:
    """Whether a height lies between words above and words below it."""
    slack = LOW * max(word.size for word in (*upper, *lower))
    return max(word.box.bottom for word in upper) - slack <= y <= min(word.box.top for word in lower) + slack


def _beside_of(block: Block, blocks: Sequence[Block]) -> list[Block]:
    """The nearest blocks at the left and at the right of a block."""
    left = [b for b in blocks if b.box.right <= block.box.left]
    right = [b for b in blocks if b.box.left >= block.box.right]
    return [*sorted(left, key=lambda b: -b.box.right)[:1], *sorted(right, key=lambda b: b.box.left)[:1]]


def size_of(block: Block) -> float:
    """The letter size of a block, in points."""
    return max(block.words[0].size, 1.0)


def shares_x(a: Block, b: Block) -> bool:
    """Whether two blocks stand, in part, one over the other."""
    return overlap(a.box.left, a.box.right, b.box.left, b.box.right) > 0


def _on_one_line(word: Word, other: Word) -> bool:
    return overlap(word.box.top, word.box.bottom, other.box.top, other.box.bottom) > 0.5 * max(word.size, other.size, 1.0)


def _beside_letter(word: Word, last: Word) -> bool:
    """Whether a word is the next letter of a spread word."""
    single = len(word.text) == len(last.text) == 1 and not word.text.isascii() and not {word.text, last.text} <= LEVELS
    return single and _on_one_line(word, last) and 0 <= word.box.left - last.box.right <= SPREAD * max(word.size, last.size, 1.0)


def _below(word: Word, last: Word, box: Box, rules: Sequence[Ruling]) -> bool:
    """Whether a word is the next line of a block (its last word and its box)."""
    shared = overlap(word.box.left, word.box.right, box.left, box.right)
    if shared < 0.5 * min(word.box.right - word.box.left, box.right - box.left) or _on_one_line(word, last):
        return False
    size = max(word.size, last.size, 1.0)
    near = -0.4 * size <= word.box.top - box.bottom <= WRAPPED * size
    return near and (_in_line(word.box, last.box, size) or _in_line(word.box, box, size)) and not _ruled_between(box, word.box, rules)


def _in_line(below: Box, above: Box, size: float) -> bool:
    """Whether lines of one cell stand so: with a common middle, or below a longer one with a common left or right. A head of
    some columns stands otherwise below one of more columns."""
    longer = above.right - above.left >= below.right - below.left - OFF_AXIS * size
    edge = longer and min(abs(below.left - above.left), abs(below.right - above.right)) <= FINE
    return edge or abs(below.left + below.right - above.left - above.right) / 2 <= OFF_AXIS * size


def _ruled_between(above: Box, below: Box, rules: Sequence[Ruling]) -> bool:
    middle = (max(above.left, below.left) + min(above.right, below.right)) / 2
    return any(above.bottom - 2 <= r.y0 <= below.top + 2 and r.x0 - 1 <= middle <= r.x1 + 1 for r in rules)


def shares(box: Box, stripe: Stripe) -> bool:
    """Whether a box stands over that much of a column that it heads it."""
    least = min(box.right - box.left, stripe[1] - stripe[0])
    return overlap(box.left, box.right, *stripe) > SHARED * max(least, 1.0)
