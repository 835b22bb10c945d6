"""What stands on a page beside its text: frame, logo, watermark, seal."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from samples.habits import Habits


def surroundings(canvas: Canvas, habits: Habits, font: str, size: tuple[float, float]) -> None:
    """Draws what lies under the text of a page of this (width, height)."""
    width, height = size
    if habits.frame:
        canvas.setLineWidth(1)
        canvas.rect(25, 20, width - 50, height - 40, stroke=1, fill=0)
    if habits.logo:
        canvas.saveState()
        canvas.setFillColorRGB(0.1, 0.3, 0.6)
        canvas.rect(40, height - 34, 14, 10, stroke=0, fill=1)
        canvas.rect(58, height - 31, width - 116, 1.2, stroke=0, fill=1)
        canvas.restoreState()
    if habits.watermark:
        _watermark(canvas, font, size)


def _watermark(canvas: Canvas, font: str, size: tuple[float, float]) -> None:
    for x, y in ((0.3, 0.3), (0.6, 0.7)):
        canvas.saveState()
        canvas.translate(x * size[0], y * size[1])
        canvas.rotate(40)
        canvas.setFillGray(0.85)
        canvas.setFont(font, 36)
        canvas.drawCentredString(0, 0, "政务公开专用")
        canvas.restoreState()


def seal(canvas: Canvas, font: str, width: float) -> None:
    """A red ring with slanted letters at the foot of the page."""
    canvas.saveState()
    canvas.translate(width - 130, 110)
    canvas.setStrokeColorRGB(0.85, 0.1, 0.1)
    canvas.setFillColorRGB(0.85, 0.1, 0.1)
    canvas.setLineWidth(2)
    canvas.circle(0, 0, 45, stroke=1, fill=0)
    canvas.rotate(12)
    canvas.setFont(font, 11)
    canvas.drawCentredString(0, -4, "财务专用章")
    canvas.restoreState()
