"""Draws sheets and paragraphs on PDF pages with reportlab: borders of many kinds, wrapped cells, page breaks, turned pages.

Coordinates while drawing: points from the top left corner of the upright page. `Paper` turns them into PDF space.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from samples.habits import PLAIN, Habits
from samples.manners import Manner
from samples.press import Body, Head, Key, Sheet
from samples.surroundings import seal, surroundings

FONTS = {
    "zenhei": "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "uming": "/usr/share/fonts/truetype/arphic/uming.ttc",
    "ukai": "/usr/share/fonts/truetype/arphic/ukai.ttc",
    "microhei": "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
}
A4 = (595.28, 841.89)
MARGIN, FOOT = 54.0, 60.0
PADDING = 3.0  # between a rule and the text of its cell
LEADING = 1.25  # line height over font size


def installed_fonts() -> tuple[str, ...]:
    """Names of the fonts of this list that the machine has, registered with reportlab."""
    names = tuple(name for name, path in FONTS.items() if Path(path).exists())
    for name in names:
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, FONTS[name], subfontIndex=0))
    return tuple(name for name in names if ord("0") in pdfmetrics.getFont(name).face.charToGlyph)  # some have no digits


@dataclass(frozen=True)
class Printed:
    """A figure as it stands on a page."""

    key: Key
    text: str
    page: int


class Paper:
    """Pages of one document. `turn` is the manner's landscape word for wide pages."""

    def __init__(self, font: str, habits: Habits = PLAIN) -> None:
        self.habits = habits
        self.stream = io.BytesIO()
        self.canvas = Canvas(self.stream, pagesize=A4, invariant=1)
        self.font = font
        self.number = 0
        self.width, self.height = A4
        self.printed: list[Printed] = []

    def page(self, wide: str = "") -> None:
        """Starts a page; `wide`: '' upright A4, 'real' wide page, 'rotate' /Rotate 90, 'sideways' drawn sideways."""
        if self.number:
            self._foot()
            self.canvas.showPage()
        self.number += 1
        long, short = A4[1], A4[0]
        self.width, self.height = (long, short) if wide else A4
        self.canvas.setPageSize((long, short) if wide in ("real", "rotate") else A4)  # reportlab swaps the sides of a rotated page
        self.canvas.setPageRotation(90 if wide == "rotate" else 0)
        if wide in ("rotate", "sideways"):
            self.canvas.rotate(90)
            self.canvas.translate(0, -self.height)
        surroundings(self.canvas, self.habits, self.font, (self.width, self.height))

    def close(self) -> bytes:
        """The finished document."""
        self._foot()
        self.canvas.save()
        return self.stream.getvalue()

    def _foot(self) -> None:
        if self.habits.seal and self.number > 1:
            seal(self.canvas, self.font, self.width)
        if self.number > 1:
            self.text(self.width / 2 - 10, self.height - 30, f"- {self.number} -", 8)

    def text(self, x: float, baseline: float, text: str, size: float) -> None:
        """Text from x with its baseline `baseline` points below the top."""
        self.canvas.setFont(self.font, size)
        self.canvas.drawString(x, self.height - baseline, text)

    def ground(self, left: float, top: float, right: float, bottom: float) -> None:
        """A cell filled with a pale colour."""
        self.canvas.saveState()
        self.canvas.setFillColorRGB(0.85, 0.91, 0.97)
        self.canvas.rect(left, self.height - bottom, right - left, bottom - top, stroke=0, fill=1)
        self.canvas.restoreState()

    def line(self, x0: float, y0: float, x1: float, y1: float, border: str) -> None:
        """A rule in the manner of `border`."""
        c, h = self.canvas, self.height
        c.setLineWidth(0.6)
        c.setDash(2, 1.5) if border == "dashed" else c.setDash()
        if border == "rectangles":
            c.rect(min(x0, x1) - 0.25, h - max(y0, y1) - 0.25, abs(x1 - x0) + 0.5, abs(y1 - y0) + 0.5, stroke=0, fill=1)
        elif border == "double":
            for shift in (-0.9, 0.9):
                dx, dy = (shift, 0) if x0 == x1 else (0, shift)
                c.line(x0 + dx, h - y0 + dy, x1 + dx, h - y1 + dy)
        else:
            c.line(x0, h - y0, x1, h - y1)


def wrapped(text: str, font: str, size: float, width: float) -> list[str]:
    """Lines of at most `width` points; numbers are not broken."""
    if not text:
        return [""]
    if pdfmetrics.stringWidth(text, font, size) <= width or all(c in "0123456789.,-" for c in text):
        return [text]
    lines, line = [], ""
    for char in text:
        if line and pdfmetrics.stringWidth(line + char, font, size) > width:
            lines.append(line)
            line = ""
        line += char
    return [*lines, line]


