"""The separators that the groups of digits of an amount ask for: OCR takes a comma for a point, and loses those at ends of lines.

25.225.78 can only be 25,225.78, and 1,457,171 | 208.53 on two lines of a cell only 1,457,171,208.53.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product

from extractor.amounts import with_cents

SEPARATORS = ".,，。、:：;；·•'’`"
MINUS = "-−－—一_~﹣"
FRAGMENT = re.compile(rf"[{MINUS}]?[\d{re.escape(SEPARATORS)}]+[%％]?")
_TWO_OF_ONE = 2  # lines that may as well be two amounts, one above the other
_MOST_LINES = 6  # of a figure in the narrowest of cells


def separated(text: str) -> str | None:
    """An amount with the separators that its groups of digits ask for: groups of three after commas, the last group
    of one or two after a point. None where the groups are not those of an amount, or could be read in two ways."""
    match = re.fullmatch(rf"([{MINUS}]?)(\d[\d{re.escape(SEPARATORS)}]*\d)([%％]?)", text)
    if not match:
        return None
    sign, body, percent = match.groups()
    groups = re.split(rf"[{re.escape(SEPARATORS)}]", body)
    if len(groups) < 2 or not all(groups):
        return None
    *whole, last = groups
    if len(last) == 3 and len(groups) > 2:
        whole, last = groups, ""
    grouped = len(whole) == 1 or (len(whole[0]) <= 3 and all(len(group) == 3 for group in whole[1:]))
    if not grouped or (last and len(last) > 2):
        return None
    return ("-" if sign else "") + ",".join(whole) + ("." + last if last else "") + ("%" if percent else "")


def amount_of_lines(lines: Sequence[str], fills: bool) -> str | None:
    """The amount that stands on several lines of a cell as OCR reads them: 65.2 | 83.5 | 35.4 | 6 is 65,283,535.46. Only amounts
    with cents; None where there is none, or another one. Lines that may be amounts of their own (1.45 | 7.16 | 5.29) are one only
    if there are more than two and each but the last `fills` the cell."""
    if not 1 < len(lines) <= _MOST_LINES or not all(map(FRAGMENT.fullmatch, lines)) or "".join(lines)[-3:-2] not in SEPARATORS:
        return None
    if all(map(with_cents, lines)) and not (fills and len(lines) > _TWO_OF_ONE):
        return None
    first, *rest = lines
    joints = product(("", ","), repeat=len(rest))
    texts = (first + "".join(joint + line for joint, line in zip(way, rest, strict=True)) for way in joints)
    amounts = {amount for text in texts if (amount := separated(text)) and with_cents(amount)}
    return amounts.pop() if len(amounts) == 1 else None
