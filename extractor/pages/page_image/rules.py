"""Ruled lines found in the picture of a page, as the same records that a PDF's own strokes give.

Long straight runs of ink are opened out of the picture (morphology), pieces of one line are joined over breaks, and
what is too short to be a rule unless it meets another is taken for a stroke of a letter.
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.records import Ruling

Picture = NDArray[np.uint8]
Mask = NDArray[np.uint8]  # (height, width), 1 where there is a ruled line
Outline = NDArray[np.int32]

WORK_DPI = 200  # rules are looked for at this resolution: a hair line is then one or two px, letters keep apart
FAINTEST = 0.4  # of the median contrast of long rules; a fainter one is the back of the sheet shining through
PAPER_PT = 12.0  # points; side of the neighbourhood whose mean is the paper's grey
FAINT = 22  # grey levels by which a rule is darker than its neighbourhood
SHORTEST_ACROSS = 20.0  # points; a horizontal run: longer than the stroke of a letter of the text (一)
SHORTEST_DOWN = 11.0  # points; a vertical run: rows of tables are not lower
BREAK_PT = 1.2  # points; breaks in a run that are overlooked before it is opened
DASH_PT, DASH_THICK_PT, DASH_GAP_PT = 6.0, 2.0, 3.5  # points; longest and thickest dash, widest gap between two
DASH_SHAPE = 1.3  # width by height from which a mark is a dash and no dot
DASH_FILLED = 0.75  # of a dash's box is ink; of a digit's less: those of small print are no larger than dashes
CHAIN_PT = 7.0  # points; dashes one behind another are longer than one. The 1 of row below row stand further apart
DASHED_PT = 12.0  # points of such in one line that make it a dashed rule
DASHES = 20  # a page with fewer has no dashed rules
DOT_PT = 1.5  # points; largest dot of a dotted rule
DOTTED_PT = 20.0  # points of dots in even distance that make a dotted rule
THICKEST = 4.5  # points; a thicker run is a filled area
SAME_LINE = 1.6  # points; pieces whose heights differ less are one line, if their ends meet
JOIN = 14.0  # points; widest break between two pieces of one line
SOLID = 0.8  # of a rule's length is ink; strokes of large letters in a row have wider breaks
SURELY = 220.0  # points; a longer run is no row of letters' strokes
UNBROKEN = 0.75  # of a run's length: ink beside it without a gap is the second of two rules, not letters
WITHOUT_GAP = 0.97  # of a rule's length is ink where it parts cells; a row of letters has gaps
BESIDE, BESIDE_BROKEN = 1.0, 0.3  # points off a run from which ink is beside it; off a THICK one with gaps, as small bold letters make it
THICK = 1.2  # points; most rules are thinner
CROWDED = 0.7  # of a run's length, both sides added: how much ink close by makes it the stroke of letters
ALONE = 60.0  # points; a shorter rule that meets no other is a stroke, a dash or an underline
MEETS = 4.0  # points; rules whose ends come closer meet
LACK = 0.35  # of a short rule's length that it may miss at its two ends


class Ink(NamedTuple):
    """Where rules are printed: masks of the picture's own size, 1 where there is one. `core`: the ink that was certainly
    rule, without the soft edges that `across` and `down` take along."""

    across: Mask
    down: Mask
    core: Mask


class Run(NamedTuple):
    """A straight run of ink along one axis in px: from `start` to `end` at the height `at`, `width` thick."""

    start: float
    end: float
    at: float
    width: float


def ruled(grey: Picture, dpi: float) -> tuple[tuple[Ruling, ...], Ink]:
    """Ruled lines in points, and where their ink is."""
    point = WORK_DPI / 72  # px in one point
    across, down, masks = _straight_runs(_scaled(grey, WORK_DPI / dpi), point)
    found = [Ruling(r.start / point, r.at / point, r.end / point, r.at / point, r.width / point) for r in across]
    found += [Ruling(r.at / point, r.start / point, r.at / point, r.end / point, r.width / point) for r in down]
    return tuple(found), _ink(*masks, (grey.shape[1], grey.shape[0]))


def _straight_runs(small: Picture, point: float) -> tuple[list[Run], list[Run], tuple[Mask, Mask]]:
    """The rules across and down a picture of WORK_DPI, and the masks of both."""
    contrast = _contrast(small, point)
    ink = (contrast > FAINT).astype(np.uint8)
    dashes_across, dashes_down = _dashes(ink, point)
    across, across_mask = _runs(ink | dashes_across, point, SHORTEST_ACROSS)
    down, down_mask = _runs(cv2.transpose(ink | dashes_down), point, SHORTEST_DOWN)
    if dashes_across.any() and dashes_down.any():
        contrast = _bridged(contrast, dashes_across | dashes_down, point)
    across, down = _dark(across, down, contrast)
    print_across = [run for run in across if _is_stroke(run, ink, point) and not _parts_cells(run, down, ink, point)]
    print_down = [run for run in down if _is_stroke(run, ink.T, point) and not _parts_cells(run, across, ink.T, point)]
    across, down = [run for run in across if run not in print_across], [run for run in down if run not in print_down]
    across, down = _meeting(across, down, point)
    return across, down, (_kept(across_mask, across), np.asarray(cv2.transpose(_kept(down_mask, down)), np.uint8))


def _ink(across: Mask, down: Mask, size: tuple[int, int]) -> Ink:
    """The masks of the runs, which are a pixel thicker on either side than their ink, at the size (px) of the page."""
    core = cv2.erode(across, np.ones((3, 1), np.uint8)) | cv2.erode(down, np.ones((1, 3), np.uint8))
    core = core.astype(np.uint8)
    if core.shape == size[::-1]:
        return Ink(across, down, core)
    return Ink(*(np.asarray(cv2.resize(m, size, interpolation=cv2.INTER_NEAREST), np.uint8) for m in (across, down, core)))


def _scaled(grey: Picture, scale: float) -> Picture:
    if abs(scale - 1) < 0.02:
        return grey
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=way), np.uint8)


def _contrast(grey: Picture, point: float) -> Picture:
    """By how many grey levels the picture is darker than its neighbourhood, 0 where it is lighter."""
    side = max(3, round(PAPER_PT * point)) | 1
    return np.asarray(cv2.subtract(cv2.blur(grey, (side, side), borderType=cv2.BORDER_REPLICATE), grey), np.uint8)


def _bridged(contrast: Picture, dashes: Mask, point: float) -> Picture:
    """The contrast with the gaps of broken rules (`dashes`, where they were made solid) as dark as what stands around them."""
    side = round(DASH_GAP_PT * point) | 1
    return np.asarray(np.where(dashes > 0, cv2.dilate(contrast, np.ones((side, side), np.uint8)), contrast), np.uint8)


def _dark(across: list[Run], down: list[Run], contrast: Picture) -> tuple[list[Run], list[Run]]:
    """Without the runs that are far fainter than the rest."""
    weights = [_weight(run, contrast) for run in across], [_weight(run, contrast.T) for run in down]
    every = sorted(weights[0] + weights[1])
    least = FAINTEST * every[int(len(every) * 0.75)] if every else 0.0
    kept = [[run for run, w in zip(runs, ws, strict=True) if w >= least] for runs, ws in zip((across, down), weights, strict=True)]
    return kept[0], kept[1]


def _weight(run: Run, contrast: Picture) -> float:
    """Contrast along a run: the median over its length of the darkest pixel across it."""
    half = int(run.width / 2 + 3)
    band = contrast[max(0, int(run.at) - half) : int(run.at) + half + 1, int(run.start) : int(run.end) + 1]
    return float(np.median(band.max(axis=0))) if band.size else 0.0


def _runs(ink: Mask, point: float, shortest: float) -> tuple[list[Run], Mask]:
    """Horizontal runs of ink and the mask they were found in."""
    gap = max(2, round(BREAK_PT * point)) | 1
    length = max(gap + 2, round(shortest * point))
    runs = cv2.dilate(ink, np.ones((3, 1), np.uint8))  # a line that drifts by a pixel stays one run
    for step, side in ((cv2.MORPH_CLOSE, gap), (cv2.MORPH_OPEN, length)):
        runs = cv2.morphologyEx(runs, step, np.ones((1, side), np.uint8), dst=runs)  # in place: pages are large
    solid = cv2.morphologyEx(runs, cv2.MORPH_OPEN, np.ones((round(THICKEST * point) + 2, 1), np.uint8))
    thick = cv2.dilate(solid, np.ones((3, 1), np.uint8), dst=solid)
    thin = np.asarray(cv2.subtract(runs, thick, dst=runs), np.uint8)
    return _joined(_pieces(thin, length), point), thin


def _pieces(opened: Mask, length: int) -> list[Run]:
    """The connected runs of a mask. Nearly all of its rows are empty: only the others are looked at, parted by empty ones."""
    filled = opened.max(axis=1, keepdims=True)
    rows = np.flatnonzero(cv2.dilate(filled, np.ones((3, 1), np.uint8)))
    if not len(rows):
        return []
    count, _, stats, centres = cv2.connectedComponentsWithStats(opened[rows])
    found = []
    for k in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[k])
        if w >= length and w >= 4 * (h - 2):
            at = float(centres[k][1]) - y + float(rows[y])
            found.append(Run(x, x + w, at + 0.5, max(1.0, area / w - 2)))
    return found


def _dashes(ink: Mask, point: float) -> tuple[Mask, Mask]:
    """Rows of dashes made solid, and columns of them: marks that lie flat (stand upright) and have like ones close before or
    behind them; and of dots, where they stand in rows and in columns."""
    every, levels = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)  # a third of the time of labels
    outer = [outline for outline, (_, _, _, around) in zip(every, levels[0].tolist(), strict=True) if around < 0] if every else []
    thin = [(outline, size) for outline in outer if (size := _thin(outline, ink, point))]
    outlines, sizes = [outline for outline, _ in thin], np.array([size for _, size in thin], np.int32).reshape(-1, 2)
    across, down = _dotted(ink, [outline for outline, size in thin if max(size) <= DOT_PT * point], point)
    return across | _dashed(ink, outlines, sizes, point, 1), down | _dashed(ink, outlines, sizes[:, ::-1], point, 0)


def _dotted(ink: Mask, outlines: list[Outline], point: float) -> tuple[Mask, Mask]:
    """Rows and columns of dots made solid. Dots in rows only are leaders (of a table of contents), not rules."""
    none = np.zeros_like(ink)
    if len(outlines) < DASHES:
        return none, none
    dots = np.asarray(cv2.drawContours(none.copy(), outlines, -1, 1, cv2.FILLED), np.uint8)
    gap, length = round(DASH_GAP_PT * point) | 1, round(DOTTED_PT * point)
    down = _chained(dots, (gap, 1), (length, 1), (1, 3))
    across = _chained(dots, (1, gap), (1, length), (3, 1)) if down.any() else none
    return across, down


def _chained(dots: Mask, gap: tuple[int, int], length: tuple[int, int], beside: tuple[int, int]) -> Mask:
    """Dots one behind another closed to lines; what is shorter than `length` falls away. They may drift by a pixel (`beside`)."""
    wide = cv2.dilate(dots, np.ones(beside, np.uint8))
    closed = cv2.morphologyEx(wide, cv2.MORPH_CLOSE, np.ones(gap, np.uint8))
    return np.asarray(cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones(length, np.uint8)), np.uint8)


def _thin(outline: Outline, ink: Mask, point: float) -> tuple[int, int] | None:
    """Width and height of a mark as thin and short as a dash that fills its box; None of another."""
    x, y, width, height = cv2.boundingRect(outline)
    if max(width, height) > DASH_PT * point or min(width, height) > DASH_THICK_PT * point:
        return None
    return (width, height) if cv2.countNonZero(ink[y : y + height, x : x + width]) >= DASH_FILLED * width * height else None


def _dashed(ink: Mask, outlines: list[Outline], sizes: Outline, point: float, axis: int) -> Mask:
    """Rows of dashes (`axis` 1) or columns (0). `sizes`: the length in that direction and the thickness of each thin mark."""
    flat = sizes[:, 0] >= DASH_SHAPE * sizes[:, 1]
    if flat.sum() < DASHES:
        return np.zeros_like(ink)
    dashes = ink & cv2.drawContours(np.zeros_like(ink), [outlines[i] for i in np.flatnonzero(flat).tolist()], -1, 1, cv2.FILLED)
    gap, length = round(DASH_GAP_PT * point) | 1, round(CHAIN_PT * point)
    beside, along, least = ((3, 1), (1, gap), (1, length)) if axis else ((1, 3), (gap, 1), (length, 1))
    chains = _chained(np.asarray(dashes, np.uint8), along, least, beside)
    rows = (chains.sum(axis=axis, keepdims=True, dtype=np.int32) >= DASHED_PT * point).astype(np.uint8)
    dashes |= ink & cv2.dilate(rows, np.ones(beside, np.uint8))  # where rules cross, their dashes hang together
    return np.asarray(cv2.morphologyEx(dashes, cv2.MORPH_CLOSE, np.ones(along, np.uint8)), np.uint8)


def _joined(pieces: list[Run], point: float) -> list[Run]:
    """Pieces of one line made one run. Chains from left to right, so that a slight slope does not part them."""
    lines: list[list[Run]] = []
    near: list[list[Run]] = []  # lines that end so late that more pieces may follow
    for piece in sorted(pieces):
        near = [line for line in near if piece.start - line[-1].end <= JOIN * point]
        fit = [line for line in near if abs(line[-1].at - piece.at) <= SAME_LINE * point]
        if fit:
            min(fit, key=lambda line: abs(line[-1].at - piece.at)).append(piece)
        else:
            lines.append([piece])
            near.append(lines[-1])
    return [_one(line) for line in lines if _is_solid(line)]


def _is_solid(line: list[Run]) -> bool:
    return sum(run.end - run.start for run in line) >= SOLID * (max(run.end for run in line) - line[0].start)


def _one(line: list[Run]) -> Run:
    total = sum(run.end - run.start for run in line)
    at = sum(run.at * (run.end - run.start) for run in line) / total
    width = sum(run.width * (run.end - run.start) for run in line) / total
    return Run(min(run.start for run in line), max(run.end for run in line), at, width)


def _is_stroke(run: Run, ink: Mask, point: float) -> bool:
    """Whether a shortish run belongs to letters: there is ink close by on both sides, with gaps. (A neighbour without
    gaps is the second of two rules; only where both meet the rules across, there are small ones.)"""
    if run.end - run.start >= SURELY * point:
        return False
    first, last, at = int(run.start), int(run.end) + 1, round(run.at)
    broken = run.width >= THICK * point and float(ink[max(0, at - 1) : at + 2, first:last].any(axis=0).mean()) < WITHOUT_GAP
    near, far = int(run.width / 2 + (BESIDE_BROKEN if broken else BESIDE) * point) + 1, int(run.width / 2 + 4.0 * point) + 2
    sides = ink[max(0, at - far) : max(0, at - near), first:last], ink[at + near : at + far, first:last]
    filled = [np.asarray(side.any(axis=0), np.bool_) for side in sides if side.size]
    return sum(float(np.mean(f)) for f in filled if _longest(f) < UNBROKEN * len(f)) >= CROWDED


def _parts_cells(run: Run, others: list[Run], ink: Mask, point: float) -> bool:
    """Whether a long run ends on rules of the other direction and has no gap: header words that touch a rule on both sides make it
    no stroke of theirs, which end between letters."""
    if run.end - run.start < ALONE * point or _ends_met(run, others, MEETS * point) < 2:
        return False
    half = int(run.width / 2) + 1
    band = ink[max(0, round(run.at) - half) : round(run.at) + half + 1, int(run.start) : int(run.end) + 1]
    return bool(band.any(axis=0).mean() >= WITHOUT_GAP)


def _longest(filled: NDArray[np.bool_]) -> int:
    """The longest stretch of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], filled, [False]]).astype(np.int8)))
    return int((edges[1::2] - edges[::2]).max(initial=0))


