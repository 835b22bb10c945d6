"""Header cells without vertical rules: words to blocks, blocks to the columns that they head, levels to header rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.geometry import overlap, union
from extractor.records import Box, Cell, Ruling, Word
from extractor.tables.drawn_cells import COVERED, cell_of
from extractor.tables.headers import BLANK
from extractor.tables.stripes import Stripe, column_of

WRAPPED = 0.7  # of the letter size: lines of one cell are no further apart
SHARED = 0.3  # of the narrower: a block over that much of a column heads it
SPREAD = 3.0  # of the letter size: single letters of one word (项 目) in one column are no further apart
LEVELS = frozenset("类款项")  # heads of three columns, never letters of one word
ASKEW = 0.6  # of the narrowest column: a word further from the middle does not head them all
FINE = 2.0  # points: a difference in centring that counts
APART = 2.5  # of the widest pitch in a round: rounds further apart have other columns between them
MOST_HEADS = 60  # side by side; no table has so many
OFF_AXIS = 0.75  # of the letter size: lines set in the middle of one cell differ no more
NEARER = 0.4  # of the way from a head to those below it: in rows of one height a head in two of them is 0.33 from the next row
LEEWAY = 1.0  # points: how well heights of cells are known that no rule shows
LOW = 0.35  # of the letter size: how far words may reach beyond the edge of their cell, where no rule shows it
STEP = 1.2  # of the letter size: blocks that differ more in height stand on different levels


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
    if _inner(rules, blocks):
        return blocks
    top = min((b.box.top for b in blocks), default=0.0)
    lowest = [b for b in blocks if not any(b.level + FINE < other.level and _shares_x(b, other) for other in blocks)]
    if all(bottom - b.box.bottom <= LOW * _size(b) for b in lowest):
        return blocks
    reach = {b: y for b in lowest if (y := 2 * b.level - bottom) > top + 0.5 * _size(b)}
    return [piece for block in blocks for piece in _parted(block, lowest, reach)] if reach else blocks


def _inner(rules: Sequence[Ruling], blocks: Sequence[Block]) -> list[Ruling]:
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
    of others: cells set at their bottoms."""
    others = [word for other in blocks if other is not block for word in other.words]
    for first in block.words[1:]:
        upper, lower = ([w for w in block.words if (w.box.top < first.box.top) is above] for above in (True, False))
        level = sum(len(w.text) for w in lower) > 1 and _level_on_both_sides(_block(lower).box, others)
        if level and upper and _stands_over(upper, columns) > 1 >= _stands_over(lower, columns):
            return [_block(upper), _block(lower)]
    return [block]


def _level_on_both_sides(box: Box, others: Sequence[Word]) -> bool:
    level = [word.box for word in others if abs(word.box.top - box.top) <= FINE and abs(word.box.bottom - box.bottom) <= FINE]
    return any(b.right <= box.left for b in level) and any(b.left >= box.right for b in level)


def _stands_over(words: Sequence[Word], columns: Sequence[Stripe]) -> int:
    box = union(word.box for word in words)
    return sum(_shares(box, column) for column in columns)


def _fits_between(upper: Sequence[Word], y: float, lower: Sequence[Word]) -> bool:
    """Whether a height lies between words above and words below it."""
    slack = LOW * max(word.size for word in (*upper, *lower))
    return max(word.box.bottom for word in upper) - slack <= y <= min(word.box.top for word in lower) + slack


def _beside_of(block: Block, blocks: Sequence[Block]) -> list[Block]:
    """The nearest blocks at the left and at the right of a block."""
    left = [b for b in blocks if b.box.right <= block.box.left]
    right = [b for b in blocks if b.box.left >= block.box.right]
    return [*sorted(left, key=lambda b: -b.box.right)[:1], *sorted(right, key=lambda b: b.box.left)[:1]]


def _size(block: Block) -> float:
    return max(block.words[0].size, 1.0)


