"""Whether a page's text layer can be trusted, or the page must be read as a picture."""

from __future__ import annotations

from functools import cache

import numpy as np

from extractor.pages.pdf_frame import Frame
from extractor.pages.pdf_marks import Marks
from extractor.pages.pdf_text import REPLACEMENT, Bools, Codes, Text

BAD_SHARE = 0.1  # of the characters without a meaning: more, and the layer is garbage
COMMON_SHARE = 0.6  # of Chinese characters in GB 2312 level 1 (3,755 of them); ordinary text has over 0.95
FEW = 60  # characters: a page number, a stamp or a scanner's advertisement on a picture
MOSTLY = 0.5  # of the page covered by pictures
SOME_INK = 0.02  # of the page covered by pictures: below, a logo on a blank page
FIRST_IDEOGRAPH, LAST_IDEOGRAPH = 0x4E00, 0x9FFF
OUTLINES = 40  # curved paths: letters drawn as outlines


def distrust(text: Text, marks: Marks, frame: Frame) -> str:
    """Why the text layer cannot be trusted, in Chinese; '' if it can (also for a blank page)."""
    covered = _covered(marks, frame)
    count = len(text.codes)
    if not count:
        return "没有可见文字" if covered > SOME_INK or marks.curves > OUTLINES else ""
    if covered > MOSTLY and count < FEW:
        return "整页为图片"
    if covered > MOSTLY and text.hidden > count:
        return "文字被图片遮盖"
    if _meaningless(text) > BAD_SHARE * count:
        return "字符无法对应"
    return _strange(text.codes)


def _covered(marks: Marks, frame: Frame) -> float:
    """Share of the page under its pictures, capped at 1 (overlaps counted twice)."""
    width, height = frame.size
    total = sum(max(0.0, i.box[2] - i.box[0]) * max(0.0, i.box[3] - i.box[1]) for i in marks.images)
    return min(1.0, total / max(1.0, width * height))


def _meaningless(text: Text) -> int:
    """Characters without a Unicode meaning: replacement, private use, control, unmapped."""
    c = text.codes
    private = (c == REPLACEMENT) | ((c >= 0xE000) & (c <= 0xF8FF)) | (c >= 0xF0000) | (c < 0x20) | ((c >= 0x7F) & (c < 0xA0))
    return int((private | text.styles.unmapped[text.style]).sum())


def _strange(codes: Codes) -> str:
    """Letters that Chinese disclosures do not use: accented Latin (a lost GBK encoding), or rare ideographs only."""
    if ((codes >= 0xC0) & (codes <= 0x24F)).sum() > 0.2 * len(codes):
        return "编码错误"
    chinese = codes[(codes >= FIRST_IDEOGRAPH) & (codes <= LAST_IDEOGRAPH)]
    common = _level_one()[chinese - FIRST_IDEOGRAPH].sum()
    return "文字无法理解" if len(chinese) >= 20 and common < COMMON_SHARE * len(chinese) else ""


@cache
def _level_one() -> Bools:
    """Whether each ideograph from FIRST_IDEOGRAPH to LAST_IDEOGRAPH is in GB 2312 level 1 (rows 16 to 55)."""
    letters = bytes(byte for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF) for byte in (row, cell)).decode("gb2312", "ignore")
    found = np.zeros(LAST_IDEOGRAPH - FIRST_IDEOGRAPH + 1, np.bool_)
    found[[ord(letter) - FIRST_IDEOGRAPH for letter in letters]] = True
    return found
