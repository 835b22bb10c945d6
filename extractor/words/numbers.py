"""Numbers that OCR left ungrammatical, set right by how amounts are printed: 25.225.78 can only be 25,225.78.

Only the signs between digits are mended, and characters for which the recogniser itself had a digit in second place.
A text that is no amount in any reading stays as it is.
"""

from __future__ import annotations

import re

from extractor.separators import FRAGMENT, separated
from models import OcrChar

SPECKS = ".,·•'’`"
MENDED = 0.9  # probability at most given to a mended character
SECOND = 0.02  # least probability of a runner-up that replaces a character that cannot stand in a number
STROKES = str.maketrans("]|!lI丨OoQ〇", "1111110000")  # marks whose shape is that of a digit
LETTERS = str.maketrans("CDOQoEBSZGA", "00000885264")  # what a digit looks like that a rule or a stamp cut into
ROUND = "OoＯ〇"  # alone in a cell a nought
ALIKE = 0.5  # probability left to a digit told by its shape alone
_LONG_AMOUNT = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d{3,})\.\d{1,2}")
CODE = re.compile(r"\d{2,7}")
LONE_POINT = 0.6  # probability left to a number from which a point was taken: it may have been part of a sign
GRAMMATICAL = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?")


def mended(chars: tuple[OcrChar, ...]) -> tuple[OcrChar, ...] | None:
    """The characters of an amount with its signs set right; None where nothing is to be mended or it is no amount."""
    text = "".join(char.text for char in chars)
    if len(chars) == 1 and text in ROUND and dict(chars[0].alternatives).get("0", 0.0) >= SECOND:
        return (chars[0]._replace(text="0", probability=MENDED),)
    if GRAMMATICAL.fullmatch(text) or not any(c.isdigit() for c in text):
        return None
    if CODE.fullmatch(text.translate(STROKES)):
        return tuple(_as(char, char.text.translate(STROKES)) for char in chars)
    if sum(c.isdigit() for c in text) < 3:
        return None
    if (cleaned := _without_specks(chars)) is not None:
        return cleaned
    candidate = chars if FRAGMENT.fullmatch(text) else _with_runners_up(chars)
    if (shaped := _by_shape(candidate)) is not None:
        return shaped
    wanted = separated("".join(char.text for char in candidate))
    if wanted is None or len(wanted) != len(candidate):
        return None
    return tuple(_as(char, sign) for char, sign in zip(candidate, wanted, strict=True))


def _by_shape(chars: tuple[OcrChar, ...]) -> tuple[OcrChar, ...] | None:
    """A long amount in which one digit was read as the letter that it looks like (1C1028198.74); None for any other text."""
    text = "".join(char.text for char in chars)
    told = text.translate(LETTERS)
    changed = [i for i, (before, after) in enumerate(zip(text, told, strict=True)) if before != after]
    if len(changed) != 1 or not _LONG_AMOUNT.fullmatch(told):
        return None
    (at,) = changed
    return (*chars[:at], chars[at]._replace(text=told[at], probability=min(ALIKE, chars[at].probability)), *chars[at + 1 :])


def _without_specks(chars: tuple[OcrChar, ...]) -> tuple[OcrChar, ...] | None:
    """An amount without the specks before it, behind it or beside its point that were read as points (.0.17, 93..77), its
    groups apart as they ask for (8.727.717.85. before a rule); None where it is none then, or had no point of its own."""
    text = "".join(char.text for char in chars)
    extra = [i for i, c in enumerate(text) if c in SPECKS and (i in (0, len(text) - 1) or (text[i - 1] in SPECKS and i > 1))]
    kept = [char for i, char in enumerate(chars) if i not in extra]
    rest = "".join(char.text for char in kept)
    if extra and not GRAMMATICAL.fullmatch(rest) and (wanted := separated(rest)) and len(wanted) == len(rest):
        kept, rest = [_as(char, sign) for char, sign in zip(kept, wanted, strict=True)], wanted
    if not extra or "." not in rest or not GRAMMATICAL.fullmatch(rest):
        return None
    return (*kept[:-1], kept[-1]._replace(probability=min(kept[-1].probability, LONE_POINT)))


def _with_runners_up(chars: tuple[OcrChar, ...]) -> tuple[OcrChar, ...]:
    """Characters that cannot stand in a number replaced by the best runner-up that can."""
    return tuple(char if FRAGMENT.fullmatch(char.text) else _runner_up(char) for char in chars)


def _runner_up(char: OcrChar) -> OcrChar:
    fit = [(text, p) for text, p in char.alternatives if p >= SECOND and text and text in "0123456789.,-%"]
    return char._replace(text=fit[0][0], probability=fit[0][1]) if fit else char


def _as(char: OcrChar, sign: str) -> OcrChar:
    if char.text == sign:
        return char
    told = dict(char.alternatives).get(sign, 0.0)
    return char._replace(text=sign, probability=min(MENDED, max(told, 0.5)))