def _meeting(across: list[Run], down: list[Run], point: float) -> tuple[list[Run], list[Run]]:
    """Long rules, and short ones that meet a rule of the other direction at both ends. What hangs free between two rules is
    the strokes of a line of letters that run together, or an underline."""
    reach, long = MEETS * point, ALONE * point
    free = SURELY * point
    down = [r for r in down if r.end - r.start >= free or not _hangs(r, across, reach)]
    across = [r for r in across if r.end - r.start >= free or not _hangs(r, down, reach)]
    while True:
        kept_down = [r for r in down if r.end - r.start >= long or _spans(r, across, reach)]
        kept_across = [r for r in across if r.end - r.start >= long or _spans(r, kept_down, reach)]
        if len(kept_across) == len(across) and len(kept_down) == len(down):
            return across, down
        across, down = kept_across, kept_down


def _hangs(run: Run, others: list[Run], reach: float) -> bool:
    """Whether the run stands between two rules of the other direction and reaches neither."""
    beside = [o.at for o in others if o.start <= run.at <= o.end]
    before = any(at < run.start - reach for at in beside)
    return before and any(at > run.end + reach for at in beside) and not any(run.start - reach <= at <= run.end + reach for at in beside)


def _ends_met(run: Run, others: list[Run], reach: float) -> int:
    """How many ends of the run lie on a rule of the other direction."""
    return sum(any(abs(o.at - end) <= reach and o.start - reach <= run.at <= o.end + reach for o in others) for end in (run.start, run.end))


def _spans(run: Run, others: list[Run], reach: float) -> bool:
    """Whether a short run goes from one rule of the other direction to another, but for a small part of its length: strokes of large
    letters that fill a row leave more."""
    beside = [o.at for o in others if o.start - reach <= run.at <= o.end + reach]
    lacks = [min((abs(at - end) for at in beside), default=reach + 1) for end in (run.start, run.end)]
    return max(lacks) <= reach and sum(lacks) <= LACK * (run.end - run.start)


def _kept(mask: Mask, runs: list[Run]) -> Mask:
    """The mask without what is no rule."""
    kept = np.zeros_like(mask)
    for run in runs:
        half = int(run.width / 2 + 3)
        top, bottom = max(0, int(run.at) - half), int(run.at) + half + 1
        kept[top:bottom, int(run.start) : int(run.end) + 1] = mask[top:bottom, int(run.start) : int(run.end) + 1]
    return kept
