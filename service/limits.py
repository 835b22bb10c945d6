"""Limits of one request and one document, told at GET /v1/limits. Each has a name, a unit and a reason."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Defaults of the service's promises."""

    body_bytes: int = 100_000_000  # a scanned report of 500 pages is 60 MB
    pages: int = 2000
    page_seconds: int = 60  # a page that takes longer is skipped and named
    document_seconds: int = 600
    queue_seconds: int = 86_400  # a job that has waited so long is ended; full queues drain within a day
    worker_deaths: int = 3  # then the document is quarantined
    worker_bytes: int = 3_000_000_000  # memory in use of a child process: with more it is ended
    worker_pages: int = 200  # then a child process is replaced: OCR runtimes leak
    header_seconds: int = 10  # a client must have sent its headers by then
    body_bytes_per_second: int = 5_000  # slower uploads are ended: 60 silent sockets stopped a service
    idle_seconds: int = 75
    page_size: int = 200  # entries of a listing
    events_kept: int = 5_000

    def told(self) -> dict[str, int]:
        """As JSON."""
        return asdict(self)


LIMITS = Limits()
