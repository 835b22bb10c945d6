"""Pictures (PNG, JPEG, TIFF, WebP, BMP) to Page*: one page a frame. Pillow opens them, never OpenCV: it looks at the
size before it unpacks."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from extractor.errors import DamagedDocument, DocumentTooLarge
from extractor.options import Options
from extractor.records import Page, Source, Warning_

Picture = NDArray[np.uint8]

MOST_FRAMES = 500  # frames of one file
PLAUSIBLE_DPI = (60.0, 1300.0)  # what a scanner says of itself; cameras and browsers say 72 or 96 of anything
PLAUSIBLE_INCHES = (3.5, 24.0)  # longer side of a sheet: from A6 to A2
A4_INCHES = 11.69  # longer side
READ_DPI = (100.0, 300.0)  # outside, the picture is scaled: below, letters are too small; above, nothing is gained
UNREADABLE = (OSError, ValueError, SyntaxError, EOFError)  # what Pillow raises on damaged data


def pages(source: Source, options: Options) -> Iterator[Page]:
    """One page a frame, as it lies in the file (EXIF orientation undone), not yet stood upright. A damaged later frame
    comes back without picture and with a warning.

    Raises DamagedDocument, DocumentTooLarge (options.max_image_pixels, options.max_pages, MOST_FRAMES).
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit follows
        image = _opened(source.data)
        for index in filter(lambda i: options.wants(i + 1), range(_frames(image, options))):
            yield _page(image, index, options)


def count(source: Source, options: Options) -> int:
    """Frames of a picture file. Raises as `pages`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        return _frames(_opened(source.data), options)


def _frames(image: Image.Image, options: Options) -> int:
    frames = int(getattr(image, "n_frames", 1))
    if frames > min(MOST_FRAMES, options.max_pages):
        raise DocumentTooLarge(f"文件有 {frames} 页，超过上限 {min(MOST_FRAMES, options.max_pages)} 页。")
    return frames


def _opened(data: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data))
    except Image.DecompressionBombError as error:
        raise DocumentTooLarge("图像像素过多。") from error
    except (UnidentifiedImageError, *UNREADABLE) as error:
        raise DamagedDocument("图像打不开。") from error


def _page(image: Image.Image, index: int, options: Options) -> Page:
    try:
        image.seek(index)
        if image.width * image.height > options.max_image_pixels:
            raise DocumentTooLarge(f"图像有 {image.width} × {image.height} 像素，超过上限 {options.max_image_pixels:,} 像素。")
        frame = _on_white(ImageOps.exif_transpose(image))
        stated = image.info.get("dpi")
    except UNREADABLE as error:
        if index == 0:
            raise DamagedDocument("图像已损坏。") from error
        warning = Warning_("page_unreadable", f"第{index + 1}页的图像已损坏，未能读取。", index + 1)
        return Page(index + 1, "ocr", trusted=False, warnings=(warning,))
    picture, dpi = _scaled(frame, resolution(frame.size, stated), options)
    height, width = picture.shape[:2]
    return Page(index + 1, "ocr", width * 72 / dpi, height * 72 / dpi, picture=picture, dpi=dpi, trusted=False)


def _on_white(frame: Image.Image) -> Image.Image:
    """As RGB, what shines through on white."""
    if frame.mode in ("I", "I;16", "I;16B", "I;16L", "F"):
        levels = np.asarray(frame, np.float64)
        top = 65535.0 if levels.max(initial=0) > 255 else 255.0
        return Image.fromarray(np.clip(levels * (255 / top), 0, 255).astype(np.uint8)).convert("RGB")
    if frame.mode in ("RGBA", "LA", "PA") or "transparency" in frame.info:
        clear = frame.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear).convert("RGB")
    return frame.convert("RGB")


def resolution(size: tuple[int, int], stated: object) -> float:
    """Dots per inch of a picture of this size (px): the resolution the file states where that makes a sheet of paper,
    else the one at which its longer side is that of A4."""
    longer = float(max(size))
    dpi = float(stated[0]) if isinstance(stated, tuple) and stated and float(stated[0]) > 0 else 0.0
    if PLAUSIBLE_DPI[0] <= dpi <= PLAUSIBLE_DPI[1] and PLAUSIBLE_INCHES[0] <= longer / dpi <= PLAUSIBLE_INCHES[1]:
        return dpi
    return max(longer / A4_INCHES, 1.0)


def _scaled(frame: Image.Image, dpi: float, options: Options) -> tuple[Picture, float]:
    """The picture at a resolution within READ_DPI and the limit of pixels."""
    factor = min(max(dpi, READ_DPI[0]), READ_DPI[1]) / dpi
    factor = min(factor, (options.max_render_pixels / max(frame.width * frame.height, 1)) ** 0.5)
    if abs(factor - 1) > 0.01:
        size = max(1, round(frame.width * factor)), max(1, round(frame.height * factor))
        frame, dpi = frame.resize(size, Image.Resampling.LANCZOS), dpi * factor
    return np.array(frame, np.uint8), dpi
