"""Whether a page's text layer can be trusted, or the page must be read as a picture."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from extractor.pages.pdf_page.frame import Frame
from extractor.pages.pdf_page.marks import Marks
from extractor.pages.pdf_page.text import REPLACEMENT, Bools, Numbers, Text

Sorts = npt.NDArray[np.uint8]

BAD_SHARE = 0.1  # of the characters without a meaning: more, and the layer is garbage
FONT_SHARE = 0.5  # the same of the characters set in one font
FEWEST_LETTERS = 3  # different ones: fewer are bullets and ticks
COMMON_SHARE = 0.6  # of Chinese characters in GB 2312 level 1 (3,755 of them); ordinary text has over 0.95
FEW = 60  # characters: a page number, a stamp or a scanner's advertisement on a picture
RUNNING = 0.5  # of the letters without a meaning in a font that follow another one, as letters of words do
MOSTLY = 0.5  # of the page covered by pictures
SOME_INK = 0.02  # of the page covered by pictures: below, a logo on a blank page
LATIN_SHARE = 0.2  # of the characters
LAST_CODE, LAST_PLANES = 0xFFFF, 0xF0000
ODD_SHARE = 0.1  # of the letters of a font that has no Chinese ones
FEWEST_ODD = 8  # different ones: addresses of pages and of mail have fewer
FEWEST_STRANGE = 10  # different characters that are neither Chinese letters nor of figures, on a page without one of the former
FULL = 0.9  # of the letter size: as wide as a Chinese letter
LAST_LATIN = 0x250
FIGURES = "0123456789.,%-()/:"
OTHER, MEANINGLESS, LATIN, RARE, COMMON, SIGN, ODD = range(7)  # sorts of characters
OUTLINES = 12  # curved paths: a title of a few letters drawn as outlines; a blank page with a crest is read in vain


def distrust(text: Text, marks: Marks, frame: Frame) -> str:
    """Why the text layer cannot be trusted, in Chinese; '' if it can (also for a blank page)."""
    covered = covered_share(marks, frame)
    count = len(text.codes)
    if not count:
        return "没有可见文字" if covered > SOME_INK or marks.curves > OUTLINES else ""
    if covered > MOSTLY and count < FEW:
        return "整页为图片"
    if covered > MOSTLY and text.hidden > count:
        return "文字被图片遮盖"
    sorts = _sorts_of(text)
    many = np.bincount(sorts, minlength=ODD + 1).tolist()
    if _meaningless(text, sorts) > BAD_SHARE * count:
        return "字符无法对应"
    if many[ODD] >= FEWEST_ODD and int(_numbered(text, sorts).sum()) > BAD_SHARE * count:
        return "字符无法对应"
    if (misfits := _misfits(text, sorts)) is not None and int(misfits.sum()) > BAD_SHARE * count:
        return "字符无法对应"
    if not many[COMMON] + many[RARE] and len(set(np.unique(text.codes).tolist()) - set(map(ord, FIGURES))) >= FEWEST_STRANGE:
        return "没有汉字"
    if many[LATIN] > LATIN_SHARE * count or (many[LATIN] >= FEWEST_LETTERS and _is_mixed(text, sorts)):
        return "编码错误"
    if many[SIGN] > LATIN_SHARE * count:
        return "字符无法对应"
    chinese = many[COMMON] + many[RARE]
    return "文字无法理解" if chinese >= 20 and many[COMMON] < COMMON_SHARE * chinese else ""


def _is_mixed(text: Text, sorts: Sorts) -> bool:
    """Whether accented Latin letters of several kinds stand within Chinese words: some letters of a font lost their map."""
    chinese = (sorts == COMMON) | (sorts == RARE)
    beside = np.append(False, chinese[:-1]) | np.append(chinese[1:], False)
    return len(np.unique(text.codes[(sorts == LATIN) & beside])) >= FEWEST_LETTERS


def garbled(text: Text) -> Bools | None:
    """Which characters are set in fonts without a map of their letters, beside others that have one: most of what such a font sets,
    and it is more than a few signs, has no meaning or is accented Latin. None where there are no such fonts."""
    sorts = _sorts_of(text)
    bad = (sorts == MEANINGLESS) | (sorts == LATIN) | (sorts == SIGN) | (text.codes >= LAST_PLANES)
    if int((sorts == ODD).sum()) >= FEWEST_ODD:
        bad |= _numbered(text, sorts)
    misfits = _misfits(text, sorts)
    if int(bad.sum()) < FEWEST_LETTERS:
        return misfits
    font, count = _fonts_of(text)
    different = np.bincount(np.unique(np.stack((font[bad], text.codes[bad]), 1), axis=0)[:, 0], minlength=count)
    every, strange = (np.bincount(font[which], minlength=count) for which in (slice(None), bad))
    follows = np.append(False, bad[1:] & bad[:-1] & (font[1:] == font[:-1]))  # bullets and ticks stand alone
    running = np.bincount(font[follows], minlength=count)
    without = (different >= FEWEST_LETTERS) & (strange > FONT_SHARE * every) & (running >= RUNNING * strange)
    if not without.any():
        return misfits
    return without[font] if misfits is None else without[font] | misfits


def _misfits(text: Text, sorts: Sorts) -> Bools | None:
    """Which characters are set in fonts that set Chinese letters, and Latin letters and signs as wide as those: their map is of another
    font, as programs leave it that make one font of several. None where there are no such fonts."""
    odd = np.flatnonzero(_odd()[np.minimum(text.codes, LAST_LATIN)])
    if len(odd) < FEWEST_LETTERS:
        return None
    boxes, full = text.boxes, FULL * text.styles.sizes[text.style]
    step = np.append(np.abs(np.diff(boxes[:, 0])) + np.abs(np.diff(boxes[:, 1])), np.inf)  # small: the font does not tell the widths
    odd = odd[(boxes[odd, 2] - boxes[odd, 0] >= full[odd]) & (step[odd] >= full[odd])]
    if len(odd) < FEWEST_LETTERS:
        return None
    font, count = _fonts_of(text)
    chinese = np.bincount(font[(sorts == COMMON) | (sorts == RARE)], minlength=count)
    kinds = np.bincount(np.unique(np.stack((font[odd], text.codes[odd]), 1), axis=0)[:, 0], minlength=count)
    mixed = (chinese > 0) & (kinds >= FEWEST_LETTERS)
    return np.asarray(mixed[font], np.bool_) if mixed.any() else None


@cache
def _odd() -> Bools:
    """Which code points to LAST_LATIN neither stand in figures nor are signs that Chinese fonts set as wide as Chinese letters (GB 2312);
    the last one is for all others."""
    odd = np.ones(LAST_LATIN + 1, np.bool_)
    odd[[code for code in range(0x80, LAST_LATIN) if chr(code).encode("gb2312", "ignore")]] = False
    odd[[*map(ord, FIGURES), LAST_LATIN]] = False
    return odd


def _numbered(text: Text, sorts: Sorts) -> Bools:
    """Which characters are set in fonts that number their letters in the order of their use, without a map of what they mean: told
    as the signs of the keyboard, which no text has so many of, and never as Chinese letters."""
    font, count = _fonts_of(text)
    chosen = (slice(None), (sorts == RARE) | (sorts == COMMON), sorts == ODD)
    every, chinese, odd = (np.bincount(font[which], minlength=count) for which in chosen)
    kinds = np.bincount(np.unique(np.stack((font, text.codes), 1)[sorts == ODD], axis=0)[:, 0], minlength=count)
    return np.asarray(((chinese == 0) & (odd > ODD_SHARE * every) & (kinds >= FEWEST_ODD))[font], np.bool_)


def _fonts_of(text: Text) -> tuple[Numbers, int]:
    """The number of each character's font, and of how many."""
    names = {name: number for number, name in enumerate(dict.fromkeys(text.styles.fonts))}
    return np.array([names[name] for name in text.styles.fonts])[text.style], len(names)


