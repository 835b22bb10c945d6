"""The text layer of a PDF page: characters with boxes, as far as they are seen.

Left out: invisible text (render mode 3, no size, transparent, white on nothing), text clipped away or off the page,
text under an opaque picture, slanted text (watermarks), and the second printing of a character (shadows, fake bold).
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as raw

from extractor.pages import pdfium
from extractor.pages.pdf_frame import Boxes, Frame
from extractor.pages.pdf_marks import Marks, fill_colour
from extractor.records import Box, Char

SMALLEST = 1.0  # points: smaller letters are not meant to be seen
SLANT = 8.0  # degrees away from a right angle: slanted text is a watermark
SAME_PLACE = 0.12  # of the size: the same letter printed twice
REPLACEMENT = "\ufffd"
BOLD_WEIGHT = 600


class Style(NamedTuple):
    """How a text object is drawn. `angle`: degrees counter-clockwise in user space."""

    size: float
    angle: float
    font: str
    hidden: bool
    unmapped: bool
    clip: tuple[float, float, float, float] | None
    order: int


@dataclass(slots=True)
class Text:
    """Characters in the order of the file, boxes in user space (shape (n, 4): left, bottom, right, top)."""

    letters: list[str] = field(default_factory=list)
    boxes: Boxes = field(default_factory=lambda: np.zeros((0, 4)))
    styles: list[Style] = field(default_factory=list)
    hidden: int = 0  # characters drawn invisibly
    left_out: list[tuple[str, str]] = field(default_factory=list)  # (code, message) of what was seen but not read

    @property
    def angle(self) -> int | None:
        """The direction of most of the text, a multiple of 90; it is also the clockwise rotation that makes the page
        upright. None without text or without a clear majority."""
        votes = Counter(round(style.angle / 90) % 4 * 90 for style in self.styles)
        if not votes:
            return None
        angle, count = votes.most_common(1)[0]
        return angle if count >= 0.6 * len(self.styles) else None

    def upright(self, frame: Frame) -> tuple[Char, ...]:
        """Characters on the upright page, in the order of the file."""
        if not self.letters:
            return ()
        boxes = frame.upright(self.boxes).tolist()
        turn = frame.rotation
        return tuple(
            Char(letter, Box(*box), style.size, style.font, (style.angle - turn) % 360)
            for letter, box, style in zip(self.letters, boxes, self.styles, strict=True)
        )


def text_of(page: Any, frame: Frame, marks: Marks) -> Text:
    """All characters of the page that are seen."""
    handle = raw.FPDFText_LoadPage(page)
    if not handle:
        return Text()
    try:
        return _visible(_collected(pdfium.address(handle), marks), frame, marks)
    finally:
        raw.FPDFText_ClosePage(handle)


def _collected(handle: int, marks: Marks) -> Text:
    """Every character that is not a blank, as pdfium gives it; those drawn invisibly are only counted."""
    text = Text()
    known: dict[int, Style] = {}
    fonts: dict[int, str] = {}
    boxes: list[tuple[float, float, float, float]] = []
    rect = raw.FS_RECTF()
    place = ctypes.byref(rect)
    lead = 0
    for index in range(pdfium.char_count(handle)):
        code = pdfium.unicode_of(handle, index)
        if (code <= 0x20 and code != 0) or code in (0xA0, 0x3000, 0xFEFF, 0xFFFE, 0x200B, 0xAD):
            continue
        if 0xD800 <= code < 0xDC00:
            lead = code
            continue
        letter, lead = _letter(code, lead), 0
        obj = pdfium.object_of(handle, index)
        if not obj:
            continue
        style = known.get(obj)
        if style is None:
            style = known[obj] = _style(handle, index, obj, marks, fonts)
        if style.hidden:
            text.hidden += 1
            continue
        pdfium.loose_box(handle, index, place)
        text.letters.append(letter)
        text.styles.append(style)
        boxes.append((rect.left, rect.bottom, rect.right, rect.top))
    text.boxes = np.array(boxes).reshape(-1, 4)
    return text


def _letter(code: int, lead: int) -> str:
    """The character of a UTF-16 unit after an optional lead surrogate; lone surrogates and NUL are U+FFFD."""
    if 0xDC00 <= code < 0xE000:
        return chr(0x10000 + ((lead - 0xD800) << 10) + code - 0xDC00) if lead else REPLACEMENT
    return chr(code) if 0x20 < code <= 0x10FFFF else REPLACEMENT


def _style(handle: int, index: int, obj: int, marks: Marks, fonts: dict[int, str]) -> Style:
    m = raw.FS_MATRIX()
    pdfium.char_matrix(handle, index, ctypes.byref(m))
    size = pdfium.font_size(handle, index) * math.hypot(m.c, m.d)
    angle = math.degrees(math.atan2(m.b, m.a)) % 360
    mode = pdfium.render_mode(obj)
    white, alpha = fill_colour(obj)
    style = marks.texts.get(obj)
    hidden = mode in (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP) or size < SMALLEST or not alpha
    if white and not hidden and mode != raw.FPDF_TEXTRENDERMODE_STROKE:
        hidden = not marks.covered((m.e, m.f, m.e + size, m.f + size))
    unmapped = bool(pdfium.map_error(handle, index))
    clip, order = style or (None, 0)
    return Style(size, angle, _font(obj, mode, fonts), hidden, unmapped, clip, order)


def _font(obj: int, mode: int, fonts: dict[int, str]) -> str:
    """Name of the font, with '+bold' appended where its weight or an outline around its letters says so."""
    font = pdfium.font_of(obj)
    if not font:
        return ""
    if font not in fonts:
        buffer = ctypes.create_string_buffer(128)
        pdfium.font_name(font, buffer, 128)
        name = buffer.value.decode("utf-8", "replace")
        heavy = pdfium.font_weight(font) >= BOLD_WEIGHT and "bold" not in name.lower()
        fonts[font] = name + "+bold" * heavy
    name = fonts[font]
    return name + "+bold" if mode == raw.FPDF_TEXTRENDERMODE_FILL_STROKE and "bold" not in name.lower() else name


def _visible(text: Text, frame: Frame, marks: Marks) -> Text:
    """Without what is clipped, off the page, under a picture, slanted, or printed twice."""
    if not text.letters:
        return text
    x, y = (text.boxes[:, 0] + text.boxes[:, 2]) / 2, (text.boxes[:, 1] + text.boxes[:, 3]) / 2
    keep = (x >= frame.left) & (x <= frame.right) & (y >= frame.bottom) & (y <= frame.top)
    keep &= _inside_clip(text.styles, x, y)
    for image in marks.images:
        if image.opaque:
            box = image.box
            under = np.array([style.order < image.order for style in text.styles])
            covered = under & (x >= box[0]) & (x <= box[2]) & (y >= box[1]) & (y <= box[3])
            text.hidden += int((keep & covered).sum())
            keep &= ~covered
    slanted = np.array([min(style.angle % 90, 90 - style.angle % 90) > SLANT for style in text.styles])
    if (keep & slanted).any():
        text.left_out.append(("slanted_text_left_out", f"斜排文字（水印）{int((keep & slanted).sum())}字未读入。"))
    keep &= ~slanted
    sizes = np.array([style.size for style in text.styles])
    keep &= ~_printed_twice(text.letters, x, y, sizes, keep)
    chosen = np.flatnonzero(keep)
    text.letters = [text.letters[i] for i in chosen]
    text.styles = [text.styles[i] for i in chosen]
    text.boxes = text.boxes[chosen]
    return text


def _inside_clip(styles: list[Style], x: Boxes, y: Boxes) -> npt.NDArray[np.bool_]:
    """Whether the middle of each character lies within what its text object is clipped to."""
    nowhere = (-1e9, -1e9, 1e9, 1e9)
    clips = np.array([style.clip or nowhere for style in styles])
    inside = (x >= clips[:, 0]) & (x <= clips[:, 2]) & (y >= clips[:, 1]) & (y <= clips[:, 3])
    return np.asarray(inside, dtype=np.bool_)


def _printed_twice(letters: list[str], x: Boxes, y: Boxes, sizes: Boxes, keep: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Marks the second of two equal characters at nearly the same place. Two passes with shifted rows, so that no pair
    is parted by the edge of a row."""
    codes = np.array([ord(letter[0]) for letter in letters])
    twice = np.zeros(len(letters), dtype=np.bool_)
    height = max(float(np.median(sizes)), SMALLEST)
    for shift in (0.0, 0.5):
        order = np.lexsort((x, np.floor(y / height + shift), codes))
        order = order[keep[order]]
        a, b = order[:-1], order[1:]
        reach = SAME_PLACE * sizes[a]
        same = (codes[a] == codes[b]) & (np.abs(x[a] - x[b]) < reach) & (np.abs(y[a] - y[b]) < reach)
        twice[np.maximum(a, b)[same]] = True
    return twice
