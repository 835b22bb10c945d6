"""The text layer of a PDF page: characters with boxes, as far as they are seen.

Left out: invisible text (render mode 3, no size, transparent, white on nothing), text clipped away or off the page,
text under an opaque picture or painted over, slanted text (watermarks), and the second printing of a character (shadows, fake bold).
"""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as raw

from extractor.pages.pdf_page import pdfium
from extractor.pages.pdf_page.clips import EVERYWHERE, clips_of
from extractor.pages.pdf_page.covers import painted_over
from extractor.pages.pdf_page.frame import Boxes, Frame
from extractor.pages.pdf_page.marks import Marks
from extractor.pages.pdf_page.objects import Objects, through
from extractor.pages.pdf_page.overprinted import with_shared
from extractor.pages.pdf_page.paths import bounds_of, colours
from extractor.pages.pdf_page.pdfium import Ready
from extractor.records import Char, Chars

SMALLEST = 1.0  # points: smaller letters are not meant to be seen
SLANT = 8.0  # degrees away from a right angle: slanted text is a watermark
SAME_PLACE = 0.12  # of the size: the same letter printed twice
HUGE = 30.0  # points: no letter of a running text or table is as large
LARGER = 3.0  # times the usual letter of the page
COVERED = 4  # letters in the box of one
REPLACEMENT = 0xFFFD
LAST_CODE = 0x10FFFF
SURROGATES = 0xD800 >> 11  # halves of characters beyond the basic plane begin with these bits
FEWEST_VANISHED = 3  # text objects: one or two may be empty
FIRST_PRINTED = 0x20
CONTROL_SHARE, FEWEST_CONTROLS = 0.1, 6  # of the letters, and different ones: pdfium writes ends of lines and soft hyphens so
BOLD_WEIGHT = 600
MOSTLY_ONE_WAY = 0.6  # share of the characters whose direction is the page's
BLANKS = (0xA0, 0x3000, 0xFEFF, 0xFFFE, 0x200B, 0xAD)

Codes = npt.NDArray[np.uint32]
Numbers = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


class Styles(NamedTuple):
    """How text objects are drawn, one entry an object. `angles`: degrees counter-clockwise in user space; `clips` (n, 4);
    `orders`: places in drawing order; `unmapped`: its letters have no meaning; `broken`: any font has lost its outlines."""

    sizes: Boxes
    angles: Boxes
    fonts: tuple[str, ...]
    hidden: Bools
    unmapped: Bools
    clips: Boxes
    orders: Numbers
    broken: bool = False


NO_STYLES = Styles(
    np.zeros(0),
    np.zeros(0),
    (),
    np.zeros(0, np.bool_),
    np.zeros(0, np.bool_),
    np.zeros((0, 4)),
    np.zeros(0, np.int64),
)


@dataclass(slots=True)
class Text:
    """Characters in the order of the file: code points (n,), boxes in user space (n, 4: left, bottom, right, top), and the
    number of the style of each."""

    codes: Codes = field(default_factory=lambda: np.zeros(0, np.uint32))
    boxes: Boxes = field(default_factory=lambda: np.zeros((0, 4)))
    style: Numbers = field(default_factory=lambda: np.zeros(0, np.int64))
    styles: Styles = NO_STYLES
    hidden: int = 0  # characters drawn invisibly
    left_out: list[tuple[str, str]] = field(default_factory=list)  # (code, message) of what was seen but not read

    @property
    def angle(self) -> int | None:
        """The direction of most of the text, a multiple of 90; it is also the clockwise rotation that makes the page
        upright. None without text or without a clear majority."""
        if not len(self.codes):
            return None
        votes = np.bincount((np.rint(self.styles.angles / 90).astype(np.int64) % 4)[self.style], minlength=4)
        most = int(votes.argmax())
        return most * 90 if votes[most] >= MOSTLY_ONE_WAY * len(self.codes) else None

    def upright(self, frame: Frame, objects: Objects) -> Chars | tuple[Char, ...]:
        """Characters on the upright page, in the order of the file. `objects`: those of the page, which is still open."""
        if not len(self.codes):
            return ()
        angles = (self.styles.angles - frame.rotation) % 360
        boxes, sizes = frame.upright(self.boxes), self.styles.sizes[self.style]
        chars = Chars(text_of_codes(self.codes), boxes, sizes, angles[self.style], self.styles.fonts, self.style)
        return with_shared(chars, lambda styles: self._lefts_of(styles, frame, objects))

    def _lefts_of(self, styles: Numbers, frame: Frame, objects: Objects) -> Boxes:
        """Where the ink of text objects begins on the upright page; NaN where they are not among the objects."""
        numbers = self.styles.orders[styles] - 1
        lefts, known = np.full(len(styles), np.nan), np.flatnonzero(numbers >= 0)
        bounds, told = bounds_of(objects, numbers[known].tolist())
        lefts[known] = np.where(told, frame.upright(bounds)[:, 0], np.nan)
        return lefts

    def keep(self, which: Bools) -> None:
        """Leave out the others."""
        self.codes, self.boxes, self.style = self.codes[which], self.boxes[which], self.style[which]


