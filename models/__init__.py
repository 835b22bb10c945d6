"""Everything learnt: arrays in, text and scores out. Knows nothing of budgets.

An engine finds printed lines in a picture (`detect`) and reads them (`recognise`). The two are apart because the
caller cuts the found lines at ruled lines before they are read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]  # (height, width, 3), RGB
Quads = NDArray[np.float32]  # (n, 4, 2): corners of n lines in px, clockwise from the top left of the text
Step = tuple[tuple[str, float], ...]  # candidates of one time step, best first; "" is the blank


class OcrChar(NamedTuple):
    """One character: probability 0..1, its place as fractions of the line from its left end to its right end,
    and the runners-up with their probabilities, best first."""

    text: str
    probability: float
    left: float
    right: float
    alternatives: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class OcrLine:
    """One line as read. `quad` as in Quads. `steps` holds the candidates of each time step, so that the line can
    be decoded again under a grammar; () where the engine does not tell."""

    quad: tuple[tuple[float, float], ...]
    text: str
    chars: tuple[OcrChar, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def probability(self) -> float:
        """The smallest character probability; 0 for a line without text."""
        return min((char.probability for char in self.chars), default=0.0)


class Ocr(Protocol):
    """An OCR engine. Not thread-safe; one engine a process."""

    name: str

    def detect(self, picture: Picture) -> Quads:
        """The printed lines of a picture (best at about 110 dpi). (0, 4, 2) where there are none."""
        ...

    def recognise(self, picture: Picture, quads: Quads, margin: float = 0.0) -> tuple[OcrLine, ...]:
        """Read the lines under `quads`, one OcrLine a quad in the same order; text '' where nothing is read. `margin`:
        white put around each line, as a share of its height, for quads drawn tight around the ink."""
        ...

    def upside_down(self, picture: Picture, quads: Quads) -> NDArray[np.float32]:
        """For each line the probability that it stands on its head; 0.5 where the engine cannot tell."""
        ...


class EngineUnavailable(RuntimeError):
    """The engine's package or weights are not installed, or the weights are not the ones expected."""


def _default(**settings: Any) -> Ocr:
    from models.paddle import PaddleOnnx

    return PaddleOnnx(**settings)


def _official(**settings: Any) -> Ocr:
    from models.official import OfficialPaddle

    return OfficialPaddle(**settings)


def _recorded(**settings: Any) -> Ocr:
    from models.recorded import RecordedOcr

    return RecordedOcr(**settings)


ENGINES: dict[str, Callable[..., Ocr]] = {"default": _default, "paddle": _official, "recorded": _recorded}


@lru_cache(maxsize=2)
def shared_ocr(name: str) -> Ocr:
    """`open_ocr` with its default settings, opened once a process: weights take half a second and 200 MB."""
    return open_ocr(name)


def open_ocr(name: str, **settings: Any) -> Ocr:
    """The engine of that name, weights loaded. KeyError for a name that is not in ENGINES;
    EngineUnavailable where its package or weights are missing."""
    return ENGINES[name](**settings)


def quads_of(corners: Sequence[Any]) -> Quads:
    """Corners, each (4, 2), as Quads; also where there are none."""
    return np.asarray(corners, dtype=np.float32).reshape(-1, 4, 2)
