"""Pages whose lines are not parallel (photographs taken at a slant that the sheet fills) or bow (a book, a curled sheet), made
straight by their own lines.

A row of the page is a curve y = Y + u (a + b V) + u² (c + d V): u and V run from -1 to 1 over the page's width and height, and
under perspective c and d are 0, for all rows meet in one point then. Columns likewise. The four numbers of each direction are
those at which the profile of the ink is sharpest, as for the skew: rows by all ink, columns by that of upright rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.pages.page_image.shrink import shrunk

Picture = NDArray[np.uint8]
Places = NDArray[np.float32]
Shape = tuple[float, ...]  # a, b, c, d
Sharpness = Callable[[Shape, float], float]

WORK_DPI = 75
INK = 170  # grey level
FEW, MANY = 3000, 20_000  # ink pixels from which a bend is suspected, and measured
SPREADS, BOWS = (-36.0, -18.0, -9.0, -4.0, 4.0, 9.0, 18.0, 36.0), (-8.0, -3.0, 3.0, 8.0)  # px; bends that are tried first
COARSE = 2.0  # px, width of the profile's steps then
FINE = (4.0, 2.0, 1.0, 0.5)  # px by which the four numbers are changed from there, and width of the profile's steps
WAYS = ((1.0, 0.0, 0.0, 0.0), (0.0, 1.0, 0.0, 0.0), (0.6, 1.0, 0.0, 0.0), (-0.6, 1.0, 0.0, 0.0), (0.0, 0.0, 1.0, 0.0), (0.0, 0.0, 0.0, 1.0))
LEAST = 1.6  # px (half a millimetre): a smaller bend is none
MOST = 0.12  # of the page's half width: no page is bent so much
UPRIGHT_PT = 11.0  # points; an upright run of ink that is no stroke of a letter
GRID = 16  # px between the places at which a curve is followed; between them it is straight


ROWS, COLUMNS = (1500, 1.01, 1.05), (300, 1.06, 1.3)  # `enough`, `suspicion` and `gain` of Lines; letters have upright strokes, too


class Lines(NamedTuple):
    """The ink of rows, or of columns: where each px lies `along` them (-1 to 1) and `across` them (px from the middle), half the page
    across (px), and by how much (px) they rise over half the page if it is only askew. `enough`: px that tell anything; by how much
    sharper than that of a page that is only askew the profile must be to arouse `suspicion`, and at last (`gain`)."""

    along: Places
    across: Places
    half: float
    slope: float
    enough: int
    suspicion: float
    gain: float

    @property
    def flat(self) -> Shape:
        """What they are on a page that is only askew."""
        return self.slope, 0.0, 0.0, 0.0


class Bend(NamedTuple):
    """a, b, c, d of the rows and of the columns, as parts of the page's half height (rows) and half width (columns)."""

    rows: tuple[float, float, float, float]
    columns: tuple[float, float, float, float]


def bend_of(grey: Picture, dpi: float, skew: float) -> Bend | None:
    """How a page that stands upright is bent, its skew (degrees clockwise) included; None where it is only askew. `grey`: uint8
    (height, width), ink on white."""
    small = shrunk(grey, min(1.0, WORK_DPI / dpi))
    half_width, half_height = small.shape[1] / 2, small.shape[0] / 2
    slope = float(np.tan(np.deg2rad(skew)))
    ink = np.asarray(small < INK, np.uint8)
    x, y = _centred(ink)
    rows = Lines(x / half_width, y, half_height, slope * half_width, *ROWS)
    x, y = _centred(_upright(ink))
    columns = Lines(y / half_height, x, half_width, -slope * half_height, *COLUMNS)
    suspected = [_suspected(lines) for lines in (rows, columns)]
    if not any(suspected):
        return None
    found = [_fitted(lines, shape) for lines, shape in zip((rows, columns), suspected, strict=True)]
    if not any(found):
        return None
    shapes = [_shares(shape or lines.flat, lines.half) for lines, shape in zip((rows, columns), found, strict=True)]
    return Bend(*shapes)