def text_of_codes(codes: Codes) -> str:
    """Code points as a text."""
    return codes.astype("<u4").tobytes().decode("utf-32-le")


def text_of(page: Any, frame: Frame, marks: Marks) -> Text:
    """All characters of the page that are seen."""
    handle = raw.FPDFText_LoadPage(page)
    if not handle:
        return Text()
    try:
        text = _collected(pdfium.ready(pdfium.address(handle)), marks)
        _leave_out(text, frame, marks)
        if text.styles.broken or _vanished(text, handle, marks.objects):
            text.left_out.append(("font_damaged", "有字体损坏，可能缺字。"))
        return text
    finally:
        raw.FPDFText_ClosePage(handle)


def _vanished(text: Text, handle: Any, objects: Objects) -> bool:
    """Whether a page shows text and pdfium gives not even a blank of it: the outlines of its fonts cannot be read."""
    if len(text.codes) or text.hidden or pdfium.char_count(pdfium.ready(pdfium.address(handle))) > 0:
        return False
    return len(objects.of_kind(raw.FPDF_PAGEOBJ_TEXT)) >= FEWEST_VANISHED


def _collected(text_page: Ready, marks: Marks) -> Text:
    """Every character that is not a blank, as pdfium gives it; those drawn invisibly are only counted."""
    codes, places = _letters(pdfium.codes_of(text_page))
    addresses = list(map(pdfium.object_of, repeat(text_page), places.tolist()))
    if 0 in addresses:  # letters that pdfium made up
        drawn = np.array(addresses, np.uint64) != 0
        codes, places, addresses = codes[drawn], places[drawn], [address for address in addresses if address]
    numbers, style, first = _numbered(addresses, marks.objects)
    objects = list(map(pdfium.ready, map(addresses.__getitem__, first.tolist())))
    styles = _styles(text_page, objects, numbers, places[first].tolist(), marks)
    seen = ~styles.hidden[style]
    columns = repeat(text_page), places[seen].tolist()
    boxes, _ = pdfium.written(pdfium.loose_box, 4, *columns, count=int(seen.sum()), kind=np.float32)
    left, top, right, bottom = boxes.astype(np.float64).T
    placed = _placed(np.array((left, bottom, right, top)).T, style[seen], numbers, marks.objects)
    return Text(codes[seen], placed, style[seen], styles, int((~seen).sum()))


def _placed(boxes: Boxes, style: Numbers, numbers: Numbers, objects: Objects) -> Boxes:
    """The boxes, those seen through the matrices of their forms that pdfium leaves in the space of the form: of letters whose
    text object says in words what it stands for (ActualText, as browsers write it for letters that share a glyph)."""
    inner = np.flatnonzero(numbers < len(objects.addresses))
    inner = inner[[objects.seen_through[n] > 0 for n in numbers[inner].tolist()]] if len(objects.matrices) > 1 else inner[:0]
    if not len(inner):
        return boxes
    own, told = pdfium.written(pdfium.bounds_of, 4, objects.chosen(numbers[inner].tolist()), count=len(inner), kind=np.float32, apart=True)
    matrices = objects.matrices_of(numbers[inner].tolist())
    place = np.full(len(numbers), -1)
    place[inner] = np.arange(len(inner))
    letters = np.flatnonzero(place[style] >= 0)
    at = place[style[letters]]
    seen = through(own.astype(np.float64), matrices)
    reach = (boxes[letters, 3] - boxes[letters, 1])[:, None] * np.array([-1.0, -1, 1, 1])  # a comma alone ends far below its letter box
    lost = told[at] & _inside(boxes[letters], own[at]) & ~_inside(boxes[letters], seen[at] + reach)
    found = boxes.copy()
    found[letters[lost]] = through(boxes[letters[lost]], matrices[at[lost]])
    return found


