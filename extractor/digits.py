"""Digits misread by OCR, set right by arithmetic: where a runner-up of the recogniser makes every failing identity hold.

One identity proves nothing: many misreadings explain it. A figure is changed only where two or more identities fail by
the same difference, another reading of the same ink closes all of them, and no identity that held is broken by it. What
the recogniser never took into account is never put in: then the document itself may be wrong, and a check says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from extractor import amounts
from extractor.amounts import YUAN
from extractor.records import Cell, Check, Edit, Glyph, Observation, Table

Checks = tuple[Check, ...]
Observations = tuple[Observation, ...]

FAMILIES = frozenset({"sum", "balance", "cross_form"})  # identities between printed figures, none between a figure and a rate
IDENTITIES = 2  # so many must fail by the same difference
ROUNDS = 3  # a mended figure lets the next one be told
LONE = 0.001  # least probability of a runner-up, where one character changes
SEVERAL = 0.02  # ... where more than one does
FEWEST, RARE = 10, 0.2  # amounts of a table that show how it prints them; at most so many of them are printed otherwise
POINTLESS = 0.6  # probability of reading or place left to an amount that lacks the decimals of the others
CLEAR = 0.95  # least reading probability of a figure from which something follows: five of six misread ones are below it
EXCUSE = "其中有数字识别不清，未作判定。"
OF_BLANKS = frozenset({"sum.row_not_split", "sum.childless"})  # on a scan a blank may be a figure that nobody saw
UNSEEN = "图像中的空白可能是未识别出的数字，未作判定。"
MENDED = 0.75  # reading probability given to a figure told by arithmetic


def mended(
    observations: Observations, checks: Checks, tables: tuple[Table, ...], again: Callable[[Observations], Checks]
) -> tuple[Observations, Checks]:
    """Observations with misread figures set right (Edit `ocr_digit`), and the checks of these. `again` gives the checks
    of other observations. Both come back as they are where nothing was read by OCR."""
    cells = {t.id: t for t in tables if any(cell.glyphs for row in t.rows for cell in row)}
    for _ in range(ROUNDS if cells else 0):
        chosen = _chosen(observations, checks, cells)
        if not chosen:
            break
        after, checks_after = _applied(observations, checks, chosen, again)
        if after is observations:
            break
        observations, checks = after, checks_after
    return observations, checks


def doubted(observations: Observations) -> Observations:
    """The observations with those doubted that have no decimals in a table whose amounts have them: where OCR read it, 149 is
    1.49 whose point was lost; where a converter lost the borders, it is a number of a line or page, or a piece of an amount.
    Nothing is put in: it may be printed so."""
    amounts_of: dict[str | None, list[Observation]] = defaultdict(list)
    for o in observations:
        if o.evidence and o.unit == "CNY" and o.value and (o.signals.ocr is not None or _guessed(o)):
            amounts_of[o.evidence[0].table].append(o)
    whole = {o.id for given in amounts_of.values() for o in _without_decimals(given)}
    return tuple(_without_trust(o) if o.id in whole else o for o in observations) if whole else observations


def _guessed(o: Observation) -> bool:
    """Whether its cell was put together from plain lines of text."""
    return o.signals.ocr is None and o.signals.structure is not None and o.signals.structure < 1 and o.evidence[0].place.box is None


def _without_trust(o: Observation) -> Observation:
    if o.signals.ocr is None:
        return o._replace(signals=o.signals._replace(structure=min(o.signals.structure or 0.0, POINTLESS)))
    return o._replace(signals=o.signals._replace(ocr=min(o.signals.ocr, POINTLESS)))


def _without_decimals(given: Sequence[Observation]) -> list[Observation]:
    """The amounts of one table that have no decimals, where nearly all have."""
    whole = [o for o in given if "." not in o.raw_value]
    return whole if len(given) >= FEWEST and len(whole) <= RARE * len(given) else []


def excused(checks: Checks, observations: Observations) -> Checks:
    """Failures in which a figure took part that was not read clearly, and failures that rest on blanks of a scan, are none:
    `not_applicable`, numbers kept. What cannot be read accuses nobody."""
    read = {o.id: o.signals.ocr for o in observations if o.signals.ocr is not None}
    return tuple(_excused(check, [read[id_] for id_ in check.observations if id_ in read]) for check in checks) if read else checks


def _excused(check: Check, read: Sequence[float]) -> Check:
    """The check, given the reading probabilities of its figures that were read by OCR."""
    if check.status != "fail" or (not (unclear := any(sure < CLEAR for sure in read)) and not (read and check.rule in OF_BLANKS)):
        return check
    return check._replace(status="not_applicable", severity="info", message=check.message + (EXCUSE if unclear else UNSEEN))


def _applied(
    observations: Observations, checks: Checks, chosen: dict[str, Observation], again: Callable[[Observations], Checks]
) -> tuple[Observations, Checks]:
    """All changes that break nothing: those that take part in a new failure are taken back once."""
    before = {_key(c) for c in _failures(checks)}
    for _ in range(2):
        after = tuple(chosen.get(o.id, o) for o in observations)
        checks_after = again(after)
        broken = [c for c in _failures(checks_after) if _key(c) not in before]
        if not broken:
            return after, checks_after
        spoilt = {id_ for c in broken for id_ in c.observations}
        chosen = {id_: o for id_, o in chosen.items() if id_ not in spoilt}
        if not chosen:
            break
    return observations, checks


def _key(check: Check) -> tuple[str, tuple[str, ...]]:
    return check.rule, check.observations


def _failures(checks: Checks) -> list[Check]:
    """Identities that do not hold, also those withheld because reading was doubted."""
    found = [c for c in checks if c.rule.split(".")[0] in FAMILIES and c.status != "pass" and len(c.observations) > 1]
    return [c for c in found if c.difference is not None and c.tolerance is not None and abs(c.difference) > c.tolerance]


def _chosen(observations: Observations, checks: Checks, tables: Mapping[str, Table]) -> dict[str, Observation]:
    """By id the observations that read otherwise close all identities they fail in, where no other does so as well."""
    failing: dict[str, list[Check]] = defaultdict(list)
    for check in _failures(checks):
        for id_ in check.observations:
            failing[id_].append(check)
    told = {o.id: other for o in observations if len(failing[o.id]) >= IDENTITIES and (other := _otherwise(o, failing[o.id], tables))}
    return {id_: o for id_, o in told.items() if not any(_rivals(id_, other, failing) for other in told if other != id_)}


def _rivals(one: str, other: str, failing: Mapping[str, list[Check]]) -> bool:
    """Whether the other explains at least as many of the same failures."""
    mine, theirs = {_key(c) for c in failing[one]}, {_key(c) for c in failing[other]}
    return bool(mine & theirs) and len(theirs) >= len(mine)


def _otherwise(o: Observation, failures: Sequence[Check], tables: Mapping[str, Table]) -> Observation | None:
    """The observation as its ink can also be read, if all the failures are closed by it; None if not."""
    cell = _cell(o, tables)
    scale = YUAN.get(o.raw_unit or "")
    printed = amounts.parse(o.raw_value)
    if cell is None or scale is None or printed is None or o.value != printed.value * scale:
        return None
    for change in {sign * c.difference for c in failures if c.difference is not None for sign in (1, -1)}:
        if not all(_closed(c, change) for c in failures):
            continue
        text = _as_printed(printed.value + change / scale, o.raw_value)
        if text and _is_readable(text, cell.glyphs):
            value = amounts.plain((printed.value + change / scale) * scale)
            edit = Edit("ocr_digit", o.raw_value, text)
            return o._replace(value=value, raw_value=text, repairs=(*o.repairs, edit), signals=o.signals._replace(ocr=MENDED))
    return None


def _cell(o: Observation, tables: Mapping[str, Table]) -> Cell | None:
    """The one cell read by OCR that the observation stands in."""
    places = {(e.table, e.row, e.column) for e in o.evidence}
    if len(places) != 1 or o.value is None:
        return None
    table, row, column = next(iter(places))
    if table is None or row is None or column is None or table not in tables:
        return None
    cell = tables[table].rows[row][column]
    return cell if cell.glyphs else None


def _closed(check: Check, change: Decimal) -> bool:
    """Whether the identity holds when one of its terms changes by that much."""
    if check.difference is None or check.tolerance is None:
        return False
    return min(abs(check.difference + change), abs(check.difference - change)) <= check.tolerance


def _as_printed(value: Decimal, like: str) -> str:
    """A number with as many decimals and the same separators as another; '' where it needs more decimals."""
    places = len(like.partition(".")[2])
    rounded = value.quantize(Decimal(1).scaleb(-places))
    if rounded != value:
        return ""
    return f"{rounded:,}" if "," in like else str(rounded)


def _is_readable(text: str, glyphs: Sequence[Glyph]) -> bool:
    """Whether the glyphs can be read as this text: by one unlikely runner-up or several likelier ones."""
    return any(changes and min(changes) >= (LONE if len(changes) == 1 else SEVERAL) for changes in _readings(text, glyphs))


def _readings(text: str, glyphs: Sequence[Glyph]) -> Iterator[tuple[float, ...]]:
    """For each way to read the text from the glyphs the probabilities of the runners-up it needs."""
    if not glyphs:
        if not text:
            yield ()
        return
    for part, probability in _ways(glyphs[0]):
        if text.startswith(part):
            for rest in _readings(text[len(part) :], glyphs[1:]):
                yield rest if probability is None else (probability, *rest)


def _ways(glyph: Glyph) -> Iterator[tuple[str, float | None]]:
    """What a glyph can be: as read, a runner-up, nothing, or twice the same character (between which the recogniser
    saw no gap: it had nothing in mind there)."""
    yield glyph.text, None
    for text, probability in glyph.alternatives:
        if probability >= LONE:
            yield text, probability
            if not text:
                yield 2 * glyph.text, probability
