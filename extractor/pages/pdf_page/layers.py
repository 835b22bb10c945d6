"""Layers (optional content, ISO 32000-1, 8.11) that are switched off: drafts, other languages, what shows only in print.

pdfium gives their text like any other, so they are taken out of the file before it opens it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator, Stream

Key = tuple[int, int]
Hidden = Callable[[Any], bool]
DEEPEST = 20  # expressions within expressions
_PATHS = frozenset(("S", "s", "f", "F", "f*", "B", "B*", "b", "b*"))  # operators that paint a path
_LINES = frozenset(("'", '"'))  # operators that go to the next line and show text there
_SHOWN = frozenset(("Tj", "TJ", "Do", "sh", "INLINE IMAGE"))


def take_out_hidden(pdf: pikepdf.Pdf) -> bool:
    """Take what belongs to layers that are switched off out of all pages; whether there are such layers."""
    off = _switched_off(pdf.Root.get("/OCProperties"))
    if not off:
        return False

    def hidden(layer: Any) -> bool:
        return _is_hidden(layer, off)

    done: set[Key] = set()
    for page in pdf.pages:
        _clear(pdf, page.obj, hidden, done)
        if isinstance(notes := page.obj.get("/Annots"), Array):
            page.obj.Annots = Array([note for note in notes if not (isinstance(note, Dictionary) and hidden(note.get("/OC")))])
    return True


def _switched_off(properties: Any) -> frozenset[Key]:
    """The layers that viewers do not show at first."""
    usual = _entry(properties, "/D")
    if not isinstance(usual, Dictionary):
        return frozenset()
    off = set(_keys(usual.get("/OFF")))
    if usual.get("/BaseState") == "/OFF":
        off |= set(_keys(properties.get("/OCGs"))) - set(_keys(usual.get("/ON")))
    for rule in _dictionaries(usual.get("/AS")):
        for layer in _dictionaries(rule.get("/OCGs")) if rule.get("/Event") == "/View" else ():
            state = _entry(_entry(_entry(layer, "/Usage"), "/View"), "/ViewState")
            off = off | {layer.objgen} if state == "/OFF" else off - {layer.objgen} if state == "/ON" else off
    return frozenset(off)


def _entry(holder: Any, name: str) -> Any:
    return holder.get(name) if isinstance(holder, Dictionary) else None


def _dictionaries(found: Any) -> Iterator[Any]:
    parts = found if isinstance(found, Array) else (found,)
    return (part for part in parts if isinstance(part, Dictionary))


def _keys(layers: Any) -> Iterator[Key]:
    return (layer.objgen for layer in _dictionaries(layers))


def _is_hidden(layer: Any, off: frozenset[Key]) -> bool:
    """Whether a layer, or what belongs to several by some policy, is not shown."""
    if not isinstance(layer, Dictionary):
        return False
    if layer.get("/Type") != "/OCMD":
        return layer.objgen in off
    if isinstance(layer.get("/VE"), Array):
        return not _is_true(layer.VE, off, 0, {})
    states = [key in off for key in _keys(layer.get("/OCGs"))]
    policy = str(layer.get("/P", "/AnyOn"))
    shown = {"/AllOn": not any(states), "/AnyOff": any(states), "/AllOff": all(states)}.get(policy, not all(states))
    return bool(states) and not shown


def _is_true(expression: Any, off: frozenset[Key], depth: int, known: dict[Key, bool]) -> bool:
    """Whether layers are shown of which an expression says how they depend on others: [/And a [/Not b]]. `known`: what was told of
    the expressions that others share; one that holds itself says nothing."""
    if not isinstance(expression, Array) or not len(expression) or depth > DEEPEST:
        return not isinstance(expression, Dictionary) or expression.objgen not in off
    key, shared = expression.objgen, expression.is_indirect
    if shared and key in known:
        return known[key]
    if shared:
        known[key] = True
    parts = [_is_true(part, off, depth + 1, known) for part in list(expression)[1:]]
    shown = {"/And": all(parts), "/Or": any(parts), "/Not": not all(parts)}.get(str(expression[0]), True)
    if shared:
        known[key] = shown
    return shown


def _clear(pdf: pikepdf.Pdf, holder: Any, hidden: Hidden, done: set[Key]) -> None:
    """Take hidden layers out of a page or form, and out of the forms that it draws."""
    resources = holder.get("/Resources")
    if holder.objgen in done or not isinstance(resources, Dictionary):
        return
    done.add(holder.objgen)
    names = {name for name, layer in _entries(resources.get("/Properties")) if hidden(layer)}
    if names:
        _rewrite(pdf, holder, names)
    for name, drawn in list(_entries(resources.get("/XObject"))):
        if isinstance(drawn, Stream) and hidden(drawn.get("/OC")):
            del resources.XObject[name]
        elif isinstance(drawn, Stream) and drawn.get("/Subtype") == "/Form":
            _clear(pdf, drawn, hidden, done)


def _entries(found: Any) -> Iterator[tuple[str, Any]]:
    return iter(found.items()) if isinstance(found, Dictionary) else iter(())


def _rewrite(pdf: pikepdf.Pdf, holder: Any, names: set[str]) -> None:
    """The contents of a page or form without what is drawn between the marks of these layers."""
    try:
        kept = pikepdf.unparse_content_stream(list(_kept(pikepdf.parse_content_stream(holder), names)))
    except pikepdf.PdfError:  # contents that nobody can read draw nothing
        return
    if isinstance(holder, Stream):
        holder.write(kept)
    else:
        holder.Contents = pdf.make_stream(kept)


def _kept(instructions: Any, names: set[str]) -> Iterator[Any]:
    """What sets up drawing stays; what draws within a hidden layer goes."""
    within = [False]
    for operands, operator in instructions:
        word = str(operator)
        if word in ("BMC", "BDC"):
            belongs = len(operands) == 2 and operands[0] == "/OC" and isinstance(operands[1], Name) and str(operands[1]) in names
            within.append(within[-1] or belongs)
        elif word == "EMC" and len(within) > 1:
            within.pop()
        if not within[-1] or word not in _PATHS | _LINES | _SHOWN:
            yield operands, operator
        elif word not in _SHOWN:
            yield [], Operator("n" if word in _PATHS else "T*")