def covered_share(marks: Marks, frame: Frame) -> float:
    """Share of the page under its pictures, capped at 1 (overlaps counted twice)."""
    width, height = frame.size
    total = sum(max(0.0, i.box[2] - i.box[0]) * max(0.0, i.box[3] - i.box[1]) for i in marks.images)
    return min(1.0, total / max(1.0, width * height))


def _sorts_of(text: Text) -> Sorts:
    return _sorts()[np.minimum(text.codes, LAST_CODE)]


def _meaningless(text: Text, sorts: Sorts) -> int:
    """Characters without a Unicode meaning: of that sort, private use of the last planes, unmapped."""
    without = (sorts == MEANINGLESS) | (text.codes >= LAST_PLANES)
    return int((without | text.styles.unmapped[text.style]).sum())


@cache
def _sorts() -> Sorts:
    """The sort of each code point to LAST_CODE: without a meaning (replacement, private use, control), accented Latin, which
    Chinese disclosures do not use (a lost GBK encoding), ornamental signs (what names of glyphs like a1, a2 are taken for),
    ideographs in GB 2312 level 1 (rows 16 to 55) and others, signs of the keyboard that amounts have no use for, and the rest."""
    sorts = np.full(LAST_CODE + 1, OTHER, np.uint8)
    sorts[:0x20] = sorts[0x7F:0xA0] = sorts[0xE000:0xF900] = sorts[REPLACEMENT] = MEANINGLESS
    sorts[0xC0:0x250] = LATIN
    sorts[[ord("×"), ord("÷")]] = OTHER
    sorts[0x2600:0x27C0] = SIGN
    sorts[[ord(sign) for sign in "!\"#$&';<=>?@[\\]^_`{|}~"]] = ODD
    sorts[0x4E00:0xA000] = RARE
    letters = bytes(byte for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF) for byte in (row, cell)).decode("gb2312", "ignore")
    sorts[[ord(letter) for letter in letters]] = COMMON
    return sorts
