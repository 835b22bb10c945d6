"""What goes over the wire beside reports: requests and answers. Times are UTC, RFC 3339."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from service.problems import Problem

State = Literal["queued", "running", "done", "partial", "failed", "cancelled", "quarantined"]
FINAL: tuple[State, ...] = ("done", "partial", "failed", "cancelled", "quarantined")
READABLE: tuple[State, ...] = ("done", "partial")
Scope = Literal["read", "write", "admin"]
ID_PATTERN = r"^[a-z]+_[0-9a-f]{1,60}$"
_ID_CHARS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
MAX_ID = 60  # characters; ours have at most 40
JOBS_LOOKED_AT = 20  # of a document, newest first, for one with a report


def _identifier(text: str) -> str:
    """An identifier that could be one of ours; anything else is not found, like the ones that are not there."""
    if not text or len(text) > MAX_ID or not _ID_CHARS.issuperset(text):
        raise Problem("not_found")
    return text


Identifier = Annotated[str, AfterValidator(_identifier)]


class Wire(BaseModel):
    """Base of requests: what is not known is refused."""

    model_config = ConfigDict(extra="forbid")


class ExtractionOptions(Wire):
    """How to read a document. The same bytes with the same options are answered from the store."""

    ocr: Literal["default", "paddle", "none"] = Field("default", description="OCR engine of scanned pages; none: text layers only")
    first_page: int = Field(1, ge=1, le=100_000, description="read from this page on")
    last_page: int | None = Field(None, ge=1, le=100_000, description="read up to this page; null: to the end")
    password: SecretStr | None = Field(None, max_length=200, description="opens an encrypted PDF; never told again")

    def stored(self) -> dict[str, object]:
        """As the job keeps them: what differs from the defaults."""
        told: dict[str, object] = self.model_dump(exclude={"password"}, exclude_defaults=True)
        return told | ({"password": self.password.get_secret_value()} if self.password else {})


class Submission(Wire):
    """How a document is to be handled."""

    options: ExtractionOptions = ExtractionOptions()
    priority: int = Field(5, ge=1, le=9, description="1 first, 9 last, among the jobs of the same tenant")
    callback: str | None = Field(None, max_length=2000, pattern=r"^https?://\S+$", description="told of the end (Standard Webhooks)")
    batch: str | None = Field(None, max_length=MAX_ID, description="batch that the job belongs to")


class Address(Submission):
    """A document to be fetched from an allowed host."""

    url: str = Field(max_length=2000, pattern=r"^https?://\S+$", examples=["https://www.example.gov.cn/2023/juesuan.pdf"])


class DocumentTold(BaseModel):
    """A document. `filename` is what the sender called it: show it as text only."""

    model_config = ConfigDict(title="Document")

    id: str
    sha256: str
    filename: str
    media_type: str
    bytes: int
    created: datetime


class JobProblem(BaseModel):
    """Why a job ended without a complete report."""

    model_config = ConfigDict(extra="allow")

    code: str
    title: str | None = None
    detail: str | None = None
    advice: str | None = None


class JobTold(BaseModel):
    """One extraction of a document."""

    model_config = ConfigDict(title="Job")

    id: str
    document: str
    filename: str | None = Field(None, description="of the document; null where only the job was asked for")
    batch: str | None
    state: State
    options: dict[str, Any]
    priority: int
    pages: int | None = Field(description="null until the document was opened")
    pages_done: int
    problem: JobProblem | None
    facts: dict[str, Any] | None = Field(description="title, organization, year and counts of the report")
    callback: str | None
    created: datetime
    started: datetime | None
    finished: datetime | None
    deadline: datetime


class Accepted(BaseModel):
    """What became of a posted document. `known`: answered from the store, nothing was queued."""

    document: DocumentTold
    job: JobTold
    known: bool


Entry = TypeVar("Entry")


class Listing(BaseModel, Generic[Entry]):
    """A page of a list. `next` is the cursor of the following page, null on the last one."""

    items: list[Entry]
    next: str | None = None


class Batch(BaseModel):
    """Jobs under one name; `states` counts them."""

    id: str
    name: str
    created: datetime
    states: dict[str, int] = {}


class BatchRequest(Wire):
    """A new batch."""

    name: str = Field(min_length=1, max_length=200, examples=["2023年市级部门决算"])


class PriorityRequest(Wire):
    """Another place in the queue."""

    priority: int = Field(ge=1, le=9, description="1 first, 9 last")


class Credentials(Wire):
    """A person signs in."""

    name: str = Field(min_length=1, max_length=200)
    password: SecretStr = Field(min_length=1, max_length=1000)


class SessionTold(BaseModel):
    """Who asks. `csrf` must be sent as X-CSRF-Token with every request that changes something; null for keys."""

    model_config = ConfigDict(title="Session")

    actor: str
    tenant: str
    scopes: list[Scope]
    csrf: str | None = None


class KeyRequest(Wire):
    """A new API key."""

    name: str = Field(min_length=1, max_length=200, examples=["nightly import"])
    scopes: list[Scope] = Field(default=["read", "write"], min_length=1, max_length=3)
    expires: datetime | None = Field(None, description="with a time zone; null: never")
    per_minute: int = Field(600, ge=1, le=100_000, description="requests a minute")


class KeyTold(BaseModel):
    """An API key; its text is shown once, when it is made."""

    model_config = ConfigDict(title="Key")

    id: str
    name: str
    prefix: str
    scopes: list[Scope]
    per_minute: int
    created: datetime
    expires: datetime | None
    revoked: datetime | None


class KeyMade(KeyTold):
    """A key with its text, which is not kept and cannot be shown again."""

    model_config = ConfigDict(title="KeyMade")

    key: str


class AuditTold(BaseModel):
    """Who did what, when."""

    model_config = ConfigDict(title="AuditEntry")

    id: int
    actor: str
    action: str
    subject: str
    created: datetime


class SecretTold(BaseModel):
    """The secret that callbacks of this tenant are signed with (Standard Webhooks)."""

    model_config = ConfigDict(title="WebhookSecret")

    secret: str


def moment(seconds: float) -> datetime:
    """UTC seconds since 1970 as a time."""
    return datetime.fromtimestamp(seconds, UTC)


def moment_if(seconds: float | None) -> datetime | None:
    """As `moment`; None stays None."""
    return None if seconds is None else moment(seconds)
