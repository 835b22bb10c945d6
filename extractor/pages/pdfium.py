"""The pdfium functions that are called once a character or once an object, with plain integers for handles.

pypdfium2 wraps each returned handle in a pointer object, which costs more than the call; here a handle is its address.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as raw

_POINTER, _INT, _UINT, _FLOAT, _DOUBLE = ctypes.c_void_p, ctypes.c_int, ctypes.c_uint, ctypes.c_float, ctypes.c_double


def _plain(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    address = ctypes.cast(getattr(raw, name), ctypes.c_void_p).value
    return ctypes.CFUNCTYPE(result, *arguments)(address or 0)


char_count = _plain("FPDFText_CountChars", _INT, _POINTER)
unicode_of = _plain("FPDFText_GetUnicode", _UINT, _POINTER, _INT)
object_of = _plain("FPDFText_GetTextObject", _POINTER, _POINTER, _INT)
loose_box = _plain("FPDFText_GetLooseCharBox", _INT, _POINTER, _INT, _POINTER)
char_matrix = _plain("FPDFText_GetMatrix", _INT, _POINTER, _INT, _POINTER)
font_size = _plain("FPDFText_GetFontSize", _DOUBLE, _POINTER, _INT)
map_error = _plain("FPDFText_HasUnicodeMapError", _INT, _POINTER, _INT)
render_mode = _plain("FPDFTextObj_GetTextRenderMode", _INT, _POINTER)
font_of = _plain("FPDFTextObj_GetFont", _POINTER, _POINTER)
font_name = _plain("FPDFFont_GetBaseFontName", ctypes.c_size_t, _POINTER, _POINTER, ctypes.c_size_t)
font_weight = _plain("FPDFFont_GetWeight", _INT, _POINTER)
page_object = _plain("FPDFPage_GetObject", _POINTER, _POINTER, _INT)
form_object = _plain("FPDFFormObj_GetObject", _POINTER, _POINTER, ctypes.c_ulong)
form_count = _plain("FPDFFormObj_CountObjects", _INT, _POINTER)
kind_of = _plain("FPDFPageObj_GetType", _INT, _POINTER)
bounds_of = _plain("FPDFPageObj_GetBounds", _INT, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER)
matrix_of = _plain("FPDFPageObj_GetMatrix", _INT, _POINTER, _POINTER)
fill_of = _plain("FPDFPageObj_GetFillColor", _INT, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER)
stroke_of = _plain("FPDFPageObj_GetStrokeColor", _INT, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER)
stroke_width = _plain("FPDFPageObj_GetStrokeWidth", _INT, _POINTER, _POINTER)
draw_mode = _plain("FPDFPath_GetDrawMode", _INT, _POINTER, _POINTER, _POINTER)
segment_count = _plain("FPDFPath_CountSegments", _INT, _POINTER)
segment_of = _plain("FPDFPath_GetPathSegment", _POINTER, _POINTER, _INT)
segment_kind = _plain("FPDFPathSegment_GetType", _INT, _POINTER)
segment_point = _plain("FPDFPathSegment_GetPoint", _INT, _POINTER, _POINTER, _POINTER)
segment_closes = _plain("FPDFPathSegment_GetClose", _INT, _POINTER)
clip_of = _plain("FPDFPageObj_GetClipPath", _POINTER, _POINTER)
clip_count = _plain("FPDFClipPath_CountPaths", _INT, _POINTER)
clip_segment_count = _plain("FPDFClipPath_CountPathSegments", _INT, _POINTER, _INT)
clip_segment = _plain("FPDFClipPath_GetPathSegment", _POINTER, _POINTER, _INT, _INT)
image_size = _plain("FPDFImageObj_GetImagePixelSize", _INT, _POINTER, _POINTER, _POINTER)
filter_count = _plain("FPDFImageObj_GetImageFilterCount", _INT, _POINTER)
filter_of = _plain("FPDFImageObj_GetImageFilter", ctypes.c_ulong, _POINTER, _INT, _POINTER, ctypes.c_ulong)


def address(handle: Any) -> int:
    """The address of a handle that pypdfium2 gave."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0
