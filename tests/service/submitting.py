"""Documents and jobs of a store, for its tests."""

import time
from concurrent.futures import ThreadPoolExecutor

PDF = "a" * 64


def document_of(store, tenant="qinghai", sha256=PDF, filename="2023年度部门决算.pdf"):
    return store.add_document(tenant, sha256, filename, "application/pdf", 1000)


def submitted(store, key="k1", tenant="qinghai", document=None, **more):
    """The job and whether it is new; of a document of the tenant's where none is given."""
    document = document or document_of(store, tenant).id
    return store.submit_job(tenant, document, {"ocr": "none"}, key, deadline=time.time() + 600, **more)


def together(count, function):
    """The function called `count` times at the same moment: results, exceptions included."""

    def attempt(number):
        try:
            return function(number)
        except Exception as error:
            return error

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(attempt, range(count)))
