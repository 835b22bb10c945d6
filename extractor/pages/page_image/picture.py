"""A page that is a picture: turned upright, deskewed, its ground made white, its ruled lines found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.options import Options
from extractor.pages.page_image.bent import bend_of, unbent
from extractor.pages.page_image.ghosts import without_ghosts
from extractor.pages.page_image.ground import flattened, is_bilevel, strengthened, without_seals, without_shadows
from extractor.pages.page_image.photo import sheet_of
from extractor.pages.page_image.reversed_print import righted
from extractor.pages.page_image.rules import ruled
from extractor.pages.page_image.screens import unscreened
from extractor.pages.page_image.specks import despeckled
from extractor.pages.page_image.unruled import unruled
from extractor.pages.page_image.upright import skew_of, straightened, turned_by
from extractor.records import Box, Page, Ruling
from models import shared_ocr

Picture = NDArray[np.uint8]

GRID = 0.3  # of a picture's side: a rule that parts it is as long
FEWEST = 4, 3  # rules across and down of a table in a picture: a head, two rows, two columns
LEAST_SKEW = 0.04  # degrees; turning by less blurs more than it mends
FAX_SIGMA = 0.45  # points / 2; softens the stairs of black-and-white pictures


def straighten(page: Page, options: Options) -> Page:
    """The page as it should have been scanned: `picture` upright (RGB, ink on white, ruled lines painted out),
    `rulings` in points, `rotation` and `skew` added to those undone before. A page without a picture, or with
    options.ocr "none", is given back as it is."""
    if page.picture is None or page.dpi is None or options.ocr == "none":
        return page
    picture, dpi = _sheet(page.picture, page.dpi)
    grey = _grey(without_seals(picture, dpi), dpi)
    turned = turned_by(grey, dpi, shared_ocr(options.ocr))
    grey = np.ascontiguousarray(np.rot90(grey, -turned // 90))
    skew = skew_of(grey, dpi)
    bend = bend_of(grey, dpi, skew)
    if bend is not None:
        grey = unbent(grey, bend)
    elif abs(skew) >= LEAST_SKEW:
        grey = straightened(grey, skew)
    rulings, rules = ruled(grey, dpi)
    height, width = grey.shape
    return replace(
        page,
        width=width * 72 / dpi,
        height=height * 72 / dpi,
        dpi=dpi,
        rotation=(page.rotation + turned) % 360,
        skew=round(skew, 2),
        rulings=rulings,
        picture=_rgb(unruled(grey, rules)),
    )


def illustrated(page: Page) -> Page:
    """A page of text with those of its pictures (`insets`) that hold a ruled table: ink on white, its rules painted out and
    among `rulings`. Photographs and charts are taken off `picture`, which is None where no table is left; the page's warning
    (`picture_left_out`) goes where all are read."""
    if page.picture is None or page.dpi is None:
        return page
    grey = _grey(page.picture, page.dpi)
    rulings, rules = ruled(grey, page.dpi)
    kept = [box for box in page.insets if _is_table([r for r in rulings if _within(r, box)], box)]
    if not kept:
        return replace(page, picture=None, dpi=None, insets=())
    clean = unruled(grey, rules)
    picture = np.full_like(clean, 255)
    for left, top, right, bottom in (tuple(round(side * page.dpi / 72) for side in box) for box in kept):
        picture[max(0, top) : bottom, max(0, left) : right] = clean[max(0, top) : bottom, max(0, left) : right]
    return replace(
        page,
        picture=_rgb(picture),
        insets=tuple(kept),
        rulings=(*page.rulings, *(r for r in rulings if any(_within(r, box) for box in kept))),
        warnings=tuple(w for w in page.warnings if w.code != "picture_left_out" or len(kept) < len(page.insets)),
    )


def _within(ruling: Ruling, box: Box) -> bool:
    x, y = (ruling.x0 + ruling.x1) / 2, (ruling.y0 + ruling.y1) / 2
    return box.left <= x <= box.right and box.top <= y <= box.bottom


def _is_table(rulings: Sequence[Ruling], box: Box) -> bool:
    """Whether rules of both directions part a picture into rows and columns; the grid of a chart has fewer one way."""
    across = sum(r.x1 - r.x0 >= GRID * (box.right - box.left) for r in rulings)
    down = sum(r.y1 - r.y0 >= GRID * (box.bottom - box.top) for r in rulings)
    return across >= FEWEST[0] and down >= FEWEST[1]


def _sheet(picture: Picture, dpi: float) -> tuple[Picture, float]:
    """The sheet cut out of a photograph, with the resolution at which its longer side stays what it was."""
    sheet = sheet_of(picture)
    if sheet is None:
        return picture, dpi
    return sheet, dpi * max(sheet.shape[:2]) / max(picture.shape[:2])


def _grey(picture: Picture, dpi: float) -> Picture:
    grey = despeckled(np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8), dpi)
    if is_bilevel(grey):
        grey = np.asarray(cv2.GaussianBlur(grey, (0, 0), FAX_SIGMA * dpi / 144), np.uint8)
    flat = unscreened(flattened(righted(grey, dpi), dpi), dpi)
    return without_ghosts(strengthened(without_shadows(flat, dpi)), dpi)


def _rgb(grey: Picture) -> Picture:
    """A grey picture seen as RGB (H, W, 3), to be read only: the three colours are one array."""
    return np.broadcast_to(grey[:, :, None], (*grey.shape, 3))