def unbent(grey: Picture, bend: Bend) -> Picture:
    """The page with straight rows and columns, the same size, white where there was none."""
    height, width = grey.shape
    across, down = -(-width // GRID) + 1, -(-height // GRID) + 1
    target_u = np.broadcast_to(np.linspace(0, (across - 1) * GRID, across, dtype=np.float32) * 2 / width - 1, (down, across))
    target_v = np.broadcast_to(np.linspace(0, (down - 1) * GRID, down, dtype=np.float32)[:, np.newaxis] * 2 / height - 1, (down, across))
    u, v = target_u, target_v
    for _ in range(6):  # each place depends on the other; a bend is small, so this settles quickly
        u, v = _curve(target_u, v, bend.columns), _curve(target_v, u, bend.rows)
    map_x, map_y = (_spread((part + 1) * side / 2, (width, height)) for part, side in ((u, width), (v, height)))
    return np.asarray(cv2.remap(grey, map_x, map_y, cv2.INTER_CUBIC, borderValue=(255,)), np.uint8)


def _spread(places: Places, size: tuple[int, int]) -> Places:
    """Places of a grid GRID px wide at every px of a page of `size` (width, height)."""
    across, down = (np.arange(side, dtype=np.float32) / GRID for side in size)
    return np.asarray(cv2.remap(places, *np.meshgrid(across, down), cv2.INTER_LINEAR), np.float32)


def _curve(straight: Places, along: Places, shape: tuple[float, float, float, float]) -> Places:
    """Where what stands at `straight` is found `along` its row or column; all from -1 to 1."""
    a, b, c, d = shape
    return np.asarray(straight + along * (a + b * straight) + along * along * (c + d * straight), np.float32)


def _centred(ink: Picture) -> tuple[Places, Places]:
    """x and y of the ink from the middle of the page, px."""
    y, x = np.nonzero(ink)
    return (x - ink.shape[1] / 2).astype(np.float32), (y - ink.shape[0] / 2).astype(np.float32)


def _upright(ink: Picture) -> Picture:
    """The ink of upright rules, which may lean by one px in ten."""
    length = round(UPRIGHT_PT * WORK_DPI / 72)
    return np.asarray(
        cv2.morphologyEx(cv2.dilate(ink, np.ones((1, 3), np.uint8)), cv2.MORPH_OPEN, np.ones((length, 1), np.uint8)) & ink, np.uint8
    )


def _suspected(lines: Lines) -> Shape | None:
    """The bend from which to search; None where none makes the profile sharper, or there is too little to tell."""
    if len(lines.along) < lines.enough:
        return None
    sharpness = _sharpness_of(lines, FEW)
    likeliest = max(_suspects(lines.slope), key=lambda shape: sharpness(shape, COARSE))
    return likeliest if sharpness(likeliest, COARSE) >= lines.suspicion * sharpness(lines.flat, COARSE) else None


def _fitted(lines: Lines, start: Shape | None) -> Shape | None:
    """The numbers of these rows (columns), px; None where they are straight and parallel."""
    if len(lines.along) < lines.enough:
        return None
    sharpness = _sharpness_of(lines, MANY)
    found, straight = _climbed(sharpness, start or lines.flat, WAYS), _climbed(sharpness, lines.flat, WAYS[:1])
    if not LEAST <= max(map(abs, found[1:])) <= MOST * lines.half:
        return None
    return found if sharpness(found, FINE[-1]) >= lines.gain * sharpness(straight, FINE[-1]) else None


def _suspects(slope: float) -> Iterator[Shape]:
    """Bends that are tried first: rows that spread or bow by so much and are as askew as told in the middle, or nearer to an end."""
    for place in (-0.6, 0.0, 0.6):
        yield from ((slope + place * spread, spread, 0.0, 0.0) for spread in SPREADS)
        yield from ((slope + place * bow, 0.0, bow, 0.0) for bow in BOWS)


def _sharpness_of(lines: Lines, most: int) -> Sharpness:
    """A function of a, b, c, d and the width of the profile's steps (px): how sharp the profile of at most `most` px is then."""
    chosen = np.linspace(0, len(lines.along) - 1, min(most, len(lines.along))).astype(int)
    u, y, height = lines.along[chosen], lines.across[chosen], lines.half
    square = u * u

    def sharpness(shape: Shape, step: float) -> float:
        a, b, c, d = (np.float32(each) for each in shape)
        rows = (y - a * u - c * square) / (1 + (b * u + d * square) / np.float32(height))
        index = np.rint((rows + 1.5 * np.float32(height)) * np.float32(1 / step)).astype(np.int64)
        profile = np.convolve(np.bincount(np.clip(index, 0, int(3 * height / step))), (0.25, 0.5, 0.25))
        return float(np.square(profile).sum())

    return sharpness


def _climbed(sharpness: Sharpness, start: Shape, ways: tuple[Shape, ...]) -> Shape:
    """From `start` uphill, along one of the `ways` at a time, by ever smaller steps."""
    best = start
    for step in FINE:
        top, before = sharpness(best, step), 0.0
        while top > before:
            before = top
            for way, length in product(ways, (-2 * step, -step, step, 2 * step)):
                tried = tuple(value + length * part for value, part in zip(best, way, strict=True))
                if (value := sharpness(tried, step)) > top:
                    best, top = tried, value
    return best


def _shares(shape: Shape, half: float) -> tuple[float, float, float, float]:
    a, b, c, d = (float(each / half) for each in shape)
    return a, b, c, d