def _inside(boxes: Boxes, outer: Boxes) -> Bools:
    """Whether the middle of each box is in the outer one beside it."""
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    return np.asarray((outer[:, 0] <= x) & (x <= outer[:, 2]) & (outer[:, 1] <= y) & (y <= outer[:, 3]), np.bool_)


def _numbered(addresses: list[int], objects: Objects) -> tuple[Numbers, Numbers, Numbers]:
    """The numbers of the text objects at these addresses, each once (from the count of objects on: those that are not among
    them, being too deep or too many); for each address its place among these; for each of these its first address."""
    numbers_of_text = objects.of_kind(raw.FPDF_PAGEOBJ_TEXT)
    known = dict(zip(map(objects.addresses.__getitem__, numbers_of_text), numbers_of_text, strict=True))
    found = list(map(known.get, addresses))
    if None in found:
        others = [address for address in dict.fromkeys(addresses) if address not in known]
        known.update(zip(others, range(len(objects.addresses), len(objects.addresses) + len(others)), strict=True))
        found = list(map(known.get, addresses))
    numbers = np.array(found, np.int64)
    present = np.zeros(numbers.max(initial=-1) + 1, np.bool_)
    present[numbers] = True
    style = (np.cumsum(present) - 1)[numbers]
    first = np.zeros(int(present.sum()), np.int64)
    first[style[::-1]] = np.arange(len(style))[::-1]  # of equal places the last one written stays
    return np.flatnonzero(present), style, first


def _letters(units: npt.NDArray[Any]) -> tuple[Codes, Numbers]:
    """Code points of the characters that are no blanks, and their places among all. The UTF-16 units of one character stand
    as one, lone ones and NUL as U+FFFD."""
    inked = _inked()[np.minimum(units, 0xFFFF)]
    control = (units < FIRST_PRINTED) & (units > 0)
    if control.sum() > CONTROL_SHARE * inked.sum() and len(np.unique(units[control])) >= FEWEST_CONTROLS:
        inked |= control  # letters of a font that numbers them in the order of their use
        units = np.where(control, REPLACEMENT, units)
    places = np.flatnonzero(inked)
    codes = units[places].astype(np.uint32)
    if codes.min(initial=1) > 0 and codes.max(initial=0) <= LAST_CODE and not (codes >> 11 == SURROGATES).any():
        return codes, places
    lead, trail = (codes >> 10) == 0x36, (codes >> 10) == 0x37
    if lead.any() or trail.any():
        paired = trail & np.append(False, lead[:-1])
        before = np.append(np.uint32(0), codes[:-1])
        codes = np.where(paired, 0x10000 + ((before & 0x3FF) << 10) + (codes & 0x3FF), np.where(trail, REPLACEMENT, codes))[~lead]
        places = places[~lead]
    return np.where((codes == 0) | (codes > LAST_CODE), np.uint32(REPLACEMENT), codes).astype(np.uint32), places


@cache
def _inked() -> Bools:
    """Whether each UTF-16 unit is a letter, or a part of one, and no blank."""
    inked = np.ones(0x10000, np.bool_)
    inked[1:0x21] = inked[list(BLANKS)] = False
    return inked


