"""What an operator may set, by environment variables `MINGZHANG_*` or a `.env` file. At most 15 fields."""

from __future__ import annotations

import ipaddress
import json
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings of the service. Without any, it runs on loopback with one local tenant and SQLite in `data_dir`."""

    model_config = SettingsConfigDict(env_prefix="MINGZHANG_", env_file=".env", extra="ignore")

    data_dir: Path = Path("data")
    database_url: str = ""  # empty: SQLite in data_dir; else postgresql+psycopg://...
    blob_url: str = ""  # empty: folder in data_dir; else s3://bucket/prefix (needs the extra [s3])
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = Field(default=2, ge=1, description="documents read at the same time by one worker process")
    language: str = "zh"
    public_url: str = ""  # how the outside sees the service; also the origin that forms are accepted from
    fetch_hosts: tuple[str, ...] = ()  # hosts whose documents may be fetched by URL; empty: none
    callback_hosts: tuple[str, ...] = ()  # hosts that callbacks may be sent to; empty: any public address
    retention_days: int = Field(default=0, ge=0, description="delete documents this many days after their last job; 0 keeps them")
    log_level: str = "info"
    otlp_endpoint: str = ""  # OpenTelemetry collector; empty: no traces
    queue_limit: int = 1000
    tenant_queue_limit: int = 200

    @property
    def database(self) -> str:
        """URL of the database that holds our tables and the job engine's."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'mingzhang.sqlite').resolve()}"

    def environment(self) -> dict[str, str]:
        """Variables that give another process these settings."""
        told = self.model_dump(mode="json")
        return {f"MINGZHANG_{name.upper()}": value if isinstance(value, str) else json.dumps(value) for name, value in told.items()}

    @property
    def local(self) -> bool:
        """Whether the service listens on loopback only."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False
