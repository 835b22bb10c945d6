"""Chinese numerals: 二十三 -> 23, 二〇二五 -> 2025. Pure functions."""

from __future__ import annotations

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "Ｏ": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3}
_UNITS = {"十": 10, "百": 100, "千": 1000, "拾": 10}


def number(text: str) -> int | None:
    """Value of a Chinese numeral, by place (二十三) or digit by digit (二〇二五); None if it is none."""
    if not text or any(c not in _DIGITS and c not in _UNITS for c in text):
        return None
    if not any(c in _UNITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total, digit = 0, -1
    for c in text:
        if c in _UNITS:
            total += (1 if digit < 0 else digit) * _UNITS[c]
            digit = -1
        else:
            digit = _DIGITS[c]
    return total + max(digit, 0)


def numeral(value: int) -> str:
    """The Chinese numeral of 1..99: 23 -> 二十三. ValueError outside."""
    if not 1 <= value <= 99:
        raise ValueError(f"numeral is defined for 1..99, got {value}")
    tens, ones = divmod(value, 10)
    head = "" if not tens else ("十" if tens == 1 else "零一二三四五六七八九"[tens] + "十")
    return head + ("零一二三四五六七八九"[ones] if ones else "")
