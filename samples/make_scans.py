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
