"""A document's password is kept so that only who has the document can read it."""

import json
from pathlib import Path

import pytest
from house import Caller, opened

from service import passwords
from service.blobs import FolderBlobs


def test_only_the_document_opens_its_password(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    report, other = blobs.put(b"%PDF report"), blobs.put(b"%PDF other")
    kept = passwords.sealed({"password": "预算2023", "ocr": "none"}, blobs, report)
    assert "预算" not in json.dumps(kept, ensure_ascii=False) and kept["ocr"] == "none"
    assert kept == passwords.sealed({"password": "预算2023", "ocr": "none"}, blobs, report), "known options stay known"
    assert kept != passwords.sealed({"password": "预算2023", "ocr": "none"}, blobs, other)
    assert passwords.opened(kept, blobs, report) == {"password": "预算2023", "ocr": "none"}
    assert passwords.opened(kept, blobs, other) == {"ocr": "none"}


@pytest.mark.parametrize("kept", [{}, {"ocr": "none"}, {"password": "plain"}, {"password": "AAAA"}, {"password": ""}])
def test_what_was_never_sealed_opens_nothing(tmp_path: Path, kept: dict[str, object]) -> None:
    blobs = FolderBlobs(tmp_path)
    assert not passwords.opened(kept, blobs, blobs.put(b"document")).get("password")


def test_no_file_of_the_service_holds_a_password(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Posted with and without an Idempotency-Key: the same job, and the password nowhere in what is written down."""
    with opened(tmp_path / "data") as house:
        api: Caller = house.caller()
        first = api.upload(options={"password": "geheim-4711"}, headers={"Idempotency-Key": "once"})
        again = api.upload(options={"password": "geheim-4711"})
        assert (first.status_code, again.status_code) == (202, 200)
        assert again.json()["job"]["id"] == first.json()["job"]["id"]
    written = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
    told = capfd.readouterr()
    assert b"geheim-4711" not in written and "geheim-4711" not in told.out + told.err
