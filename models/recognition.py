"""From lines of a picture to the recogniser's input, and from its time steps to characters (CTC).

Batches are made of lines of like width: padding every line to the widest costs more than all else. Only few shapes of batches
are used: the runtime prepares each anew (20 ms) and keeps what it prepared (3 to 4 MB).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from models import OcrChar, OcrLine, Picture, Quads, Step
from models.runtime import Array

HEIGHT = 48  # px, fixed by the weights
NARROWEST = 48  # px, first bucket
BUCKET = 32  # px between buckets, and LOOSE of the width where that is more
LOOSE = 0.2  # finer ones pad less, and take longer to prepare than they save on a document of ten pages
WIDEST = 3200  # px; a longer line would be narrowed (66 characters fit)
HEAD = 192  # px, width of the input that tells which way up a line is
BATCHES = (4, 1)  # lines of a batch: each call costs as much as 30 px of width, larger ones save next to nothing
BATCH_PX = 1800  # width of all lines of a batch together at most: memory goes with it, nothing is gained by more
CUBIC = 3  # px around a point that say what stands there
STRAIGHT = 0.015  # slope under which a line is cut out without turning it
FAINT = 1e-4  # runners-up below this probability are not told


def cut(picture: Picture, quad: NDArray[np.float32], margin: float = 0.0) -> Picture:
    """The line under a quad, upright, HEIGHT px high, width in proportion, with a white margin of `margin` of the
    line's height on every side. Empty (width 0) where the quad is no area."""
    along = max(np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[2] - quad[3]))
    across = max(np.linalg.norm(quad[3] - quad[0]), np.linalg.norm(quad[2] - quad[1]))
    if along < 1 or across < 1:
        return np.zeros((HEIGHT, 0, 3), np.uint8)
    line = _straight(picture, quad) if _is_straight(quad) else _turned(picture, quad, float(along), float(across))
    if line.size == 0:
        return np.zeros((HEIGHT, 0, 3), np.uint8)
    edge = round(margin * line.shape[0])
    if edge:
        line = cv2.copyMakeBorder(line, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=(255, 255, 255))
    width = int(np.clip(round(line.shape[1] * HEIGHT / line.shape[0]), 8, WIDEST))
    way = cv2.INTER_AREA if line.shape[0] > HEIGHT else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(line, (width, HEIGHT), interpolation=way), np.uint8)


def _straight(picture: Picture, quad: NDArray[np.float32]) -> Picture:
    left, top = np.maximum(np.floor(quad.min(axis=0)), 0).astype(int)
    right, bottom = np.ceil(quad.max(axis=0)).astype(int)
    return picture[top:bottom, left:right]


