"""What the operator's Prometheus reads at /metrics.

Counts of requests belong to the process that answers (several workers: scrape each, or read
the sums as samples); depths and lags are asked of the database and are the same for all.
"""

import time
from collections.abc import Mapping

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

CONTENT_TYPE = CONTENT_TYPE_LATEST
REGISTRY = CollectorRegistry()

_STEPS = (0.002, 0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1.2, 2.5, 5, 10)
_requests = Histogram(
    "his54_request_seconds",
    "Time to answer, by operation",
    ["operation", "status"],
    buckets=_STEPS,
    registry=REGISTRY,
)
_waits = Histogram(
    "his54_db_wait_seconds",
    "Time until a connection was given",
    buckets=_STEPS,
    registry=REGISTRY,
)
_jobs = Counter("his54_job_runs", "Jobs by outcome", ["job", "outcome"], registry=REGISTRY)
_job_at = Gauge(
    "his54_job_last_end_timestamp_seconds", "When a job last ended", ["job"], registry=REGISTRY
)


_depth = Gauge("his54_outbox", "Messages by state", ["state"], registry=REGISTRY)
_lag = Gauge("his54_audit_unsealed_seconds", "Age of the oldest unsealed row", registry=REGISTRY)
_streams = Gauge("his54_live_streams", "Open live streams of this process", registry=REGISTRY)


def request_done(operation: str, method: str, status: int, seconds: float) -> None:
    _requests.labels(operation or f"other_{method.lower()[:8]}", str(status)).observe(seconds)


def waited(seconds: float) -> None:
    _waits.observe(seconds)


def job_done(job: str, outcome: str) -> None:
    _jobs.labels(job, outcome).inc()
    _job_at.labels(job).set(time.time())


def shown(*, outbox: Mapping[str, int], unsealed_seconds: float, streams: int) -> bytes:
    """Everything in Prometheus' text, with what the database just said."""
    for state, number in outbox.items():
        _depth.labels(state).set(number)
    _lag.set(unsealed_seconds)
    _streams.set(streams)
    return generate_latest(REGISTRY)
