"""A page that is a picture: turned upright, deskewed, its ground made white, its ruled lines found."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.options import Options
from extractor.pages.ghosts import without_ghosts
from extractor.pages.ground import flattened, is_bilevel, strengthened, without_seals, without_shadows
from extractor.pages.photo import sheet_of
from extractor.pages.reversed_print import righted
from extractor.pages.rules import ruled
from extractor.pages.specks import despeckled
from extractor.pages.unruled import unruled
from extractor.pages.upright import skew_of, straightened, turned_by
from extractor.records import Page
from models import shared_ocr

Picture = NDArray[np.uint8]

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
    if abs(skew) >= LEAST_SKEW:
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
        picture=np.asarray(cv2.cvtColor(unruled(grey, rules), cv2.COLOR_GRAY2RGB), np.uint8),
    )


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
    return without_ghosts(strengthened(without_shadows(flattened(righted(grey, dpi), dpi), dpi)), dpi)
