"""The default engine: PP-OCRv6 small, detector and recogniser, on a thin runner of our own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models import OcrLine, Picture, Quads, Step, quads_of
from models.detection import SCALE, joined, lines, prepare, strips
from models.recognition import batches, cut, heads, read_lines, steps_of
from models.runtime import FEW_SHAPES, SOME_SHAPES, load
from models.weights import weight_file

BEST = 6  # candidates kept a time step


class PaddleOnnx:
    """`threads` 0: all cores; 1 is best where pages are read in parallel processes. `precise`: float32 throughout."""

    name = "default"

    def __init__(self, *, threads: int = 1, precise: bool = False) -> None:
        self._detector = load(weight_file("detector"), threads=threads, precise=precise, kept=SOME_SHAPES, scale=SCALE)
        self._recogniser = load(weight_file("recogniser"), threads=threads, best=BEST, precise=precise, kept=FEW_SHAPES)
        self._turner = load(weight_file("turner"), threads=threads, precise=precise)
        self._alphabet = ("", *self._recogniser.labels, " ")  # the blank first, the space last

    def detect(self, picture: Picture) -> Quads:
        """See models.Ocr."""
        height, width = picture.shape[:2]
        if min(height, width) < 2:
            return quads_of([])
        return joined([(rows, self._lines(picture[rows])) for rows in strips(height, width)])

    def _lines(self, strip: Picture) -> Quads:
        values, _ = self._detector(prepare(strip))
        return lines(values[0, 0], strip.shape[1], strip.shape[0])

    def recognise(self, picture: Picture, quads: Quads, margin: float = 0.0) -> tuple[OcrLine, ...]:
        """See models.Ocr."""
        crops = [cut(picture, quad, margin) for quad in quads]
        answers: dict[int, tuple[tuple[Step, ...], float]] = {}
        for members, batch in batches(crops):
            values, classes = self._recogniser(batch)
            for place, index in enumerate(members):
                used = crops[index].shape[1] / batch.shape[3]
                answers[index] = steps_of(values[place], classes[place], self._alphabet), used
        return read_lines(crops, quads, answers, margin)

    def upside_down(self, picture: Picture, quads: Quads) -> NDArray[np.float32]:
        """See models.Ocr."""
        if not len(quads):
            return np.empty(0, np.float32)
        values, _ = self._turner(heads([cut(picture, quad) for quad in quads]))
        return values[:, 1]
