"""`python -m extractor extract FILE --output OUT.json`: the same JSON with the base install alone."""

from __future__ import annotations

import argparse
import sys
from contextlib import nullcontext
from itertools import chain
from pathlib import Path

from extractor import ExtractionError, Options, extract


def main(argv: list[str] | None = None) -> int:
    """Exit 0: extracted; 1: the document failed; 2: bad usage."""
    parser = argparse.ArgumentParser(prog="python -m extractor")
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("extract", help="extract one document to JSON")
    command.add_argument("file", type=Path)
    command.add_argument("--output", type=Path, help="where to write the report; standard output without it")
    command.add_argument("--password", help="opens an encrypted PDF")
    given = parser.parse_args(argv)
    try:
        report = extract(given.file, options=Options(password=given.password))
    except ExtractionError as error:
        print(f"{given.file}: {error.code}: {error.message}\n  {error.advice}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{given.file}: cannot_open: {error.strerror}", file=sys.stderr)
        return 1
    with given.output.open("wb") if given.output else nullcontext(sys.stdout.buffer) as out:
        out.writelines(chain(report.json_pieces(indent=2), (b"\n",)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