def _shares_x(a: Block, b: Block) -> bool:
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


def lowest(blocks: Sequence[Block]) -> list[Word]:
    """One word as wide as its block for each block that heads a column of its own: the leaves of the header."""
    if again := recurring(blocks):
        left, right = again[0].box.left, again[-1].box.right
        leaves = [b for b in blocks if b in again or b.box.right < left or b.box.left > right]
    else:
        leaves = list(blocks)
    return [Word(_text(b), b.box, b.words[0].size) for b in leaves if not _heads_others(b, blocks)]


def _text(block: Block) -> str:
    return "".join(word.text for word in block.words)


def recurring(blocks: Sequence[Block]) -> list[Block]:
    """The heads of a level, from left to right, in which the same words come again and again (预算数 决算数 预算数 决算数), with
    none below them: what stands above heads whole rounds of them. [] where there are none, or where the rounds stand so far
    apart that columns of their own lie between them."""
    for line in _by_levels(blocks):
        found = _rounds_in(line)
        if found and len(found) < len(blocks) and not any(_is_under(b, found) for b in blocks) and _evenly(found):
            return found
    return []


def _by_levels(blocks: Sequence[Block]) -> list[list[Block]]:
    """The blocks level with each other, each from left to right, the lowest first."""
    lines: list[list[Block]] = []
    for block in sorted(blocks, key=lambda b: -b.level):
        if lines and lines[-1][0].level - block.level <= 0.5 * _size(block):
            lines[-1].append(block)
        else:
            lines.append([block])
    return [sorted(line, key=lambda b: b.box.left) for line in lines]


def _is_under(block: Block, line: Sequence[Block]) -> bool:
    lower = block not in line and block.level > line[0].level
    return lower and block.box.right > line[0].box.left and block.box.left < line[-1].box.right


def _rounds_in(line: Sequence[Block]) -> list[Block]:
    """The longest run of heads that comes in rounds; [] where none does."""
    words = [_text(block) for block in line[:MOST_HEADS]]
    runs = ((a, b) for a in range(len(words)) for b in range(len(words), a + 3, -1) if words[a] in words[a + 1 : b])
    first, end = max((run for run in runs if _round(words[slice(*run)])), key=lambda run: run[1] - run[0], default=(0, 0))
    return list(line[first:end])


def _evenly(line: Sequence[Block]) -> bool:
    """Whether rounds of blocks follow each other about as closely as the blocks in them do."""
    step = _round([_text(b) for b in line])
    pitches = [(b.box.left + b.box.right - a.box.left - a.box.right) / 2 for a, b in pairwise(line)]
    between = pitches[step - 1 :: step]
    inner = [p for i, p in enumerate(pitches) if (i + 1) % step]
    return max(between) <= APART * max(inner)


