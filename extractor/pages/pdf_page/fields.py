"""Text of filled-in form fields and typed notes, made part of the page: it stands in annotations, not in the contents."""

from __future__ import annotations

from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

TYPED = frozenset({raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT})  # kinds that people fill in or type on a page
UNSEEN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW


def page_with_fields(document: pdfium.PdfDocument, index: int) -> pdfium.PdfPage:
    """A page of the document, the text of its fields drawn on it; seals, links and marks stay what they are. Fields without
    an appearance have one where `document.init_forms` was called before. Raises PdfiumError."""
    page = document[index]
    notes = [number for number in range(raw.FPDFPage_GetAnnotCount(page.raw)) if not _is_typed(page.raw, number)]
    if len(notes) == raw.FPDFPage_GetAnnotCount(page.raw):
        return page
    for number in reversed(notes):
        raw.FPDFPage_RemoveAnnot(page.raw, number)
    raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY)
    page.close()
    return document[index]


def _is_typed(page: Any, number: int) -> bool:
    """Whether an annotation is a field or a note that shows letters."""
    note = raw.FPDFPage_GetAnnot(page, number)
    if not note:
        return False
    try:
        if raw.FPDFAnnot_GetSubtype(note) not in TYPED or raw.FPDFAnnot_GetFlags(note) & UNSEEN:
            return False
        parts = (raw.FPDFAnnot_GetObject(note, part) for part in range(raw.FPDFAnnot_GetObjectCount(note)))
        return any(raw.FPDFPageObj_GetType(part) == raw.FPDF_PAGEOBJ_TEXT for part in parts if part)
    finally:
        raw.FPDFPage_CloseAnnot(note)
