"""Ruled lines painted out of a page, letters that they run through left whole.

Amounts too wide for their cells, long names and low-set lines cross the rules of real tables. Along a rule's cross
section the ink of a letter goes on outside the rule; the rule's own soft edge does not.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.pages.page_image.rules import Ink

Picture = NDArray[np.uint8]
Mask = NDArray[np.uint8]

INK = 170  # grey level under which a pixel may be a letter's
REACH = 3  # px of a rule's soft edge, at any resolution pages are read at
BAND = 512  # rows of the page that are worked on at a time
BEYOND = 16  # rows above and below that have a say in them: REACH and WIDEST and a few
WIDEST = 8  # px; a stroke is followed across a rule no thicker than this. Even: closing by an even number of px shifts by one


def unruled(grey: Picture, rules: Ink) -> Picture:
    """Grey picture with the ruled lines painted white: a border is never read as 1, 丨, ] or 一. Band by band: what is needed
    on the way is ten times the picture."""
    clean = np.empty_like(grey)
    for top in range(0, len(grey), BAND):
        start = max(0, top - BEYOND)
        rows = slice(start, top + BAND + BEYOND)
        clean[top : top + BAND] = _band(grey[rows], Ink(*(mask[rows] for mask in rules)))[top - start :][:BAND]
    return clean


def _band(grey: Picture, rules: Ink) -> Picture:
    soft = np.ones((3, 3), np.uint8)
    across, down = cv2.dilate(rules.across, soft), cv2.dilate(rules.down, soft)
    rule = across | down
    ink = (grey < INK).astype(np.uint8)
    free = ink & (1 - rule)
    letters = _across(free, ink, down & (1 - across), rules.core, (1, 0)) | _across(free, ink, across & (1 - down), rules.core, (0, 1))
    return np.asarray(cv2.bitwise_or(grey, cv2.subtract(rule, letters) * np.uint8(255)), np.uint8)


def _across(free: Mask, ink: Mask, rule: Mask, core: Mask, direction: tuple[int, int]) -> Mask:
    """Ink of letters on the rules that run the other way: what hangs together with ink outside them along `direction`
    (x, y), and the rule's core where it stands on both sides, on one against it. Only the strips about the rules are looked at."""
    axis = direction[0]
    near = cv2.dilate(rule.max(axis=1 - axis).reshape(-1, 1), np.ones((2 * (REACH + WIDEST) + 5, 1), np.uint8)).ravel()
    strips = (np.flatnonzero(near), slice(None)) if axis == 0 else (slice(None), np.flatnonzero(near))
    letters = np.zeros_like(rule)
    if near.any():
        letters[strips] = _in_strips(free[strips], ink[strips], rule[strips], core[strips], direction)
    return letters


def _in_strips(free: Mask, ink: Mask, rule: Mask, core: Mask, direction: tuple[int, int]) -> Mask:
    step = np.ones((1 + 2 * direction[1], 1 + 2 * direction[0]), np.uint8)
    edge = ink & rule & (1 - core)
    letters = free
    for _ in range(REACH):
        letters = letters | (cv2.dilate(letters, step) & edge)
    wide = np.ones((1 + WIDEST * direction[1], 1 + WIDEST * direction[0]), np.uint8)
    joined = cv2.morphologyEx(letters, cv2.MORPH_CLOSE, wide)
    touching = letters & cv2.dilate(ink & rule & (1 - letters), step)  # two letters with white before a rule both end there
    joined &= cv2.dilate(touching, np.ones((1 + 2 * WIDEST * direction[1], 1 + 2 * WIDEST * direction[0]), np.uint8))
    return np.asarray((letters | joined) & ink & rule, np.uint8)
