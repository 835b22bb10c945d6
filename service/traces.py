"""Traces, where an OpenTelemetry collector is set. Spans carry route patterns and identifiers, never text of a document."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from service.settings import Settings

if TYPE_CHECKING:
    from fastapi.telemetry import TelemetryConfig


def telemetry(settings: Settings) -> tuple[TelemetryConfig, Callable[[], None]]:
    """What FastAPI is told about traces, and a function that sends what is left when the service stops."""
    if not settings.otlp_endpoint:
        return {"tracing": False, "metrics": False, "logs": False}, lambda: None
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # costs 0.2 s: only those who set it pay
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": "mingzhang"}))
    exporter = OTLPSpanExporter(endpoint=settings.otlp_endpoint.rstrip("/") + "/v1/traces")
    provider.add_span_processor(BatchSpanProcessor(exporter))
    told: TelemetryConfig = {"tracer_provider": provider, "metrics": False, "logs": False, "operation_spans": False}
    return told, provider.shutdown
