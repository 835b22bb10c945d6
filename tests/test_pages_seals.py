"""Print under the red ink of a seal, as JPEG keeps it."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from extractor.pages.page_image.ground import without_seals

Picture = NDArray[np.uint8]
RED = {"bright": (215, 40, 45), "dark": (180, 30, 40), "pale": (200, 90, 90)}


def as_scanned(page: NDArray[Any]) -> Picture:
    """Slightly out of focus, and compressed with colours at half the resolution."""
    soft = cv2.GaussianBlur(page.astype(np.float32), (0, 0), 0.7)
    data = cv2.imencode(".jpg", soft[:, :, ::-1].astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 50])[1]
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR)[:, :, ::-1], np.uint8)


@pytest.mark.parametrize("red", RED)
@pytest.mark.parametrize("worn", [1.0, 0.6])
def test_thin_print_under_a_seal_stays_and_the_seal_goes(red: str, worn: float) -> None:
    page = np.full((500, 500, 3), 255, np.uint8)
    for y in range(40, 500, 30):
        cv2.putText(page, "1,589,640,780.73  132,469,572.20", (20, y), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (40, 40, 40), 1, cv2.LINE_AA)
    seal = np.full((500, 500, 3), 255, np.uint8)
    cv2.circle(seal, (250, 250), 150, RED[red], 6, cv2.LINE_AA)
    cv2.circle(seal, (250, 250), 45, RED[red], -1, cv2.LINE_AA)
    clean, sealed = as_scanned(page)[:, :, 1], as_scanned(page * (255 - (255.0 - seal) * worn) / 255)
    found = without_seals(sealed, 150)[:, :, 1]
    under = cv2.erode((seal.min(axis=2) < 250).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    strokes, blank = under & (clean < 150), under & (clean > 240)
    assert float(found[strokes].mean()) <= float(clean[strokes].mean()) + 18
    assert float(found[blank].mean()) >= 245


@pytest.mark.parametrize("paper", [0, 235])
def test_of_a_seal_of_hairlines_nothing_is_left(paper: int) -> None:
    page = np.full((500, 500, 3), paper, np.uint8)
    cv2.circle(page, (250, 250), 120, RED["bright"], 1, cv2.LINE_8)
    assert np.abs(without_seals(page, 150).astype(np.int16) - paper).max() <= 40
