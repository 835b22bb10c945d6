"""Pictures (PNG, JPEG, TIFF, WebP, BMP, GIF) to Page*: one page a frame. Pillow opens them, never OpenCV: it looks at the
size before it unpacks."""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from extractor.errors import DamagedDocument, DocumentTooLarge
from extractor.options import Options
from extractor.pages.page_image.paper import PLAUSIBLE_DPI, SHEET_RATIO, resolution
from extractor.records import Page, Source, Warning_

Picture = NDArray[np.uint8]

MOST_FRAMES = 500  # frames of one file
SQUARE = 0.1  # dots are taken for square where their sides differ by less: 204 by 196 of fine fax is read as it is
MOST_OBLONG = 2.2  # fax in its coarse mode: 204 dots across, 98 down
READ_DPI = (100.0, 300.0)  # outside, the picture is scaled: below, letters are too small; above, nothing is gained
UNREADABLE = (OSError, ValueError, SyntaxError, EOFError, TypeError, struct.error)  # what Pillow raises on damaged data
SUBFILE_TYPE, NO_PAGE = 254, 0b101  # TIFF tag; its bits for a smaller copy and for a mask of another frame
END_OF_JPEG = b"\xff\xd9"


def pages(source: Source, options: Options) -> Iterator[Page]:
    """One page a frame, as it lies in the file (EXIF orientation undone, dots made square), not yet stood upright. A
    damaged later frame comes back without picture and with a warning, a JPEG that breaks off with what there is of it.

    Raises DamagedDocument, DocumentTooLarge (options.max_image_pixels, options.max_pages, MOST_FRAMES).
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's: damage is told by ours, and our own limit follows for bombs
        frames = _frames(_opened(source.data), options)
        image = _opened(source.data)
        for number, frame in enumerate(frames, start=1):
            if options.wants(number):
                yield _page(image, source.data, frame, number, options)


def count(source: Source, options: Options) -> int:
    """Pages of a picture file. Raises as `pages`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return len(_frames(_opened(source.data), options))


def _frames(image: Image.Image, options: Options) -> list[int]:
    """Frames that are pages. The second frame of a telephone's JPEG is a copy of the first, smaller or lit otherwise; those
    of a GIF are an animation, whose first one is read (`_page` says so)."""
    if image.format == "TIFF":
        frames = _frames_of_tiff(image)
    else:
        frames = list(range(1 if image.format in ("MPO", "GIF") else int(getattr(image, "n_frames", 1))))
    if len(frames) > min(MOST_FRAMES, options.max_pages):
        raise DocumentTooLarge(f"文件页数超过上限 {min(MOST_FRAMES, options.max_pages)} 页。")
    return frames


def _frames_of_tiff(image: Image.Image) -> list[int]:
    """Frames but smaller copies and masks, MOST_FRAMES + 1 at most; the one at which the file breaks off is the last."""
    frames = [0]
    for index in range(1, MOST_FRAMES + 1):
        try:
            image.seek(index)
        except EOFError:
            break
        except UNREADABLE:
            frames.append(index)
            break
        kind = getattr(image, "tag_v2", {}).get(SUBFILE_TYPE, 0)
        if not (isinstance(kind, int) and kind & NO_PAGE):
            frames.append(index)
    return frames


def _opened(data: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data))
    except Image.DecompressionBombError as error:
        raise DocumentTooLarge("图像像素过多。") from error
    except (UnidentifiedImageError, *UNREADABLE) as error:
        raise DamagedDocument("图像打不开。") from error


def _page(image: Image.Image, data: bytes, index: int, number: int, options: Options) -> Page:
    told: tuple[Warning_, ...] = ()
    try:
        frame, stated = _loaded(image, index, options)
        if image.format == "GIF" and getattr(image, "is_animated", False):
            told = (Warning_("frames_left_out", "这是动画图片，只读取第一帧。", number),)
    except UNREADABLE as error:
        rest = _rest(image, data, options)
        if rest is None and index == 0:
            raise DamagedDocument("图像已损坏。") from error
        if rest is None:
            told = (Warning_("page_unreadable", f"第{number}页的图像已损坏，未能读取。", number),)
            return Page(number, "ocr", trusted=False, warnings=told)
        frame, stated = rest
        told = (Warning_("page_incomplete", f"第{number}页的图像不完整，缺少的部分未能读取。", number),)
    frame, stated = _squared(frame, stated)
    picture, dpi = _scaled(frame, resolution(frame.size, stated), options)
    height, width = picture.shape[:2]
    return Page(number, "ocr", width * 72 / dpi, height * 72 / dpi, picture=picture, dpi=dpi, trusted=False, warnings=told)


def _loaded(image: Image.Image, index: int, options: Options) -> tuple[Image.Image, object]:
    """A frame as RGB, and the resolution stated for it. Raises what Pillow raises, and DocumentTooLarge."""
    if image.tell() != index:
        image.info.pop("dpi", None)  # Pillow keeps that of the frame before
        image.seek(index)
    if image.width * image.height > options.max_image_pixels:
        raise DocumentTooLarge(f"图像有 {image.width} × {image.height} 像素，超过上限 {options.max_image_pixels:,} 像素。")
    frame = _on_white(ImageOps.exif_transpose(image))
    return frame, image.info.get("dpi")


def _rest(image: Image.Image, data: bytes, options: Options) -> tuple[Image.Image, object] | None:
    """What there is of a JPEG that breaks off, the rest in grey, as viewers show it; None of anything else."""
    if image.format not in ("JPEG", "MPO"):
        return None
    try:
        return _loaded(Image.open(io.BytesIO(data + END_OF_JPEG)), 0, options)
    except UNREADABLE:
        return None


def _squared(frame: Image.Image, stated: object) -> tuple[Image.Image, object]:
    """A picture with dots that are oblong, as fax machines send them, drawn out to square ones, and its resolution then."""
    if not (isinstance(stated, tuple) and len(stated) == 2 and min(stated) >= PLAUSIBLE_DPI[0]):
        return frame, stated
    across, down = map(float, stated)
    finest = max(across, down)
    if not SQUARE < finest / min(across, down) - 1 <= MOST_OBLONG - 1:
        return frame, stated
    size = round(frame.width * finest / across), round(frame.height * finest / down)
    if not SHEET_RATIO[0] <= max(size) / max(min(size), 1) <= SHEET_RATIO[1]:
        return frame, stated
    return frame.resize(size, Image.Resampling.BICUBIC), (finest, finest)


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


def _scaled(frame: Image.Image, dpi: float, options: Options) -> tuple[Picture, float]:
    """The picture at a resolution within READ_DPI and the limit of pixels."""
    factor = min(max(dpi, READ_DPI[0]), READ_DPI[1]) / dpi
    factor = min(factor, (options.max_render_pixels / max(frame.width * frame.height, 1)) ** 0.5)
    if abs(factor - 1) > 0.01:
        size = max(1, round(frame.width * factor)), max(1, round(frame.height * factor))
        frame, dpi = frame.resize(size, Image.Resampling.LANCZOS), dpi * factor
    return np.array(frame, np.uint8), dpi
