"""The command line as a person uses it: several files, formats, standard input, errors with code and advice."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from rich.console import Console
from typer.testing import CliRunner

from extractor.intake import identify
from extractor.options import Options
from service.cli import app
from service.progress import watched

SAMPLE = Path(__file__).parents[1] / "samples/000/000.txt"
run = CliRunner()


def extract(*arguments: object, **more):
    return run.invoke(app, ["extract", *map(str, arguments)], **more)


def test_one_file_gives_one_report_on_standard_output() -> None:
    result = extract(SAMPLE)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["document"]["organization"] == "郑州市金水区科学技术协会"


def test_several_files_give_an_array_and_a_bad_one_is_told_but_stops_nobody(tmp_path: Path) -> None:
    empty, output = tmp_path / "空.txt", tmp_path / "reports.json"
    empty.touch()
    result = extract(SAMPLE, empty, SAMPLE, "--output", output)
    assert result.exit_code == 1
    assert "empty_document" in result.stderr
    assert len(json.loads(output.read_text("utf-8"))) == 2


def test_standard_input() -> None:
    result = extract("-", "--format", "jsonl", input=SAMPLE.read_bytes())
    assert result.exit_code == 0
    assert json.loads(result.stdout)["document"]["filename"] is None


@pytest.mark.parametrize(("format", "read"), [("csv", pd.read_csv), ("xlsx", pd.read_excel), ("parquet", pd.read_parquet)])
def test_tables_hold_every_figure(tmp_path: Path, format: str, read) -> None:
    if format == "xlsx":
        pytest.importorskip("openpyxl")
    json_file, table_file = tmp_path / "r.json", tmp_path / f"r.{format}"
    assert extract(SAMPLE, "-o", json_file).exit_code == 0
    assert extract(SAMPLE, "-o", table_file, "-f", format).exit_code == 0
    expected = json.loads(json_file.read_text("utf-8"))["observations"]
    assert list(read(io.BytesIO(table_file.read_bytes()))["id"]) == [o["id"] for o in expected]


def test_a_stage_can_be_shown() -> None:
    result = extract(SAMPLE, "--show", "find")
    assert result.exit_code == 0
    assert "department_performance_target" in result.stdout


def test_bad_usage_is_told_apart_from_bad_documents() -> None:
    assert extract(SAMPLE, "--show", "nothing").exit_code == 2
    assert run.invoke(app, ["extract"]).exit_code == 2
    assert extract("no such file.pdf").exit_code == 1


@pytest.mark.parametrize(("locale", "words"), [("zh_CN.UTF-8", "文件为空"), ("en_US.UTF-8", "the file is empty")])
def test_errors_speak_the_readers_language(tmp_path: Path, monkeypatch, locale: str, words: str) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    (tmp_path / "a.txt").touch()
    result = extract(tmp_path / "a.txt")
    assert words in result.stderr and "empty_document" in result.stderr


def test_the_plain_command_on_a_text_loads_no_web_framework_and_no_pdf_library(tmp_path: Path) -> None:
    out = tmp_path / "o.json"
    code = (
        "import sys; from extractor.__main__ import main\n"
        f"assert main(['extract', {str(SAMPLE)!r}, '--output', {str(out)!r}]) == 0\n"
        "print([m for m in ('fastapi', 'starlette', 'uvicorn', 'sqlalchemy', 'pandas', 'pypdfium2', 'pikepdf', 'cv2') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert json.loads(out.read_text("utf-8"))["observations"]


def test_progress_counts_the_pages_asked_for() -> None:
    terminal = Console(file=io.StringIO(), force_terminal=True, width=120)
    report = Path(__file__).parents[1] / "samples/scanned/report.pdf"
    options = Options(first_page=2, last_page=3)
    with watched("report.pdf", terminal, options, lambda stage, value: None) as watch:
        watch("identify", identify(report.read_bytes(), None, options))
        watch("read", None)
    assert "1/2" in re.sub(r"\x1b\[[0-9;?]*\w", "", terminal.file.getvalue())
