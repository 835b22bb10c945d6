"""What a caller may ask of one extraction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Watch = Callable[[str, object], None]  # hears of each stage by name, and what came of it


@dataclass(frozen=True, slots=True)
class Options:
    """Limits are those of the service promises; a caller may lower them."""

    password: str | None = None
    ocr: str = "default"  # engine name of models.open_ocr, or "none"
    workers: int = 1  # child processes that read scanned pages
    first_page: int = 1  # read from this page on
    last_page: int | None = None  # read up to this page; None: to the end
    max_pages: int = 2000
    max_text_bytes: int = 20_000_000
    max_line_chars: int = 1_000_000  # a longer line is no printed line
    max_image_pixels: int = 100_000_000
    max_render_pixels: int = 25_000_000

    def wants(self, page: int) -> bool:
        """Whether a page (from 1) is in the range asked for."""
        return self.first_page <= page <= (self.last_page or page)