def _styles(text_page: Ready, objects: list[Ready], numbers: Numbers, places: list[int], marks: Marks) -> Styles:
    """Styles of text objects of these numbers; `places`: a character of each."""
    count = len(objects)
    m = pdfium.written(pdfium.char_matrix, 6, repeat(text_page), places, count=count, kind=np.float32)[0].astype(np.float64)
    sizes = pdfium.each(pdfium.font_size, repeat(text_page), places, kind=np.float64) * np.hypot(m[:, 2], m[:, 3])
    if (negative := sizes < 0).any():  # a size below nothing turns letters about, and the matrix back again
        m[negative, :4] *= -1
        sizes = np.abs(sizes)
    if (tiny := np.flatnonzero(sizes < SMALLEST)).size:
        sizes[tiny] = _heights(text_page, [places[i] for i in tiny.tolist()])
    modes = pdfium.each(pdfium.render_mode, objects)
    white, alpha = colours(objects)
    hidden = (modes == raw.FPDF_TEXTRENDERMODE_INVISIBLE) | (modes == raw.FPDF_TEXTRENDERMODE_CLIP) | (sizes < SMALLEST) | (alpha == 0)
    doubtful = white & ~hidden & (modes != raw.FPDF_TEXTRENDERMODE_STROKE)
    if doubtful.any():
        at = np.stack((m[:, 4], m[:, 5], m[:, 4] + sizes, m[:, 5] + sizes), axis=1)
        hidden[doubtful] = ~marks.covered(at[doubtful])
    unmapped = pdfium.each(pdfium.map_error, repeat(text_page), places) != 0
    clips, orders = _drawn(numbers, marks.objects)
    angles = np.degrees(np.arctan2(m[:, 1], m[:, 0])) % 360
    handles = list(map(pdfium.font_of, objects))
    names = {font: _base_name(font) for font in set(handles)}
    broken = any(map(_is_broken, names, names.values()))
    return Styles(sizes, angles, _fonts(handles, names, modes.tolist()), hidden, unmapped, clips, orders, broken)


def _heights(text_page: Ready, places: list[int]) -> Boxes:
    """How high characters stand: fonts of drawn letters (Type 3) may be of any size by their own measure."""
    boxes, _ = pdfium.written(pdfium.loose_box, 4, repeat(text_page), places, count=len(places), kind=np.float32)
    left, top, right, bottom = boxes.astype(np.float64).T
    return np.asarray(np.maximum(np.abs(right - left), np.abs(top - bottom)))


def _drawn(numbers: Numbers, objects: Objects) -> tuple[Boxes, Numbers]:
    """What text objects are clipped to, and their places in drawing order from 1; 0 where they are not among the objects."""
    known = numbers < len(objects.addresses)
    if known.all():
        return clips_of(objects, numbers.tolist()), numbers + 1
    clips = np.full((len(numbers), 4), EVERYWHERE)
    clips[known] = clips_of(objects, numbers[known].tolist())
    return clips, np.where(known, numbers + 1, 0)


def _fonts(handles: list[int], base_names: Mapping[int, str], modes: list[int]) -> tuple[str, ...]:
    """Names of the fonts of text objects, with +bold where they are set bold in another way."""
    names = {handle: _font_name(handle, name) for handle, name in base_names.items()}
    if raw.FPDF_TEXTRENDERMODE_FILL_STROKE not in modes:
        return tuple(map(names.__getitem__, handles))
    stroked = raw.FPDF_TEXTRENDERMODE_FILL_STROKE
    bold = {handle: name if not handle or "bold" in name.lower() else name + "+bold" for handle, name in names.items()}
    return tuple((bold if mode == stroked else names)[handle] for handle, mode in zip(handles, modes, strict=True))


def _is_broken(font: int, name: str) -> bool:
    """Whether a font that was embedded in part, as its name says (ABCDEF+SimSun), cannot be loaded: pdfium loses letters of it."""
    return name[6:7] == "+" and pdfium.is_embedded(font) == 0


def _base_name(font: int) -> str:
    if not font:
        return ""
    buffer = ctypes.create_string_buffer(128)
    pdfium.font_name(font, buffer, 128)
    return buffer.value.decode("utf-8", "replace")


def _font_name(font: int, name: str) -> str:
    return name + "+bold" if font and pdfium.font_weight(pdfium.ready(font)) >= BOLD_WEIGHT and "bold" not in name.lower() else name


