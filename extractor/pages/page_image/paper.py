"""How large the paper was that a picture shows."""

from __future__ import annotations

PLAUSIBLE_DPI = (60.0, 1300.0)  # what a scanner says of itself
NOMINAL_DPI = (72, 96)  # what cameras, browsers and converters say of anything
PLAUSIBLE_INCHES = (3.5, 24.0)  # longer side of a sheet or a cutting: from A6 to A2
LEAST_SHEET = 8.0  # inches; longer side of what has the proportions of a sheet: A5
SHEET_RATIO = (1.25, 1.6)  # longer by shorter side, from letter paper to legal
STRIP_RATIO = 2.0  # height by width from which a picture is several sheets in one strip (screens are kept so)
A4_INCHES = 11.69  # longer side
A4_WIDTH = 8.27  # inches


def resolution(size: tuple[float, float], stated: object) -> float:
    """Dots per inch of a picture of this size (px): the resolution the file states where that makes a sheet of paper,
    else the one at which its longer side is that of A4, or its width where it is a strip of several sheets."""
    width, height = size
    longer, shorter = max(size), max(min(size), 1)
    dpi = float(stated[0]) if isinstance(stated, tuple) and stated and float(stated[0]) > 0 else 0.0
    least = LEAST_SHEET if SHEET_RATIO[0] <= longer / shorter <= SHEET_RATIO[1] else PLAUSIBLE_INCHES[0]
    scanned = PLAUSIBLE_DPI[0] <= dpi <= PLAUSIBLE_DPI[1] and round(dpi) not in NOMINAL_DPI
    if scanned and least <= longer / dpi <= PLAUSIBLE_INCHES[1]:
        return dpi
    return max(width / A4_WIDTH if height > STRIP_RATIO * width else longer / A4_INCHES, 1.0)
