"""The document as a whole cannot be read. A lost part is a `Warning_`; a contradiction is a failing `Check`."""

from __future__ import annotations


class ExtractionError(Exception):
    """Base of all. `code` is stable and English, `advice` says what a person can do."""

    code = "extraction_failed"
    advice = "请检查文件后重试。"

    def __init__(self, message: str, *, advice: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice or type(self).advice


class EmptyDocument(ExtractionError):
    """No bytes, or nothing but blanks."""

    code = "empty_document"
    advice = "文件为空，请确认下载完整后重新上传。"


class UnsupportedFormat(ExtractionError):
    """The bytes are of a kind that no reader takes."""

    code = "unsupported_format"
    advice = "请提供 PDF、图片、TXT、Markdown 或 HTML 文件。"


class DamagedDocument(ExtractionError):
    """The container cannot be opened, also after repair."""

    code = "damaged_document"
    advice = "文件已损坏，请重新下载或另存后再试。"


class PasswordRequired(ExtractionError):
    """Encrypted, and no or a wrong password was given."""

    code = "password_protected"
    advice = "文件已加密，请用 --password 提供打开密码，或另存为无密码文件。"


class DocumentTooLarge(ExtractionError):
    """Over a limit of size, pages, pixels or line length."""

    code = "document_too_large"
    advice = "文件超过处理上限，请拆分后再试。"
