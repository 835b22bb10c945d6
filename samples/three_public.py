"""The sheet of 三公 in its schemas: blocks side by side, pairs interleaved, rows."""

from __future__ import annotations

from samples.departments import Department
from samples.manners import Manner
from samples.press import Body, Head, Press

_PARTS = (("total", "合计"), ("overseas", "因公出国（境）费"), ("vehicle", "小计"), ("vehicle_purchase", "公务用车购置费"),
          ("vehicle_operation", "公务用车运行维护费"), ("reception", "公务接待费"))  # fmt: skip


def three_public_amounts(d: Department, which: int) -> dict[str, int]:
    """All six figures of 三公; `which` 0 budget, 1 final."""
    parts = {name: pair[which] for name, pair in d.three_public.items()}
    parts["vehicle"] = parts["vehicle_purchase"] + parts["vehicle_operation"]
    parts["total"] = parts["overseas"] + parts["vehicle"] + parts["reception"]
    return parts


def three_public(d: Department, m: Manner, p: Press) -> tuple:
    """Widths, header, body and notes in the schema of the manner."""
    blocks = [("预算数", "budget", three_public_amounts(d, 0)), ("决算数", "final", three_public_amounts(d, 1))]
    if d.kind == "budget":
        blocks = blocks[:1]
    if m.three_public == "vertical":
        return _vertical(m, p, blocks)
    if m.three_public == "interleaved" and len(blocks) == 2:
        return _interleaved(m, p, blocks)
    cells = [p.amount(amounts[part], (f"three_public.{part}", column)) for _, column, amounts in blocks for part, _ in _PARTS]
    vehicle = Head("公务用车购置及运行维护费", 3)
    second = [Head("合计", 1, 2), Head("因公出国（境）费", 1, 2), vehicle, Head("公务接待费", 1, 2)]
    third = [Head("小计"), Head("公务用车购置费"), Head("公务用车运行维护费")]
    header = [[Head(title, 6) for title, _, _ in blocks], second * len(blocks), third * len(blocks)]
    if len(blocks) == 1:
        header = header[1:]
    return [1.5] * len(cells), [*header, *([[Head(str(n)) for n in range(1, len(cells) + 1)]] if m.column_numbers else [])], [cells], []


def _vertical(m: Manner, p: Press, blocks: list) -> tuple:
    labels = {"total": "“三公”经费合计", "overseas": "1.因公出国（境）费", "reception": "2.公务接待费", "vehicle": "3.公务用车购置及运行维护费",
              "vehicle_purchase": "其中：公务用车购置费", "vehicle_operation": "公务用车运行维护费"}  # fmt: skip
    body = [
        [Body(label), *(p.amount(amounts[part], (f"three_public.{part}", column)) for _, column, amounts in blocks)]
        for part, label in labels.items()
    ]
    return [4, *[2] * len(blocks)], [[Head("项目"), *(Head(title) for title, _, _ in blocks)]], body, []


def _interleaved(m: Manner, p: Press, blocks: list) -> tuple:
    pair = [Head("预算数"), Head("决算数")]
    header = [[Head("合计", 2, 2), Head("因公出国（境）费", 2, 2), Head("公务用车购置及运行维护费", 6), Head("公务接待费", 2, 2)],
              [Head("小计", 2), Head("公务用车购置费", 2), Head("公务用车运行维护费", 2)], pair * 6]  # fmt: skip
    cells = [p.amount(amounts[part], (f"three_public.{part}", column)) for part, _ in _PARTS for _, column, amounts in blocks]
    return [1.5] * 12, header, [cells], []