def _round(words: Sequence[str]) -> int:
    """How many different words come again and again, in the same order; 0 where they do not."""
    length = next((n for n in range(2, len(words) // 2 + 1) if words[n] == words[0]), 0)
    whole = bool(length) and len(words) % length == 0 and len(set(words[:length])) == length
    return length if whole and all(a == b for a, b in zip(words, words[length:], strict=False)) else 0


def _heads_others(block: Block, blocks: Sequence[Block]) -> bool:
    """Whether other blocks stand below a block: right below it, or, where it stands at the top of the header or below
    another block, on both sides of its middle (a word centred over an even number of columns)."""
    if any(b.box.top >= block.box.bottom - LOW * _size(block) and _shares_x(b, block) for b in blocks if b is not block):
        return True
    lower = [b for b in blocks if b.level - block.level > STEP * _size(block)]
    if any(_shares_x(b, block) for b in lower):
        return True
    higher = [b for b in blocks if block.level - b.level > 0.5 * STEP * _size(block)]
    parted = any(_shares_x(b, block) for b in higher) or not higher
    left = [b for b in lower if b.box.right <= block.box.left]
    right = [b for b in lower if b.box.left >= block.box.right]
    return parted and bool(left) and bool(right)


def header_rows(
    blocks: Sequence[Block], columns: Sequence[Stripe], edges: Sequence[float], page: int, rules: Sequence[Ruling] = ()
) -> list[tuple[Cell, ...]]:
    """Header rows with spans over the columns, from the top level down."""
    rules = _inner(rules, blocks)
    placed = _in_rounds(blocks, columns, edges, rules) or _grouped(_apart([_over(block, columns, edges) for block in blocks]), edges, rules)
    paths = [sorted((b for b in placed if b.first <= c <= b.last), key=lambda b: b.box.top + b.box.bottom) for c in range(len(columns))]
    levels = {b: max(paths[c].index(b) for c in range(b.first, b.last + 1)) for b in placed}
    depth = max(levels.values(), default=-1) + 1
    rows = [[COVERED] * len(columns) for _ in range(depth)]
    for column, path in enumerate(paths):
        for block in path:
            if block.first == column:
                rows[levels[block]][column] = _cell(block, levels, paths, depth, page)
        for level in range(levels[path[0]] if path else depth):
            rows[level][column] = BLANK
    return [tuple(row) for row in rows]


def _in_rounds(blocks: Sequence[Block], columns: Sequence[Stripe], edges: Sequence[float], rules: Sequence[Ruling]) -> list[Block]:
    """The blocks over a header whose lowest words recur: each block above heads whole rounds of them; columns beside the
    rounds stand alone. [] where no words recur, or where they stand over columns otherwise."""
    leaves = [_over(block, columns, edges) for block in recurring(blocks)]
    firsts = [leaf.first for leaf in leaves]
    if not leaves or firsts != list(range(firsts[0], firsts[0] + len(leaves))) or any(b.first != b.last for b in leaves):
        return []
    step = _round([_text(b) for b in leaves])
    starts = [*range(firsts[0]), *range(firsts[0], firsts[-1] + 1, step), *range(firsts[-1] + 1, len(columns) + 1)]
    wide = [edges[start] for start in starts]
    rounds = [(columns[a][0], columns[b - 1][1]) for a, b in pairwise(starts)]
    own = {leaf.words for leaf in leaves}
    below = [leaf.over(n, n) for leaf in leaves[::step] for n in [starts.index(leaf.first)]]
    heads = _grouped([*(_over(block, rounds, wide) for block in blocks if block.words not in own), *below], wide, rules)
    return [*(b.over(starts[b.first], starts[b.last + 1] - 1) for b in heads if b.words not in own), *leaves]


def _cell(block: Block, levels: dict[Block, int], paths: Sequence[Sequence[Block]], depth: int, page: int) -> Cell:
    """The cell of a block: as wide as its columns, down to the next block in any of them."""
    level = levels[block]
    below = [levels[b] for c in range(block.first, block.last + 1) for b in paths[c] if levels[b] > level]
    return cell_of(block.words, page, (min(below, default=depth) - level, block.last - block.first + 1))


def _over(block: Block, columns: Sequence[Stripe], edges: Sequence[float]) -> Block:
    """The block with the columns that it stands over."""
    middle = column_of(block.words[0] if len(block.words) == 1 else Word("", block.box), edges)
    left, right = block.box.left, block.box.right
    over = [c for c, stripe in enumerate(columns) if stripe[0] < right and left < stripe[1] and _shares(block.box, stripe)] or [middle]
    return block.over(min(over), max(over))


def _apart(placed: list[Block]) -> list[Block]:
    """The blocks, of two side by side none over a column of the other if it has one of its own: figures too wide for their
    column reach under the head of the one beside it."""
    for n, a in enumerate(placed):
        for m, b in enumerate(placed):
            if a.box.right <= b.box.left and a.last >= b.first and overlap(a.box.top, a.box.bottom, b.box.top, b.box.bottom) > 0:
                if a.first < b.first:
                    a = placed[n] = a.over(a.first, b.first - 1)
                elif a.last < b.last:
                    placed[m] = b.over(a.last + 1, b.last)
    return placed


def _shares(box: Box, stripe: Stripe) -> bool:
    least = min(box.right - box.left, stripe[1] - stripe[0])
    return overlap(box.left, box.right, *stripe) > SHARED * max(least, 1.0)


def _grouped(placed: list[Block], edges: Sequence[float], rules: Sequence[Ruling]) -> list[Block]:
    """The blocks, those with cells below them widened over all columns that they head, from left to right."""
    for index in sorted(range(len(placed)), key=lambda i: (round(placed[i].level), placed[i].first)):
        placed[index] = _widened(placed[index], placed, edges, rules)
    return placed


def _widened(block: Block, placed: Sequence[Block], edges: Sequence[float], rules: Sequence[Ruling]) -> Block:
    """A block with the columns next to it that have a cell below its level and no block at it. Columns between it and
    another block at its right are shared so that it stands in the middle of its own."""
    if not any(b.level > block.level + 1 for b in placed):
        return block
    beside = {c for b in placed if b is not block and _beside(b, block) for c in range(b.first, b.last + 1)}
    beside |= {c for b in placed if _aside(b, block) for c in range(b.first, b.last + 1)}
    first, last = block.first, block.last
    while first - 1 >= 0 and first - 1 not in beside and _under(block, first - 1, placed, edges, rules):
        first -= 1
    while last + 1 < len(edges) - 1 and last + 1 not in beside and _under(block, last + 1, placed, edges, rules):
        last += 1
    choices = [(a, b) for a in range(first, block.first + 1) for b in range(block.last, last + 1)]
    shared = last + 1 in beside
    wanted = [(a, b) for a, b in choices if a == first and (shared or b == last)]
    best = min(wanted, key=lambda ab: (round(_off_centre(block, ab, edges) / FINE), ab[0] - ab[1]))
    if _off_centre(block, best, edges) > ASKEW * min(b - a for a, b in pairwise(edges[best[0] : best[1] + 2])):
        best = min(choices, key=lambda ab: (round(_off_centre(block, ab, edges) / FINE), ab[0] - ab[1]))
    return block.over(*best)


def _off_centre(block: Block, columns: tuple[int, int], edges: Sequence[float]) -> float:
    """How far the middle of a block's words is from the middle of columns [first, last]."""
    return abs((edges[columns[0]] + edges[columns[1] + 1]) / 2 - (block.box.left + block.box.right) / 2)


def _beside(other: Block, block: Block) -> bool:
    return other.box.top < block.level < other.box.bottom


def _aside(other: Block, block: Block) -> bool:
    """Whether a block stands higher, over other columns: what is below it is not below this block."""
    return other.level < block.level - 1 and not (other.first <= block.first and block.last <= other.last)


def _under(block: Block, column: int, placed: Sequence[Block], edges: Sequence[float], rules: Sequence[Ruling]) -> bool:
    """Whether a cell below the level of a block begins in a column: a rule parts them, or, without rules, the words of
    that cell stand too low to be in the middle of a cell that reaches up beside the block."""
    below = sorted((b for b in placed if b.first <= column <= b.last and b.level > block.level + 1), key=lambda b: b.level)
    if not below:
        return False
    if rules:
        x = (edges[column] + edges[column + 1]) / 2
        return any(block.level < r.y0 < below[0].level and r.x0 - 1 <= x <= r.x1 + 1 for r in rules)
    if len(below) > 1:  # a head of others that reaches up beside the block stands nearer to its level than to theirs
        steps = below[0].level - block.level, below[1].level - below[0].level
        return block.box.bottom <= below[0].box.top + LEEWAY and steps[0] > NEARER * steps[1]
    floor = 2 * below[0].level - max(b.box.bottom for b in placed)
    return block.box.bottom <= floor + LEEWAY
