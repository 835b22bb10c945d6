"""`mingzhang`: the command line. Reports go to standard output or a file, everything else to standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from extractor import ExtractionError, Options, Report, extract
from service import commands, show
from service.formats import Format, written
from service.messages import say, told
from service.progress import watched

app = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help="明账 · reads disclosures of Chinese departments"
)
errors = Console(stderr=True, highlight=False)


@app.callback()
def _commands() -> None:
    """明账：把部门决算、部门预算、绩效自评读成机器可信的数据。"""


@app.command("extract")
def extract_command(
    files: Annotated[list[str], typer.Argument(help="文件；- 表示标准输入 / files; - is standard input")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="写到这个文件 / write to this file")] = None,
    format: Annotated[Format, typer.Option("--format", "-f", help="输出格式 / output format")] = Format.json,
    summary: Annotated[bool, typer.Option("--summary", help="用表格显示要点，不输出 JSON / show a summary instead of JSON")] = False,
    stage: Annotated[str | None, typer.Option("--show", help="显示某一步的结果 / show the result of one stage")] = None,
    annotate: Annotated[Path | None, typer.Option(help="另存一份标出数据位置的 PDF / a copy of the PDF with boxes drawn")] = None,
    password: Annotated[str | None, typer.Option(help="PDF 的打开密码 / opens an encrypted PDF")] = None,
    ocr: Annotated[str, typer.Option(help="识别引擎 / OCR engine: default, paddle, none")] = "default",
    workers: Annotated[int, typer.Option(min=1, help="同时读扫描页的进程数 / processes for scanned pages")] = Options().workers,
) -> None:
    """从文件中提取数据 / extract figures from documents. Exit 0: all done; 1: a file failed; 2: bad usage."""
    _refuse_bad_usage(files, output, format, stage, annotate)
    options = Options(password=password, ocr=ocr, workers=workers)
    reports = [_one(name, options, stage, annotate) for name in files]
    done = [report for report in reports if report is not None]
    if summary:
        for report in done:
            show.summary(report)
    elif done and not stage:
        _write(written(done, format, alone=len(files) == 1), output)
    raise typer.Exit(0 if len(done) == len(files) else 1)


def _refuse_bad_usage(files: list[str], output: Path | None, format: Format, stage: str | None, annotate: Path | None) -> None:
    if format.binary and output is None and sys.stdout.isatty():
        raise typer.BadParameter(say("bad_output", count=len(files)))
    if annotate and len(files) != 1:
        raise typer.BadParameter(say("annotate_one"))
    if stage and stage not in show.STAGES:
        raise typer.BadParameter(say("unknown_stage", stage=stage, stages=", ".join(show.STAGES)))


def _one(name: str, options: Options, stage: str | None, annotate: Path | None) -> Report | None:
    """One file's report; None where it failed, after telling why."""
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        with watched(name, errors, options, show.tap(stage)) as watch:
            report = extract(data, filename=None if name == "-" else Path(name).name, options=options, watch=watch)
        if annotate:
            annotate.write_bytes(show.annotated(data, report, options))
        return report
    except ExtractionError as error:
        message, advice = told(error.code, error.message, error.advice)
        errors.print(f"[red]{say('failed', file=name, code=error.code, message=message)}[/]", soft_wrap=True)
        errors.print(say("advice", advice=advice), soft_wrap=True)
    except OSError as error:
        errors.print(f"[red]{say('cannot_open', file=name, reason=error.strerror)}[/]")
    return None


def _write(pieces: Iterable[bytes], output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.writelines(pieces)
        sys.stdout.buffer.flush()
    else:
        with output.open("wb") as file:
            file.writelines(pieces)


@app.command("evaluate")
def evaluate_command(
    directory: Annotated[Path, typer.Argument(help="样本文件夹 / folder of samples, each with expected.json")],
    misses: Annotated[int, typer.Option(help="每个样本列出几处差错 / how many misses to list")] = 0,
) -> None:
    """把提取结果与人工核对的结果比较 / score reports against hand-made expectations."""
    from service.evaluate import score

    pairs = sorted(_samples(directory))
    if not pairs:
        raise typer.BadParameter(say("no_samples", path=directory))
    scores = {}
    for source, expected in pairs:
        report = _one(str(source), Options(), None, None)
        if report is None:
            raise typer.Exit(1)
        name = source.parent.name if expected.name == "expected.json" else source.stem
        scores[name] = score(json.loads(expected.read_text("utf-8")), json.loads(report.model_dump_json()))
    show.scores(scores, misses)


def _samples(directory: Path) -> list[tuple[Path, Path]]:
    """Documents with their expectations: X/expected.json beside X/report.* or X/X.*, or X.expected.json beside X.*."""
    pairs = []
    for expected in directory.rglob("*expected.json"):
        stem = expected.name.removesuffix("expected.json").rstrip(".")
        names = (stem,) if stem else (expected.parent.name, "report", "source")
        beside = [path for path in sorted(expected.parent.iterdir()) if path.suffix in show.READABLE and path.stem in names]
        pairs += [(source, expected) for source in beside[:1]]
    return pairs


commands.register(app)


def main() -> None:
    """Entry point of the command."""
    app()


if __name__ == "__main__":
    main()
