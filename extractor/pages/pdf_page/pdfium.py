"""The pdfium functions that are called once a character or once an object.

What pypdfium2 does around a call costs more than the call: here handles are addresses, 0 for none, made ready for use as
arguments once (`ready`), and results are written into arrays through places that were made ready before (`_Room`).
Calls are made for many items at a time.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable, Iterable
from itertools import islice, repeat
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as raw

Array = npt.NDArray[Any]
Ready = Any  # an argument as ctypes wants it; it is used as it is, any number of times
_ADDRESS, _POINTER = ctypes.c_size_t, ctypes.c_void_p
_INT, _UINT, _DOUBLE = ctypes.c_int, ctypes.c_uint, ctypes.c_double

ready: Callable[[int], Ready] = ctypes.c_void_p.from_param


def _plain(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    """The function by its address. The interpreter's lock is kept: each call takes less time than passing it on. Without
    kinds of `arguments` it takes ready ones and whole numbers that fit an int."""
    address = ctypes.cast(getattr(raw, name), ctypes.c_void_p).value or 0
    return ctypes.PYFUNCTYPE(result, *arguments)(address) if arguments else ctypes.PYFUNCTYPE(result)(address)


char_count = _plain("FPDFText_CountChars", _INT)
text_units = _plain("FPDFText_GetText", _INT)
unicode_of = _plain("FPDFText_GetUnicode", _UINT)
object_of = _plain("FPDFText_GetTextObject", _ADDRESS)
loose_box = _plain("FPDFText_GetLooseCharBox", _INT)
char_matrix = _plain("FPDFText_GetMatrix", _INT)
font_size = _plain("FPDFText_GetFontSize", _DOUBLE)
map_error = _plain("FPDFText_HasUnicodeMapError", _INT)
render_mode = _plain("FPDFTextObj_GetTextRenderMode", _INT)
font_of = _plain("FPDFTextObj_GetFont", _ADDRESS)
font_name = _plain("FPDFFont_GetBaseFontName", ctypes.c_size_t, _POINTER, _POINTER, ctypes.c_size_t)
is_embedded = _plain("FPDFFont_GetIsEmbedded", _INT, _POINTER)
font_weight = _plain("FPDFFont_GetWeight", _INT)
page_object = _plain("FPDFPage_GetObject", _ADDRESS)
form_object = _plain("FPDFFormObj_GetObject", _ADDRESS, _POINTER, ctypes.c_ulong)
form_count = _plain("FPDFFormObj_CountObjects", _INT)
kind_of = _plain("FPDFPageObj_GetType", _INT)
bounds_of = _plain("FPDFPageObj_GetBounds", _INT)
matrix_of = _plain("FPDFPageObj_GetMatrix", _INT)
fill_of = _plain("FPDFPageObj_GetFillColor", _INT)
stroke_of = _plain("FPDFPageObj_GetStrokeColor", _INT)
is_transparent = _plain("FPDFPageObj_HasTransparency", _INT)
stroke_width = _plain("FPDFPageObj_GetStrokeWidth", _INT)
draw_mode = _plain("FPDFPath_GetDrawMode", _INT)
segment_count = _plain("FPDFPath_CountSegments", _INT)
segment_of = _plain("FPDFPath_GetPathSegment", _ADDRESS)
segment_kind = _plain("FPDFPathSegment_GetType", _INT)
segment_point = _plain("FPDFPathSegment_GetPoint", _INT)
segment_closes = _plain("FPDFPathSegment_GetClose", _INT)
clip_of = _plain("FPDFPageObj_GetClipPath", _ADDRESS)
clip_count = _plain("FPDFClipPath_CountPaths", _INT)
clip_segment_count = _plain("FPDFClipPath_CountPathSegments", _INT)
clip_segment = _plain("FPDFClipPath_GetPathSegment", _ADDRESS)
image_size = _plain("FPDFImageObj_GetImagePixelSize", _INT)
filter_count = _plain("FPDFImageObj_GetImageFilterCount", _INT)
filter_of = _plain("FPDFImageObj_GetImageFilter", ctypes.c_ulong, _POINTER, _INT, _POINTER, ctypes.c_ulong)


ROWS = 2048  # items whose results are written before they are copied out
_FIELDS = 6  # at most, of an item: a matrix


def address(handle: Any) -> int:
    """The address of a handle that pypdfium2 gave."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


def each(function: Callable[..., Any], *columns: Iterable[Any], kind: npt.DTypeLike = np.int64) -> Array:
    """Results of a function for items side by side in `columns`, as an array; ends with the shortest column."""
    return np.array(list(map(function, *columns)), dtype=kind)


class _Room(threading.local):
    """Where pdfium writes, in words of four bytes with a ready argument for each; one for each thread."""

    def __init__(self) -> None:
        words = (ctypes.c_uint32 * (ROWS * _FIELDS))()
        self.words = np.ctypeslib.as_array(words)
        self._places = [ctypes.byref(words, 4 * n) for n in range(ROWS * _FIELDS)]

    def places(self, rows: int, fields: int, apart: bool) -> list[list[Ready]]:
        """Arguments for rows of so many fields: one column for the beginnings of rows, or with `apart` one for each field."""
        return [self._places[n : rows * fields : fields] for n in range(fields if apart else 1)]


_room = _Room()


def written(
    function: Callable[..., Any], fields: int, *columns: Iterable[Any], count: int, kind: npt.DTypeLike, apart: bool = False
) -> tuple[Array, Array]:
    """What a function writes for each of `count` items side by side in `columns`, shape (count, fields), 0 where it writes
    nothing, and whether it said that it did. `kind` has four bytes. The function's last argument is where a row begins; with
    `apart` there is one for each field."""
    out = np.empty((count, fields), kind)
    told: list[int] = []
    rest = [iter(column) for column in columns]
    for start in range(0, count, ROWS):
        rows = min(ROWS, count - start)
        words = _room.words[: rows * fields]
        words[:] = 0
        told += map(function, *(islice(column, rows) for column in rest), *_room.places(rows, fields, apart))
        out[start : start + rows] = words.view(kind).reshape(rows, fields)
    return out, np.array(told, dtype=np.bool_)


def codes_of(text_page: Ready) -> Array:
    """UTF-16 units of all characters of a text page, in the order of the file, shape (n,). In one call where pdfium gives
    as many as it counts."""
    count = max(0, char_count(text_page))
    units = np.zeros(count + 1, np.uint16)
    if count and text_units(text_page, 0, count, ready(units.ctypes.data)) == count + 1:
        return units[:count]
    return each(unicode_of, repeat(text_page), range(count), kind=np.uint32)
