"""What can go wrong between the service and where it keeps things. The API says each as a problem, jobs as an outcome."""

from __future__ import annotations


class ServiceError(Exception):
    """Something that the service itself could not do; never carries a path, SQL or text of a document."""


class Unavailable(ServiceError):
    """The database or the blob store does not answer now; trying again later is worth it."""


class StorageFull(ServiceError):
    """No room is left for bytes or rows; nothing half was kept."""


class Unknown(ServiceError):
    """The tenant has no such thing (whether it never was or belongs to somebody else is not told)."""

    def __init__(self, subject: str) -> None:
        """`subject`: document, job, batch, key, blob, ..."""
        super().__init__(subject)
        self.subject = subject


class WrongState(ServiceError):
    """The job's state does not allow it."""

    def __init__(self, state: str) -> None:
        """`state`: the one that it is in."""
        super().__init__(state)
        self.state = state


class QueueFull(ServiceError):
    """As many jobs wait as may; nothing was queued."""

    def __init__(self, scope: str, limit: int) -> None:
        """`scope`: service or tenant."""
        super().__init__(scope, limit)
        self.scope = scope
        self.limit = limit


class VersionConflict(ServiceError):
    """Somebody corrected the figure in the meantime."""

    def __init__(self, current: int) -> None:
        """`current`: the version that stands now."""
        super().__init__(current)
        self.current = current


class NameTaken(ServiceError):
    """Another person or tenant has that name."""


class NotEmpty(ServiceError):
    """A back-up is restored into an empty store only."""


class BackupDamaged(ServiceError):
    """The back-up is no back-up of ours, or its bytes changed since."""


class NoAccess(ServiceError):
    """The service would be open to the network without any key or person to sign in as."""