class Drawer:
    """Draws one sheet after another in a manner."""

    def __init__(self, paper: Paper, manner: Manner) -> None:
        self.paper, self.m, self.y = paper, manner, 0.0

    def sheet(self, sheet: Sheet) -> None:
        """A form: caption, header, body over as many pages as it takes, notes."""
        wide = self.m.landscape if len(sheet.widths) > 7 else ""
        if wide or not self.m.together or not self.paper.number or self.y > self.paper.height * 0.55 or self.paper.width > A4[0] + 1:
            self.paper.page(wide)
            self.y = MARGIN
        self._caption(sheet)
        usable = self.paper.width - 2 * MARGIN
        scale = usable / sum(sheet.widths)
        self.widths = [w * scale for w in sheet.widths]
        self._header(sheet.header)
        for n, row in enumerate(sheet.body, 1):
            if n == len(sheet.body) > 3 and self.m.habits.total_alone:
                self._break(sheet, wide)
            self._row(row, sheet, wide)
        self._notes(sheet.notes)

    def _caption(self, sheet: Sheet) -> None:
        paper, size = self.paper, self.m.size
        right, place, unit = paper.width - MARGIN, self.m.habits.unit_place, f"单位：{sheet.unit}"
        if place == "above_title":
            paper.text(right - pdfmetrics.stringWidth(unit, paper.font, size), self.y, unit, size)
        for line in self._title(sheet, f"（{unit}）" if place == "in_title" else ""):
            title_width = pdfmetrics.stringWidth(line, paper.font, size + 5)
            paper.text((paper.width - title_width) / 2, self.y + 18, line, size + 5)
            self.y += size + 10
        self.y += 34 - size - 10
        if self.m.public_numbers:
            paper.text(right - pdfmetrics.stringWidth(sheet.number, paper.font, size), self.y, sheet.number, size)
            self.y += size * 1.5
        paper.text(MARGIN, self.y, f"部门：{self.m_department}", size)
        if self.m.habits.two_units:
            paper.text(paper.width / 2 - 40, self.y, "2025年9月30日", size)
        if place == "left":
            self.y += size * 1.5
            paper.text(MARGIN, self.y, unit, size)
        elif not place:
            paper.text(right - pdfmetrics.stringWidth(unit, paper.font, size), self.y, unit, size)
        self.y += 6

    def _title(self, sheet: Sheet, after: str) -> list[str]:
        """The lines of a title; a long one may be wrapped."""
        whole = sheet.title + after
        half = len(sheet.title) - 4
        return [whole[:half], whole[half:]] if self.m.habits.wrapped_title and half > 8 else [whole]

    m_department = ""

    def _lefts(self) -> list[float]:
        lefts = [MARGIN]
        for width in self.widths:
            lefts.append(lefts[-1] + width)
        return lefts

    def _header(self, header: Sequence[Sequence[Head]]) -> None:
        """Header cells placed on the grid of columns, spans as given; rows as high as their longest wrapped cell."""
        lefts, size = self._lefts(), self.m.size
        placed, taken = [], set()
        for r, row in enumerate(header):
            column = 0
            for head in row:
                while (r, column) in taken:
                    column += 1
                placed.append((r, column, head))
                taken |= {(r + i, column + j) for i in range(head.down) for j in range(head.across)}
                column += head.across
        heights = [size * LEADING + 2 * PADDING] * len(header)
        for r, column, head in placed:
            lines = wrapped(head.text, self.paper.font, size, lefts[column + head.across] - lefts[column] - 2 * PADDING)
            need = len(lines) * size * LEADING + 2 * PADDING
            have = sum(heights[r : r + head.down])
            if need > have:
                heights[r + head.down - 1] += need - have
        for r, column, head in placed:
            top = self.y + sum(heights[:r])
            bottom = top + sum(heights[r : r + head.down])
            self._cell(lefts[column], top, lefts[column + head.across], bottom, head.text, "centre")
        self.y += sum(heights)

    def _cell(self, left: float, top: float, right: float, bottom: float, text: str, align: str) -> None:
        if align == "centre" and self.m.habits.coloured:
            self.paper.ground(left, top, right, bottom)
        self._frame(left, top, right, bottom)
        size, font = self.m.size, self.paper.font
        lines = wrapped(text, font, size, right - left - 2 * PADDING)
        y = top + (bottom - top - len(lines) * size * LEADING) / 2
        for line in lines:
            width = pdfmetrics.stringWidth(line, font, size)
            x = {"left": left + PADDING, "right": right - PADDING - width, "centre": (left + right - width) / 2}[align]
            self.paper.text(x, y + size, line, size)
            y += size * LEADING

    def _frame(self, left: float, top: float, right: float, bottom: float) -> None:
        border = self.m.border
        if border == "none":
            return
        inner = border == "no_outer"
        edges = {
            "top": (left, top, right, top),
            "bottom": (left, bottom, right, bottom),
            "left": (left, top, left, bottom),
            "right": (right, top, right, bottom),
        }
        for side, edge in edges.items():
            vertical = side in ("left", "right")
            outer = vertical and (abs(edge[0] - MARGIN) < 0.1 or abs(edge[0] - (self.paper.width - MARGIN)) < 0.1)
            if (border == "horizontal" and vertical) or (inner and outer):
                continue
            self.paper.line(*edge, border)

    def _row(self, row: Sequence[Body], sheet: Sheet, wide: str) -> None:
        size, font = self.m.size, self.paper.font
        lefts = self._lefts()
        spans = self._spans(row, lefts)
        cells = [(wrapped(b.text, font, size, right - left - 2 * PADDING), b, left, right) for b, left, right in spans]
        lines = max(len(text) for text, *_ in cells)
        height = lines * size * LEADING + 2 * PADDING
        room = self.paper.height - FOOT - self.y
        if height > room and self.m.cut_rows and lines > 1 and room > size * LEADING + 2 * PADDING:
            self._cut_row(cells, room, sheet, wide)
            return
        if height > room:
            self._break(sheet, wide)
        for text, body, left, right in cells:
            align = "right" if body.figure else "left"
            self._cell(left, self.y, right, self.y + height, "".join(text), align)
            self._print(body)
        self.y += height

    def _spans(self, row: Sequence[Body], lefts: list[float]) -> list[tuple[Body, float, float]]:
        """The label of a total row runs over the blank code cells beside it, as people merge them."""
        if len(row) == len(self.widths) and row[0].text in ("人员经费合计",):
            merged = [(0, 2), (2, 3), (3, 8), (8, 9)]
            return [(next((c for c in row[a:b] if c.text), row[a]), lefts[a], lefts[b]) for a, b in merged]
        return [(body, lefts[i], lefts[i + 1]) for i, body in enumerate(row)]

    def _cut_row(self, cells: list, room: float, sheet: Sheet, wide: str) -> None:
        """A row cut in mid cell: what fits stays, the rest of the names goes to the next page."""
        size = self.m.size
        fit = int((room - 2 * PADDING) // (size * LEADING))
        bottom = self.y + fit * size * LEADING + 2 * PADDING
        for text, body, left, right in cells:
            self._cell(left, self.y, right, bottom, "".join(text[:fit]), "right" if body.figure else "left")
            if len(text) <= fit:
                self._print(body)
        self._break(sheet, wide)
        rest = max(len(text) - fit for text, *_ in cells)
        bottom = self.y + rest * size * LEADING + 2 * PADDING
        for text, body, left, right in cells:
            self._cell(left, self.y, right, bottom, "".join(text[fit:]), "right" if body.figure else "left")
        self.y = bottom

    def _break(self, sheet: Sheet, wide: str) -> None:
        self.paper.page(wide)
        self.y = MARGIN
        if self.m.repeat_header:
            self._header(sheet.header)

    def _print(self, body: Body) -> None:
        if body.key and body.text:
            self.paper.printed.append(Printed(body.key, body.text, self.paper.number))

    def _notes(self, notes: Sequence[str]) -> None:
        self.y += 4
        for note in notes:
            for line in wrapped(note, self.paper.font, self.m.size, self.paper.width - 2 * MARGIN) if note else ():
                self.y += self.m.size * LEADING
                self.paper.text(MARGIN, self.y, line, self.m.size)
        self.y += 24

    def paragraphs(self, texts: Sequence[tuple[str, bool]], size: float = 12.0) -> None:
        """Paragraphs with an indent of two characters, wrapped to the measure; (text, is heading)."""
        self.paper.page()
        self.y = MARGIN
        measure = self.paper.width - 2 * MARGIN - 10
        for text, _heading in texts:
            lines = wrapped("　　" + text, self.paper.font, size, measure)
            for line in lines:
                if self.y > self.paper.height - FOOT - size:
                    self.paper.page()
                    self.y = MARGIN
                self.y += size * 1.6
                indent = 2 * size if line.startswith("　　") else 0
                self.paper.text(MARGIN + indent, self.y, line.removeprefix("　　"), size)

    def cover(self, lines: Sequence[str], date: str) -> None:
        """A title page."""
        self.paper.page()
        y = 240.0
        for line in lines:
            self.paper.text((self.paper.width - pdfmetrics.stringWidth(line, self.paper.font, 24)) / 2, y, line, 24)
            y += 44
        self.paper.text((self.paper.width - pdfmetrics.stringWidth(date, self.paper.font, 14)) / 2, 700, date, 14)
        self.y = self.paper.height  # nothing shares the title page
