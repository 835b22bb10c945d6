"""Takes documents in as the API does, says the job's identifier where 202 would be answered: TENANT FILE..."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "service"))

from points import kill_after
from posting import post

from service.blobs import open_blobs
from service.jobs import Queue
from service.settings import Settings
from service.store import open_store

if __name__ == "__main__":
    settings = Settings()
    store, blobs, queue = open_store(settings), open_blobs(settings), Queue(settings)
    kill_after(blobs, "put", "after fsync")
    kill_after(store, "submit_job", "after insert")
    kill_after(queue, "submit", "after enqueuing")
    tenant, *files = sys.argv[1:]
    for file in files:
        job = post(store, blobs, Path(file).read_bytes(), tenant=tenant)
        queue.submit(job)
        print(job.id, flush=True)