def _leave_out(text: Text, frame: Frame, marks: Marks) -> None:
    """Take out what is clipped, off the page, under a picture, painted over, slanted, or printed twice."""
    if not len(text.codes):
        return
    x, y = (text.boxes[:, 0] + text.boxes[:, 2]) / 2, (text.boxes[:, 1] + text.boxes[:, 3]) / 2
    clips = text.styles.clips[text.style]
    keep = (x >= frame.left) & (x <= frame.right) & (y >= frame.bottom) & (y <= frame.top)
    keep &= (x >= clips[:, 0]) & (x <= clips[:, 2]) & (y >= clips[:, 1]) & (y <= clips[:, 3])
    for image in marks.images:
        if image.opaque:
            left, bottom, right, top = image.box
            covered = (x >= left) & (x <= right) & (y >= bottom) & (y <= top) & (text.styles.orders[text.style] < image.order)
            text.hidden += int((keep & covered).sum())
            keep &= ~covered
    hidden, blackened = painted_over(text.boxes, text.styles.orders[text.style], marks.grounds, marks.objects)
    if lost := int((keep & blackened).sum()):
        text.left_out.append(("text_painted_over", f"被涂盖的文字{lost}字未读入。"))
    keep &= ~hidden
    leaning = np.minimum(text.styles.angles % 90, 90 - text.styles.angles % 90) > SLANT
    if leaning.any() and (slanted := keep & leaning[text.style]).any():
        text.left_out.append(("slanted_text_left_out", f"斜排文字（水印）{int(slanted.sum())}字未读入。"))
        keep &= ~slanted
    if text.styles.sizes.max(initial=0.0) >= HUGE and (under := keep & _upon_others(text, x, y, keep)).any():
        text.left_out.append(("watermark_left_out", f"横贯正文的大字（水印）{int(under.sum())}字未读入。"))
        keep &= ~under
    keep &= ~_printed_twice(text.codes, x, y, text.styles.sizes[text.style], keep)
    if not keep.all():
        text.keep(keep)


def _upon_others(text: Text, x: Boxes, y: Boxes, keep: Bools) -> Bools:
    """Marks huge letters that lie over the text: watermarks that are set level. A letter tells it of all of its text object."""
    sizes = np.where(keep, text.styles.sizes[text.style], 0.0)
    usual = float(np.median(sizes[keep])) if keep.any() else 0.0
    chosen = np.flatnonzero(sizes >= max(HUGE, LARGER * usual))
    rest = keep & (sizes < HUGE)
    across, down = x[rest], y[rest]
    found = [
        text.style[number]
        for number, (left, bottom, right, top) in zip(chosen.tolist(), text.boxes[chosen].tolist(), strict=True)
        if int(((across > left) & (across < right) & (down > bottom) & (down < top)).sum()) >= COVERED
    ]
    return np.isin(text.style, found)


def _printed_twice(codes: Codes, x: Boxes, y: Boxes, sizes: Boxes, keep: Bools) -> Bools:
    """Marks the second of two equal characters at nearly the same place. Two passes with shifted rows, so that no pair
    is parted by the edge of a row."""
    twice = np.zeros(len(codes), dtype=np.bool_)
    chosen = np.flatnonzero(keep)
    if len(chosen) < 2:
        return twice
    codes, x, y, reach = codes[chosen].astype(np.float64), x[chosen], y[chosen], SAME_PLACE * sizes[chosen]
    usual = np.partition(sizes, len(sizes) // 2)[len(sizes) // 2]
    rows = (y - y.min()) / max(float(usual), SMALLEST) + 0.5
    across, down = x - x.min(), rows.max() + 1
    places: Boxes = np.array((x, y, codes))
    width = across.max() + 1
    for shift in (0.0, 0.5):  # sorted by letter, row, and place across
        order = np.argsort((codes * down + np.floor(rows - shift)) * width + across, kind="stable")
        ordered = places[:, order]
        (beside, below, other), near = np.abs(ordered[:, 1:] - ordered[:, :-1]), reach[order[:-1]]
        same = (other == 0) & (beside < near) & (below < near)
        if same.any():
            twice[chosen[np.maximum(order[:-1], order[1:])[same]]] = True
    return twice
