"""Turn a PDF with a text layer into a scan of it: every page rasterised and degraded in a named way.

    python samples/make_scans.py office IN.pdf OUT.pdf [--seed 7] [--pages 0,3,5]

The expected result of the PDF is then that of the scan as well. The same seed gives the same pixels.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image

Picture = NDArray[np.uint8]  # (height, width, 3), RGB
Random = np.random.Generator


@dataclass(frozen=True)
class Sheet:
    """What a step is given."""

    picture: Picture
    dpi: int
    random: Random


Step = Callable[[Sheet], Picture]


def skewed(degrees: float) -> Step:
    """Laid askew on the glass: turned clockwise about the middle, the sheet keeps its size."""

    def turn(sheet: Sheet) -> Picture:
        height, width = sheet.picture.shape[:2]
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
        return clipped(cv2.warpAffine(sheet.picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255)))

    return turn


def noisy(sigma: float) -> Step:
    """Noise of the sensor, in grey levels."""
    return lambda sheet: clipped(sheet.picture + sheet.random.normal(0, sigma, sheet.picture.shape))


def grey(sheet: Sheet) -> Picture:
    """A scanner set to grey, ground slightly off white."""
    plane = cv2.cvtColor(sheet.picture, cv2.COLOR_RGB2GRAY)
    return clipped(cv2.cvtColor(plane, cv2.COLOR_GRAY2RGB) * 0.94 + 4)


def blurred(points: float) -> Step:
    """Out of focus, sigma in points."""
    return lambda sheet: clipped(cv2.GaussianBlur(sheet.picture, (0, 0), points * sheet.dpi / 72))


def jpeg(quality: int) -> Step:
    """Compressed once by the device."""

    def compress(sheet: Sheet) -> Picture:
        _, data = cv2.imencode(".jpg", sheet.picture[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
        return clipped(np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR))[:, :, ::-1])

    return compress


def sealed(sheet: Sheet) -> Picture:
    """A round red seal of 42 mm somewhere over the figures, ink that lets black shine through."""
    height, width = sheet.picture.shape[:2]
    radius = round(21 / 25.4 * sheet.dpi)
    centre = (int(sheet.random.uniform(0.35, 0.8) * width), int(sheet.random.uniform(0.3, 0.75) * height))
    ink = np.full_like(sheet.picture, 255)
    red = (215, 40, 45)
    cv2.circle(ink, centre, radius, red, max(2, sheet.dpi // 40), cv2.LINE_AA)
    star = [_on_circle(centre, radius * (0.32 if k % 2 == 0 else 0.13), 36 * k - 90) for k in range(10)]
    cv2.fillPoly(ink, [np.array(star, np.int32)], red, cv2.LINE_AA)
    for k in range(13):  # the agency's name along the rim, as blocks of strokes
        middle = _on_circle(centre, radius * 0.78, 150 + 20 * k)
        for dx in (-3, 0, 3):
            x, reach = middle[0] + dx * sheet.dpi // 72, sheet.dpi // 20
            cv2.line(ink, (x, middle[1] - reach), (x, middle[1] + reach), red, 2, cv2.LINE_AA)
    return clipped(sheet.picture.astype(np.float32) * ink / 255)


def _on_circle(centre: tuple[int, int], radius: float, degrees: float) -> tuple[int, int]:
    angle = np.deg2rad(degrees)
    return round(centre[0] + radius * np.cos(angle)), round(centre[1] + radius * np.sin(angle))


def turned(degrees: int) -> Step:
    """Fed the wrong way round: turned clockwise."""
    return lambda sheet: np.ascontiguousarray(np.rot90(sheet.picture, -degrees // 90))


def bilevel(sheet: Sheet) -> Picture:
    """Black or white, nothing between, with specks."""
    plane = cv2.cvtColor(sheet.picture, cv2.COLOR_RGB2GRAY).astype(np.float32) + sheet.random.normal(0, 18, sheet.picture.shape[:2])
    white = plane > 165
    specks = sheet.random.random(white.shape) < 0.0006
    return clipped(cv2.cvtColor(((white ^ specks) * 255).astype(np.uint8), cv2.COLOR_GRAY2RGB))


def photographed(sheet: Sheet) -> Picture:
    """A sheet on a dark desk, seen a little from one side, light falling off towards a corner."""
    height, width = sheet.picture.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    margin = np.array([0.05 * width, 0.05 * height], np.float32)
    seen = (corners * 0.9 + margin + sheet.random.uniform(-0.025, 0.025, (4, 2)) * (width, height)).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(corners, seen)
    photo = cv2.warpPerspective(sheet.picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(62, 52, 46))
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    return clipped(photo * (1.0 - 0.3 * (0.6 * x + 0.4 * y))[:, :, np.newaxis])


def shining_through(sheet: Sheet) -> Picture:
    """The back of the sheet shows: mirrored, blurred, faint."""
    back = cv2.GaussianBlur(np.ascontiguousarray(sheet.picture[:, ::-1]), (0, 0), 0.4 * sheet.dpi / 72)
    back = np.roll(back, round(0.11 * sheet.picture.shape[0]), axis=0)
    return clipped(np.minimum(sheet.picture, 255 - (255 - back.astype(np.float32)) * 0.22))


def speckled(share: float) -> Step:
    """Salt and pepper: that share of the pixels is black or white whatever was there."""

    def speckle(sheet: Sheet) -> Picture:
        struck = sheet.random.random(sheet.picture.shape[:2])
        out = sheet.picture.copy()
        out[struck < share / 2] = 0
        out[struck > 1 - share / 2] = 255
        return out

    return speckle


def tinted(red: float, green: float, blue: float) -> Step:
    """Printed on coloured or yellowed paper: the share of each colour that the paper gives back."""
    return lambda sheet: clipped(sheet.picture * np.array([red, green, blue]))


def faded(ink: int, paper: int) -> Step:
    """Low contrast: black comes out as the grey level `ink`, white as `paper`."""
    return lambda sheet: clipped(ink + sheet.picture.astype(np.float32) * ((paper - ink) / 255))


def shadowed(sheet: Sheet) -> Picture:
    """A bound volume on the glass: dark towards the fold at the left, a dark strip along the top where the lid stood open."""
    height, width = sheet.picture.shape[:2]
    x, y = np.arange(width) / width, np.arange(height) / height
    fold = 1 - 0.75 * np.exp(-x / 0.035)
    lid = np.where(y < 0.008, 0.15, 1.0)
    return clipped(sheet.picture * (fold[np.newaxis, :] * lid[:, np.newaxis])[:, :, np.newaxis])


def soiled(sheet: Sheet) -> Picture:
    """Coffee, punch holes, the shadow of a staple, streaks that dust on the glass of a feeder draws down the page."""
    height, width = sheet.picture.shape[:2]
    layer = np.full((height, width), 255, np.uint8)
    unit = sheet.dpi / 25.4  # px in a millimetre
    for _ in range(2):
        middle = int(sheet.random.uniform(0.2, 0.8) * width), int(sheet.random.uniform(0.2, 0.8) * height)
        cv2.circle(layer, middle, int(sheet.random.uniform(15, 30) * unit), 205, -1, cv2.LINE_AA)
        cv2.circle(layer, middle, int(32 * unit), 170, int(1.5 * unit), cv2.LINE_AA)
    layer = np.asarray(cv2.GaussianBlur(layer, (0, 0), 0.8 * unit), np.uint8)
    for share in (0.37, 0.63):
        cv2.circle(layer, (int(10 * unit), int(share * height)), int(3 * unit), 25, -1, cv2.LINE_AA)
    cv2.line(layer, (int(9 * unit), int(9 * unit)), (int(20 * unit), int(12 * unit)), 60, max(1, int(0.5 * unit)), cv2.LINE_AA)
    for x in sheet.random.uniform(0.1, 0.9, 3):
        cv2.line(layer, (int(x * width), 0), (int(x * width), height), 120, max(1, round(0.12 * unit)), cv2.LINE_AA)
    return clipped(sheet.picture * (layer[:, :, np.newaxis] / 255.0))


def stamped(sheet: Sheet) -> Picture:
    """An oblong stamp in red across figures, a signature and ticks with a blue pen."""
    height, width = sheet.picture.shape[:2]
    unit = sheet.dpi / 25.4
    ink = np.full_like(sheet.picture, 255)
    x, y = int(sheet.random.uniform(0.3, 0.6) * width), int(sheet.random.uniform(0.25, 0.7) * height)
    red, blue = (205, 35, 40), (40, 60, 170)
    cv2.rectangle(ink, (x, y), (x + int(38 * unit), y + int(14 * unit)), red, max(2, int(0.8 * unit)), cv2.LINE_AA)
    for k in range(3):  # three large characters, as strokes
        left, top, side = x + int((3 + 12 * k) * unit), y + int(3 * unit), int(8 * unit)
        for at in (0, side // 2, side):
            cv2.line(ink, (left, top + at), (left + side, top + at), red, int(0.9 * unit), cv2.LINE_AA)
        cv2.line(ink, (left + side // 2, top), (left + side // 2, top + side), red, int(0.9 * unit), cv2.LINE_AA)
    start = np.array([sheet.random.uniform(0.55, 0.7) * width, sheet.random.uniform(0.3, 0.8) * height])
    steps = np.cumsum(sheet.random.normal((0.9 * unit, 0), 2.2 * unit, (30, 2)), axis=0)
    cv2.polylines(ink, [np.int32(start + steps)], False, blue, max(2, int(0.5 * unit)), cv2.LINE_AA)
    for _ in range(8):
        tick = np.array([sheet.random.uniform(0.3, 0.9) * width, sheet.random.uniform(0.2, 0.9) * height])
        cv2.polylines(ink, [np.int32(tick + np.array([(0, 0), (1.5, 2.5), (6, -4)]) * unit)], False, blue, int(0.5 * unit), cv2.LINE_AA)
    return clipped(sheet.picture.astype(np.float32) * ink / 255)


def thresholded(level: int) -> Step:
    """Black or white at a fixed level, as a cheap 1-bit scanner gives; a low level thins the strokes, a high one clots them."""
    return lambda sheet: clipped(np.where(sheet.picture.mean(axis=2, keepdims=True) < level, 0, 255) + np.zeros(3))


def curled(sheet: Sheet) -> Picture:
    """A page that does not lie flat: lines bow by up to 1.2 mm, letters narrow towards one side."""
    height, width = sheet.picture.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    bow = 1.2 / 25.4 * sheet.dpi * np.sin(np.pi * x / width)
    along = x + 0.012 * width * np.sin(np.pi * x / width)
    return clipped(cv2.remap(sheet.picture, along, y + bow, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE))


def copied(times: int) -> Step:
    """Photocopied that many times: each makes it a little blurred, then hard again, with dirt and a dark rim."""

    def copy(sheet: Sheet) -> Picture:
        picture = sheet.picture
        for _ in range(times):
            soft = cv2.GaussianBlur(picture, (0, 0), 0.16 * sheet.dpi / 72).astype(np.float32)
            soft += sheet.random.normal(0, 10, soft.shape[:2])[:, :, np.newaxis]
            picture = clipped((soft - 140) * 2.6 + 140)
        rim = max(2, round(0.02 * sheet.dpi * 3))
        picture[:, :rim] = sheet.random.integers(0, 60, (picture.shape[0], rim, 1))
        return picture

    return copy


def clipped(picture: NDArray[Any]) -> Picture:
    """As bytes."""
    return np.asarray(np.clip(np.rint(picture), 0, 255), np.uint8)


@dataclass(frozen=True)
class Way:
    """One way of scanning: resolution, what happens to the picture, quality of the file."""

    dpi: int
    steps: tuple[Step, ...] = ()
    quality: int = 92


_OFFICE: tuple[Step, ...] = (skewed(1.0), grey, noisy(4.0), jpeg(60))
WAYS: dict[str, Way] = {
    "clean100": Way(100),
    "clean200": Way(200),
    "clean300": Way(300),
    "office": Way(200, _OFFICE),
    "poor": Way(150, (sealed, blurred(0.35), skewed(-1.6), noisy(6.0), jpeg(40))),
    "turned90": Way(200, (skewed(0.4), turned(90), noisy(3.0))),
    "turned180": Way(200, (skewed(-0.5), turned(180), noisy(3.0))),
    "turned270": Way(200, (skewed(0.3), turned(270), noisy(3.0))),
    "fax": Way(200, (skewed(0.6), bilevel)),
    "photo": Way(200, (photographed, blurred(0.12), noisy(4.0), jpeg(75))),
    "bleed": Way(200, (shining_through, skewed(0.4), noisy(3.0), jpeg(75))),
    "screen": Way(96),
    "jpeg20": Way(150, (noisy(2.0), jpeg(20))),
    "yellowed": Way(200, (tinted(0.86, 0.78, 0.55), skewed(0.3), noisy(4.0), jpeg(70))),
    "green": Way(200, (tinted(0.62, 0.85, 0.66), noisy(3.0), jpeg(75))),
    "faint": Way(200, (faded(135, 225), skewed(-0.4), noisy(4.0), jpeg(75))),
    "shadow": Way(200, (skewed(0.7), shadowed, noisy(4.0), jpeg(75))),
    "soiled": Way(200, (soiled, skewed(-0.6), noisy(3.0), jpeg(75))),
    "stamped": Way(200, (stamped, skewed(0.5), noisy(3.0), jpeg(75))),
    "bilevel150": Way(150, (thresholded(170),)),
    "thin": Way(200, (skewed(0.4), thresholded(110))),
    "copy": Way(200, (skewed(0.8), copied(3), jpeg(75))),
    "pepper": Way(200, (speckled(0.02), skewed(0.3))),
    "curled": Way(200, (curled, noisy(3.0), jpeg(75))),
    "camera": Way(220, (curled, photographed, blurred(0.2), noisy(6.0), jpeg(60))),
}


def degrade(picture: Picture, way: Way, seed: int) -> Picture:
    """The picture of a page (rendered at way.dpi) as this way of scanning gives it."""
    random = np.random.default_rng(seed)
    for step in way.steps:
        picture = step(Sheet(picture, way.dpi, random))
    return picture


def scans(path: Path, way: Way, seed: int, pages: Sequence[int] | None = None) -> Iterator[Picture]:
    """The scanned pages of a PDF, one by one."""
    with pypdfium2.PdfDocument(path) as document:
        for index in range(len(document)) if pages is None else pages:
            rendered = document[index].render(scale=way.dpi / 72, rev_byteorder=True).to_numpy()[:, :, :3]
            yield degrade(np.ascontiguousarray(rendered), way, seed + index)


def write(pictures: Iterator[Picture], way: Way, path: Path) -> None:
    """A PDF of pictures only."""
    sheets = (_image(picture) for picture in pictures)
    first = next(sheets)
    first.save(path, "PDF", resolution=way.dpi, save_all=True, append_images=list(sheets), quality=way.quality)


def _image(picture: Picture) -> Image.Image:
    """The picture, in one channel where it has no colour."""
    is_grey = np.array_equal(picture[:, :, 0], picture[:, :, 1]) and np.array_equal(picture[:, :, 0], picture[:, :, 2])
    return Image.fromarray(np.ascontiguousarray(picture[:, :, 0]) if is_grey else picture)


def main() -> None:
    """Command line: WAY IN OUT."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("way", choices=sorted(WAYS))
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--pages", help="page indices from 0, with commas; all if left out")
    parser.add_argument("--quality", type=int, help="of the JPEG pictures in the file, 1 to 95; the way's own if left out")
    asked = parser.parse_args()
    pages = [int(part) for part in asked.pages.split(",")] if asked.pages else None
    way = WAYS[asked.way]
    way = replace(way, quality=asked.quality or way.quality)
    write(scans(asked.source, way, asked.seed, pages), way, asked.target)


if __name__ == "__main__":
    main()