def _turned(picture: Picture, quad: NDArray[np.float32], along: float, across: float) -> Picture:
    """Only the part about the quad is given to OpenCV: of a picture that is no array of its own it makes a copy."""
    width, height = max(1, round(along)), max(1, round(across))
    low = np.maximum(np.floor(quad.min(axis=0)).astype(int) - CUBIC, 0)
    right, bottom = np.ceil(quad.max(axis=0)).astype(int) + CUBIC
    part = picture[low[1] : max(bottom, low[1] + 1), low[0] : max(right, low[0] + 1)]
    if not part.size:
        return part
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    turn = cv2.getPerspectiveTransform((quad - low).astype(np.float32), target)
    turned = cv2.warpPerspective(part, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(turned, np.uint8)


def _is_straight(quad: NDArray[np.float32]) -> bool:
    (x0, y0), (x1, y1) = quad[0], quad[1]
    return bool(abs(y1 - y0) <= STRAIGHT * max(abs(x1 - x0), 1.0) or abs(y1 - y0) < 1)


def batches(crops: list[Picture]) -> Iterator[tuple[list[int], Array]]:
    """(indices of the crops, their input (n, 3, HEIGHT, bucket)), narrow lines first. Empty crops are left out."""
    buckets: dict[int, list[int]] = {}
    for index, crop in enumerate(crops):
        if crop.shape[1]:
            buckets.setdefault(bucket(crop.shape[1]), []).append(index)
    for width, members in sorted(buckets.items()):
        while members:
            size = next(n for n in BATCHES if n == 1 or (n <= len(members) and n * width <= BATCH_PX))
            some, members = members[:size], members[size:]
            yield some, _stack([crops[i] for i in some], width)


def _buckets() -> Iterator[int]:
    width = NARROWEST
    while width < WIDEST:
        yield width
        width += max(BUCKET, int(width * LOOSE) // 16 * 16)
    yield WIDEST


BUCKETS = tuple(_buckets())


def bucket(width: int) -> int:
    """The width to which a line is padded."""
    return BUCKETS[bisect_left(BUCKETS, width)]


def heads(crops: list[Picture]) -> Array:
    """(n, 3, HEIGHT, HEAD): the beginnings of lines, for telling whether they stand on their head."""
    return _stack([crop[:, :HEAD] for crop in crops], HEAD)


def _stack(crops: list[Picture], width: int) -> Array:
    batch = np.zeros((len(crops), 3, HEIGHT, width), np.float32)
    for place, crop in zip(batch, crops, strict=True):
        place[:, :, : crop.shape[1]] = crop[:, :, ::-1].transpose(2, 0, 1)
    for place, crop in zip(batch, crops, strict=True):
        place[:, :, : crop.shape[1]] *= np.float32(1 / 127.5)
        place[:, :, : crop.shape[1]] -= np.float32(1)
    return batch


def steps_of(values: Array, classes: NDArray[np.int64], alphabet: tuple[str, ...]) -> tuple[Step, ...]:
    """Candidates of every time step of one line: values and classes are (steps, best), best first.
    `alphabet[0]` is the blank, given as ''."""
    kept = np.maximum((values > FAINT).sum(axis=1), 1).tolist()
    return tuple(
        tuple((alphabet[c], v) for c, v in zip(cs[:n], vs[:n], strict=True))
        for n, cs, vs in zip(kept, classes.tolist(), values.tolist(), strict=True)
    )


def decode(steps: tuple[Step, ...], used: float) -> tuple[OcrChar, ...]:
    """Greedy CTC decoding: equal neighbours are one character, blanks part them. `used`: the fraction of the steps
    that show the line, the rest is padding. The place of a character reaches half way to its neighbours, and as far
    to the other side at the ends of the line."""
    runs: list[tuple[str, int, int]] = []  # character, first step, last step
    before = ""
    for index, step in enumerate(steps):
        best = step[0][0]
        if best and best == before:
            runs[-1] = (best, runs[-1][1], index)
        elif best:
            runs.append((best, index, index))
        before = best
    total = max(used * len(steps), 1.0)
    return tuple(_char(steps, run, i, runs, total) for i, run in enumerate(runs))


def _char(steps: tuple[Step, ...], run: tuple[str, int, int], index: int, runs: list[tuple[str, int, int]], total: float) -> OcrChar:
    text, first, last = run
    peak = max(steps[first : last + 1], key=lambda step: step[0][1])
    centre = (first + last + 1) / 2
    before = centre - (runs[index - 1][1] + runs[index - 1][2] + 1) / 2 if index else None
    after = (runs[index + 1][1] + runs[index + 1][2] + 1) / 2 - centre if index + 1 < len(runs) else None
    half = min(d for d in (before, after, total) if d is not None) / 2  # at the ends as wide as towards the neighbour
    left = centre - (before / 2 if before is not None else half)
    right = centre + (after / 2 if after is not None else half)
    others = tuple(candidate for candidate in peak[1:] if candidate[0] != text)
    return OcrChar(text, peak[0][1], min(max(left / total, 0.0), 1.0), min(right / total, 1.0), others)


Answer = tuple[tuple[Step, ...], float]  # the time steps of a line, and the fraction of them that shows it


def read_lines(
    crops: list[Picture], quads: Quads, answers: dict[int, tuple[tuple[Step, ...], float]], margin: float
) -> tuple[OcrLine, ...]:
    """One OcrLine a crop; `answers` holds steps and used fraction by index of the crop; places are told without the
    white margin that the crops were given."""
    out = []
    edge = HEIGHT * margin / (1 + 2 * margin)
    for index, crop in enumerate(crops):
        steps, used = answers.get(index, ((), 1.0))
        start = edge / max(crop.shape[1], 1)
        chars = tuple(_inside(char, start) for char in decode(steps, used))
        corners = tuple((float(x), float(y)) for x, y in quads[index])
        out.append(OcrLine(corners, "".join(char.text for char in chars), chars, steps))
    return tuple(out)


def _inside(char: OcrChar, start: float) -> OcrChar:
    """The place as a fraction of the line without its margin, which takes `start` of the crop at either end."""
    length = max(1 - 2 * start, 0.01)
    left, right = ((place - start) / length for place in (char.left, char.right))
    return char._replace(left=min(max(left, 0.0), 1.0), right=min(max(right, 0.0), 1.0))
