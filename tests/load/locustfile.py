"""People who read while all workers are busy: listings, jobs, figures, checks, limits. No uploads."""

from __future__ import annotations

import random
import time

from locust import HttpUser, between, task


class Reader(HttpUser):
    """Two requests a second, as a review page makes them. People do not click in step: ten at the same moment, twice a second,
    would measure a queue of our own making."""

    wait_time = between(0.2, 0.8)

    def on_start(self) -> None:
        time.sleep(random.uniform(0.0, 0.5))
        jobs = self.client.get("/v1/jobs?state=done&limit=5").json()["items"]
        self.jobs = [job["id"] for job in jobs]

    @task(3)
    def jobs_listed(self) -> None:
        self.client.get("/v1/jobs?limit=20", name="/v1/jobs")

    @task(3)
    def one_job(self) -> None:
        self.client.get(f"/v1/jobs/{self.jobs[0]}", name="/v1/jobs/{job}")

    @task(2)
    def figures(self) -> None:
        self.client.get(f"/v1/jobs/{self.jobs[0]}/report/observations?limit=50", name="/v1/jobs/{job}/report/observations")

    @task(2)
    def contradictions(self) -> None:
        self.client.get(f"/v1/jobs/{self.jobs[0]}/report/checks?status=fail", name="/v1/jobs/{job}/report/checks")

    @task(1)
    def documents(self) -> None:
        self.client.get("/v1/documents?limit=20", name="/v1/documents")

    @task(1)
    def limits(self) -> None:
        self.client.get("/v1/limits", name="/v1/limits")
