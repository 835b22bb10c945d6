"""The pdfium functions that are called once a character or once an object, with plain integers for handles.

pypdfium2 wraps each returned handle in a pointer object, which costs more than the call; here a handle is its address,
0 for none. Calls are made for many items at a time, and what they write goes straight into arrays.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable
from itertools import repeat
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as raw

Array = npt.NDArray[Any]
_ADDRESS, _POINTER = ctypes.c_size_t, ctypes.c_void_p
_INT, _UINT, _FLOAT, _DOUBLE = ctypes.c_int, ctypes.c_uint, ctypes.c_float, ctypes.c_double


def _plain(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    """The function by its address. The interpreter's lock is kept: each call takes less time than passing it on."""
    address = ctypes.cast(getattr(raw, name), ctypes.c_void_p).value
    return ctypes.PYFUNCTYPE(result, *arguments)(address or 0)


char_count = _plain("FPDFText_CountChars", _INT, _POINTER)
text_units = _plain("FPDFText_GetText", _INT, _POINTER, _INT, _INT, _POINTER)
unicode_of = _plain("FPDFText_GetUnicode", _UINT, _POINTER, _INT)
object_of = _plain("FPDFText_GetTextObject", _ADDRESS, _POINTER, _INT)
loose_box = _plain("FPDFText_GetLooseCharBox", _INT, _POINTER, _INT, _POINTER)
char_matrix = _plain("FPDFText_GetMatrix", _INT, _POINTER, _INT, _POINTER)
font_size = _plain("FPDFText_GetFontSize", _DOUBLE, _POINTER, _INT)
map_error = _plain("FPDFText_HasUnicodeMapError", _INT, _POINTER, _INT)
render_mode = _plain("FPDFTextObj_GetTextRenderMode", _INT, _POINTER)
font_of = _plain("FPDFTextObj_GetFont", _ADDRESS, _POINTER)
font_name = _plain("FPDFFont_GetBaseFontName", ctypes.c_size_t, _POINTER, _POINTER, ctypes.c_size_t)
font_weight = _plain("FPDFFont_GetWeight", _INT, _POINTER)
page_object = _plain("FPDFPage_GetObject", _ADDRESS, _POINTER, _INT)
form_object = _plain("FPDFFormObj_GetObject", _ADDRESS, _POINTER, ctypes.c_ulong)
form_count = _plain("FPDFFormObj_CountObjects", _INT, _POINTER)
kind_of = _plain("FPDFPageObj_GetType", _INT, _POINTER)
bounds_of = _plain("FPDFPageObj_GetBounds", _INT, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER)
matrix_of = _plain("FPDFPageObj_GetMatrix", _INT, _POINTER, _POINTER)
fill_of = _plain("FPDFPageObj_GetFillColor", _INT, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER)
stroke_of = _plain("FPDFPageObj_GetStrokeColor", _INT, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER)
stroke_width = _plain("FPDFPageObj_GetStrokeWidth", _INT, _POINTER, _POINTER)
draw_mode = _plain("FPDFPath_GetDrawMode", _INT, _POINTER, _POINTER, _POINTER)
segment_count = _plain("FPDFPath_CountSegments", _INT, _POINTER)
segment_of = _plain("FPDFPath_GetPathSegment", _ADDRESS, _POINTER, _INT)
segment_kind = _plain("FPDFPathSegment_GetType", _INT, _POINTER)
segment_point = _plain("FPDFPathSegment_GetPoint", _INT, _POINTER, _POINTER, _POINTER)
segment_closes = _plain("FPDFPathSegment_GetClose", _INT, _POINTER)
clip_of = _plain("FPDFPageObj_GetClipPath", _ADDRESS, _POINTER)
clip_count = _plain("FPDFClipPath_CountPaths", _INT, _POINTER)
clip_segment_count = _plain("FPDFClipPath_CountPathSegments", _INT, _POINTER, _INT)
clip_segment = _plain("FPDFClipPath_GetPathSegment", _ADDRESS, _POINTER, _INT, _INT)
image_size = _plain("FPDFImageObj_GetImagePixelSize", _INT, _POINTER, _POINTER, _POINTER)
filter_count = _plain("FPDFImageObj_GetImageFilterCount", _INT, _POINTER)
filter_of = _plain("FPDFImageObj_GetImageFilter", ctypes.c_ulong, _POINTER, _INT, _POINTER, ctypes.c_ulong)


def address(handle: Any) -> int:
    """The address of a handle that pypdfium2 gave."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


def each(function: Callable[..., Any], *columns: Iterable[Any], kind: npt.DTypeLike = np.int64) -> Array:
    """Results of a function for items side by side in `columns`, as an array; ends with the shortest column."""
    return np.array(list(map(function, *columns)), dtype=kind)


def written(
    function: Callable[..., Any], fields: int, *columns: Iterable[Any], count: int, kind: npt.DTypeLike, apart: bool = False
) -> tuple[Array, Array]:
    """What a function writes for each of `count` items side by side in `columns`, shape (count, fields), and whether it
    said that it did. Its last argument is the address of a row; with `apart` there is one address for each field."""
    out = np.zeros((count, fields), kind)
    row, base = fields * out.itemsize, out.ctypes.data
    starts = [base + n * out.itemsize for n in range(fields if apart else 1)]
    told = list(map(function, *columns, *(range(start, start + count * row, row) for start in starts)))
    return out, np.array(told, dtype=np.bool_)


def codes_of(text_page: int) -> Array:
    """UTF-16 units of all characters of a text page, in the order of the file, shape (n,). In one call where pdfium gives
    as many as it counts."""
    count = max(0, char_count(text_page))
    units = np.zeros(count + 1, np.uint16)
    if count and text_units(text_page, 0, count, units.ctypes.data) == count + 1:
        return units[:count]
    return each(unicode_of, repeat(text_page), range(count), kind=np.uint32)
