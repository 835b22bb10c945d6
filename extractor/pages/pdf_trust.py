"""Whether a page's text layer can be trusted, or the page must be read as a picture."""

from __future__ import annotations

from extractor.pages.pdf_frame import Frame
from extractor.pages.pdf_marks import Marks
from extractor.pages.pdf_text import REPLACEMENT, Text

BAD_SHARE = 0.1  # of the characters without a meaning: more, and the layer is garbage
COMMON_SHARE = 0.6  # of Chinese characters in GB 2312 level 1 (3,755 of them); ordinary text has over 0.95
FEW = 60  # characters: a page number, a stamp or a scanner's advertisement on a picture
MOSTLY = 0.5  # of the page covered by pictures
SOME_INK = 0.02  # of the page covered by pictures: below, a logo on a blank page
OUTLINES = 40  # curved paths: letters drawn as outlines


def distrust(text: Text, marks: Marks, frame: Frame) -> str:
    """Why the text layer cannot be trusted, in Chinese; '' if it can (also for a blank page)."""
    covered = _covered(marks, frame)
    count = len(text.letters)
    if not count:
        return "没有可见文字" if covered > SOME_INK or marks.curves > OUTLINES else ""
    if covered > MOSTLY and count < FEW:
        return "整页为图片"
    if covered > MOSTLY and text.hidden > count:
        return "文字被图片遮盖"
    if _meaningless(text) > BAD_SHARE * count:
        return "字符无法对应"
    return _strange("".join(text.letters))


def _covered(marks: Marks, frame: Frame) -> float:
    """Share of the page under its pictures, capped at 1 (overlaps counted twice)."""
    width, height = frame.size
    total = sum(max(0.0, i.box[2] - i.box[0]) * max(0.0, i.box[3] - i.box[1]) for i in marks.images)
    return min(1.0, total / max(1.0, width * height))


def _meaningless(text: Text) -> int:
    """Characters without a Unicode meaning: replacement, private use, control, unmapped."""
    return sum(style.unmapped or _private(letter) for letter, style in zip(text.letters, text.styles, strict=True))


def _private(letter: str) -> bool:
    code = ord(letter)
    return letter == REPLACEMENT or 0xE000 <= code <= 0xF8FF or code >= 0xF0000 or code < 0x20 or 0x7F <= code < 0xA0


def _strange(letters: str) -> str:
    """Letters that Chinese disclosures do not use: accented Latin (a lost GBK encoding), or rare ideographs only."""
    accented = sum("\u00c0" <= c <= "\u024f" for c in letters)
    if accented > 0.2 * len(letters):
        return "编码错误"
    chinese = [c for c in letters if "\u4e00" <= c <= "\u9fff"]
    common = sum(_level_one(c) for c in chinese)
    return "文字无法理解" if len(chinese) >= 20 and common < COMMON_SHARE * len(chinese) else ""


def _level_one(character: str) -> bool:
    """Whether a character is in GB 2312 level 1 (rows 16 to 55)."""
    return "\xb0" <= character.encode("gb2312", "replace").decode("latin-1")[0] <= "\xd7"
