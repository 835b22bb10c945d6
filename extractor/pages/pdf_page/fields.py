"""Text of filled-in form fields and typed notes, made part of the page: it stands in annotations, not in the contents."""

from __future__ import annotations

from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

WRITTEN = frozenset({raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT})  # kinds that people fill in or type on a page
UNSEEN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
TYPED, UNDRAWN, OTHER = "typed", "undrawn", "other"
BLANK_BYTES = 2  # of an empty string, its end included
DEEPEST = 4  # forms within forms that are looked into


def page_with_fields(document: pdfium.PdfDocument, index: int) -> tuple[pdfium.PdfPage, int]:
    """A page of the document, the text of its fields drawn on it, and how many typed notes it has that nothing draws; seals,
    signatures, links and marks stay what they are. Fields without an appearance have one where `document.init_forms` was called
    before. Raises PdfiumError."""
    page = document[index]
    count = raw.FPDFPage_GetAnnotCount(page.raw)
    if not count:
        return page, 0
    kinds = [_kind(page.raw, number, document.formenv) for number in range(count)]
    if TYPED in kinds:
        for number in reversed(range(count)):
            if kinds[number] != TYPED:
                raw.FPDFPage_RemoveAnnot(page.raw, number)
        raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY)
        page.close()
        page = document[index]
    return page, kinds.count(UNDRAWN)


def _kind(page: Any, number: int, form: pdfium.PdfFormEnv | None) -> str:
    """Whether an annotation is a field or a note that shows letters (TYPED), a note that has words and no appearance (UNDRAWN), or
    something OTHER."""
    note = raw.FPDFPage_GetAnnot(page, number)
    if not note:
        return OTHER
    try:
        kind = raw.FPDFAnnot_GetSubtype(note)
        if kind not in WRITTEN or raw.FPDFAnnot_GetFlags(note) & UNSEEN or _is_signature(note, form):
            return OTHER
        parts = [raw.FPDFAnnot_GetObject(note, part) for part in range(raw.FPDFAnnot_GetObjectCount(note))]
        if any(_has_letters(part, 0) for part in parts if part):
            return TYPED
        worded = kind == raw.FPDF_ANNOT_FREETEXT and raw.FPDFAnnot_GetStringValue(note, b"Contents", None, 0) > BLANK_BYTES
        return UNDRAWN if worded and not parts else OTHER
    finally:
        raw.FPDFPage_CloseAnnot(note)


def _is_signature(note: Any, form: pdfium.PdfFormEnv | None) -> bool:
    """Whether an annotation shows a signature: who signed and when is no text of the page, and stands upon it."""
    return form is not None and raw.FPDFAnnot_GetFormFieldType(form.raw, note) == raw.FPDF_FORMFIELD_SIGNATURE


def _has_letters(part: Any, depth: int) -> bool:
    """Whether an object is text, or a form with text in it."""
    kind = raw.FPDFPageObj_GetType(part)
    if kind != raw.FPDF_PAGEOBJ_FORM or depth > DEEPEST:
        return bool(kind == raw.FPDF_PAGEOBJ_TEXT)
    return any(_has_letters(raw.FPDFFormObj_GetObject(part, n), depth + 1) for n in range(raw.FPDFFormObj_CountObjects(part)))
