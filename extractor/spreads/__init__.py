"""Sheets that hold two pages side by side (booklets, two-up prints, opened books), and text set in two columns: read one after
the other, told as one.

`parted` gives every half a page number of its own, so that text, tables and paragraphs run on from half to half as from
page to page, and `in_columns` every column; `together` puts pages and boxes of what was found back on the sheets.
"""

from extractor.spreads.columns import in_columns
from extractor.spreads.leaves import Leaf, together
from extractor.spreads.sheets import parted

__all__ = ["Leaf", "in_columns", "parted", "together"]
