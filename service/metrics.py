"""What Prometheus is told at /metrics: requests, jobs by state, the queue, workers. No tenant, no name, no text in any label."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from service.errors import ServiceError
from service.store import Store

disable_created_metrics()  # type: ignore[no-untyped-call]  # a time for each series doubles what is sent, and nobody reads it
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_WAITING = ("queued", "running")
# what a worker tells with its heartbeat: name of the fact -> (kind, what it is)
_FACTS: Mapping[str, tuple[type[CounterMetricFamily | GaugeMetricFamily], str]] = {
    "pages": (CounterMetricFamily, "Pages read"),
    "page_seconds": (CounterMetricFamily, "Seconds spent on reading pages"),
    "deaths": (CounterMetricFamily, "Child processes that died while they worked"),
    "documents": (CounterMetricFamily, "Documents ended"),
    "memory_bytes": (GaugeMetricFamily, "Resident memory of a worker and its child processes"),
}


class Metrics:
    """Counters of one application."""

    def __init__(self, store: Store) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter("mingzhang_requests", "Requests answered", ["method", "route", "status"], registry=self.registry)
        self.seconds = Histogram("mingzhang_request_seconds", "Time to the answer", ["route"], buckets=_SECONDS, registry=self.registry)
        self.registry.register(_Work(store))
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """One request was answered; `route` is the route's pattern, never the path asked for."""
        self.requests.labels(method, route, f"{status // 100}xx").inc()
        self.seconds.labels(route).observe(seconds)

    def told(self) -> bytes:
        """All of it, in Prometheus' text format."""
        return generate_latest(self.registry)


class _Work(Collector):
    """Jobs and workers, read from the store when somebody asks. Where the database is away, only that is told."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def describe(self) -> Iterator[Metric]:
        """Nothing beforehand: registering must not open the database."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Families of this moment."""
        try:
            counts, workers = self.store.job_counts(), self.store.living_workers()
        except ServiceError:
            yield GaugeMetricFamily("mingzhang_database_up", "Whether the database answers", value=0)
            return
        yield GaugeMetricFamily("mingzhang_database_up", "Whether the database answers", value=1)
        yield GaugeMetricFamily("mingzhang_queue_length", "Jobs not ended", value=sum(counts.get(state, 0) for state in _WAITING))
        jobs = GaugeMetricFamily("mingzhang_jobs", "Jobs by state", labels=["state"])
        for state, count in counts.items():
            jobs.add_metric([state], count)
        yield jobs
        yield GaugeMetricFamily("mingzhang_workers", "Workers alive", value=len(workers))
        yield from _facts({worker.worker: worker.facts for worker in workers})


def _facts(workers: Mapping[str, Mapping[str, Any]]) -> Iterator[Metric]:
    for name, (kind, what) in _FACTS.items():
        family = kind(f"mingzhang_worker_{name}", what, labels=["worker"])
        for worker, facts in workers.items():
            if name in facts:
                family.add_metric([worker], float(facts[name]))
        yield family
