"""Header cells without vertical rules: blocks to the columns that they head, levels to header rows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractor.geometry import overlap
from extractor.records import Cell, Ruling, Word
from extractor.tables.drawn_cells import cell_of
from extractor.tables.head_blocks import FINE, LOW, Block, inner, shares, shares_x, size_of
from extractor.tables.headers import BLANK, COVERED
from extractor.tables.stripes import Stripe, column_of

ASKEW = 0.6  # of the narrowest column: a word further from the middle does not head them all
APART = 2.5  # of the widest pitch in a round: rounds further apart have other columns between them
MOST_HEADS = 60  # side by side; no table has so many
NEARER = 0.4  # of the way from a head to those below it: in rows of one height a head in two of them is 0.33 from the next row
LEEWAY = 1.0  # points: how well heights of cells are known that no rule shows
STEP = 1.2  # of the letter size: blocks that differ more in height stand on different levels


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
        if lines and lines[-1][0].level - block.level <= 0.5 * size_of(block):
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
    within = [p for i, p in enumerate(pitches) if (i + 1) % step]
    return max(between) <= APART * max(within)


def _round(words: Sequence[str]) -> int:
    """How many different words come again and again, in the same order; 0 where they do not."""
    length = next((n for n in range(2, len(words) // 2 + 1) if words[n] == words[0]), 0)
    whole = bool(length) and len(words) % length == 0 and len(set(words[:length])) == length
    return length if whole and all(a == b for a, b in zip(words, words[length:], strict=False)) else 0


def _heads_others(block: Block, blocks: Sequence[Block]) -> bool:
    """Whether other blocks stand below a block: right below it, or, where it stands at the top of the header or below
    another block, on both sides of its middle (a word centred over an even number of columns)."""
    if any(b.box.top >= block.box.bottom - LOW * size_of(block) and shares_x(b, block) for b in blocks if b is not block):
        return True
    lower = [b for b in blocks if b.level - block.level > STEP * size_of(block)]
    if any(shares_x(b, block) for b in lower):
        return True
    higher = [b for b in blocks if block.level - b.level > 0.5 * STEP * size_of(block)]
    parted = any(shares_x(b, block) for b in higher) or not higher
    left = [b for b in lower if b.box.right <= block.box.left]
    right = [b for b in lower if b.box.left >= block.box.right]
    return parted and bool(left) and bool(right)


def header_rows(
    blocks: Sequence[Block], columns: Sequence[Stripe], edges: Sequence[float], page: int, rules: Sequence[Ruling] = ()
) -> list[tuple[Cell, ...]]:
    """Header rows with spans over the columns, from the top level down."""
    rules = inner(rules, blocks)
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
    over = [c for c, stripe in enumerate(columns) if stripe[0] < right and left < stripe[1] and shares(block.box, stripe)] or [middle]
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


def _set_at_top(placed: Sequence[Block]) -> bool:
    """Whether words begin at the top of their cells: heads of more and of fewer lines have common tops, not common middles."""
    return _heights([b.box.top for b in placed]) < _heights([b.level for b in placed])


def _heights(found: Sequence[float]) -> int:
    """How many heights there are; two that hardly differ are one."""
    ordered = sorted(found)
    return sum(b - a > FINE for a, b in pairwise(ordered)) + 1


def _under(block: Block, column: int, placed: Sequence[Block], edges: Sequence[float], rules: Sequence[Ruling]) -> bool:
    """Whether a cell below the level of a block begins in a column: a rule parts them, or, without rules, the words of
    that cell stand too low to be in the middle of a cell that reaches up beside the block."""
    below = sorted((b for b in placed if b.first <= column <= b.last and b.level > block.level + 1), key=lambda b: b.level)
    if not below:
        return False
    if rules:
        x = (edges[column] + edges[column + 1]) / 2
        return any(block.level < r.y0 < below[0].level and r.x0 - 1 <= x <= r.x1 + 1 for r in rules)
    if _set_at_top(placed):
        return block.box.bottom <= below[0].box.top + LEEWAY
    if len(below) > 1:  # a head of others that reaches up beside the block stands nearer to its level than to theirs
        steps = below[0].level - block.level, below[1].level - below[0].level
        return block.box.bottom <= below[0].box.top + LEEWAY and steps[0] > NEARER * steps[1]
    floor = 2 * below[0].level - max(b.box.bottom for b in placed)
    return block.box.bottom <= floor + LEEWAY
