"""Replays recorded OCR: what an engine once said of a picture, kept as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models import OcrChar, OcrLine, Picture, Quads, quads_of


class RecordedOcr:
    """`lines`: what is said of every picture, quads in px of a picture `width` px wide; pictures of another width
    are taken for the same page at another scale."""

    name = "recorded"

    def __init__(self, *, lines: Sequence[OcrLine] = (), width: int = 0) -> None:
        self._lines = tuple(lines)
        self._width = width

    def detect(self, picture: Picture) -> Quads:
        """The recorded lines."""
        return quads_of([line.quad for line in self._lines]) * self._scale(picture)

    def recognise(self, picture: Picture, quads: Quads, margin: float = 0.0) -> tuple[OcrLine, ...]:  # noqa: ARG002
        """Of each quad the characters of the recorded lines whose middle lies in it."""
        return tuple(self._under(quad, self._scale(picture)) for quad in quads)

    def upside_down(self, picture: Picture, quads: Quads) -> NDArray[np.float32]:  # noqa: ARG002
        """0 for all: a recording stands upright."""
        return np.zeros(len(quads), np.float32)

    def _scale(self, picture: Picture) -> np.float32:
        """Px of this picture for one recorded px."""
        return np.float32(picture.shape[1] / self._width if self._width else 1.0)

    def _under(self, quad: Quads, scale: np.float32) -> OcrLine:
        (left, top), (right, bottom) = quad.min(axis=0), quad.max(axis=0)
        chars: list[OcrChar] = []
        for line in self._lines:
            corners = np.asarray(line.quad, np.float32) * scale
            (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
            if top <= (y0 + y1) / 2 <= bottom:
                places = ((char, x0 + char.left * (x1 - x0), x0 + char.right * (x1 - x0)) for char in line.chars)
                width = float(right - left)
                chars += [
                    char._replace(left=max(float(a - left) / width, 0.0), right=min(float(b - left) / width, 1.0))
                    for char, a, b in places
                    if left <= (a + b) / 2 <= right
                ]
        corners_of = tuple((float(x), float(y)) for x, y in quad)
        return OcrLine(corners_of, "".join(char.text for char in chars), tuple(chars))


def save(lines: Sequence[OcrLine], path: Path) -> None:
    """Write lines as JSON, one a line of the file; the time steps are left out."""
    rows = (json.dumps({**asdict(line), "chars": [list(c) for c in line.chars], "steps": []}, ensure_ascii=False) for line in lines)
    path.write_text("".join(row + "\n" for row in rows), encoding="utf-8")


def load(path: Path) -> tuple[OcrLine, ...]:
    """Read what `save` wrote. ValueError for anything else."""
    return tuple(_line(json.loads(row)) for row in path.read_text(encoding="utf-8").splitlines())


def _line(row: dict[str, list[list[float]]]) -> OcrLine:
    quad = tuple((float(x), float(y)) for x, y in row["quad"])
    chars = tuple(_char(char) for char in row["chars"])
    return OcrLine(quad, str(row["text"]), chars)


def _char(row: Sequence[object]) -> OcrChar:
    text, probability, left, right, others = row
    alternatives = tuple((str(a), float(p)) for a, p in others)  # type: ignore[attr-defined]
    return OcrChar(str(text), float(str(probability)), float(str(left)), float(str(right)), alternatives)
