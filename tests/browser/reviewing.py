"""What a person does on the review page, in words."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect
from serving import Service

DONE_MS = 60_000


class Desk:
    """The page of one service in one browser."""

    def __init__(self, page: Page, service: Service, pictures: Path) -> None:
        self.page, self.service, self.pictures = page, service, pictures

    def open(self, hash: str = "") -> None:
        self.page.goto(self.service.url + "/" + hash)
        expect(self.page.locator("header.top")).to_be_visible()

    def upload(self, *files: tuple[str, bytes]) -> None:
        """Choose files in the file dialog."""
        kinds = {"pdf": "application/pdf"}
        self.page.set_input_files(
            "[data-upload=files]",
            [{"name": name, "mimeType": kinds.get(name.rpartition(".")[2], "text/plain"), "buffer": content} for name, content in files],
        )

    def row(self, name: str) -> Locator:
        return self.page.locator("tr[data-job]").filter(has=self.page.get_by_text(name, exact=True))

    def done(self, name: str) -> Locator:
        """The row of a document that was read."""
        row = self.row(name)
        expect(row).to_have_attribute("data-state", "done", timeout=DONE_MS)
        return row

    def job(self, name: str) -> dict[str, Any]:
        """The newest job of a document, as the service tells it."""
        found = [job for job in self.service.ask("GET", "/v1/jobs?limit=200")["items"] if job["filename"] == name]
        return max(found, key=lambda job: str(job["created"]))

    def given(self, name: str, content: bytes) -> dict[str, Any]:
        """Upload a document, wait for its report, tell its job."""
        self.open()
        self.upload((name, content))
        self.done(name)
        return self.job(name)

    def review(self, job: str, observation: str = "") -> None:
        self.open(f"#/jobs/{job}" + (f"?o={observation}" if observation else ""))
        expect(self.page.locator(".panes")).to_be_visible()

    def report(self, job: str) -> dict[str, Any]:
        return dict(self.service.ask("GET", f"/v1/jobs/{job}/report"))

    def figure(self, job: str, indicator: str, form: str = "revenue_expenditure_summary") -> dict[str, Any]:
        """The first observation of an indicator in a form."""
        found = [o for o in self.report(job)["observations"] if o["indicator"] == indicator and o["form"] == form]
        return dict(found[0])

    def picture(self, name: str) -> None:
        """A screenshot to look at."""
        self.page.screenshot(path=self.pictures / f"{name}.png")

    @property
    def detail(self) -> Locator:
        return self.page.locator("section.detail")
