"""Figures for Prometheus. No label and no value ever holds what a visitor typed."""

from __future__ import annotations

import os
import time

from flask import Flask, Response, current_app, g, request
from prometheus_client import CONTENT_TYPE_LATEST as CONTENT_TYPE
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from kb.model import SearchResult

MULTIPROCESS_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
_KEY = "podpowiedz.metrics"

__all__ = [
    "CONTENT_TYPE",
    "Metrics",
    "count_search",
    "count_suggestion",
    "metrics",
    "register",
]


class Metrics:
    """The counters of one application; under gunicorn their values are summed over workers."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "kb_http_requests",
            "Requests by route and status.",
            ("route", "status"),
            registry=self.registry,
        )
        self.request_seconds = Histogram(
            "kb_http_request_seconds",
            "Time to answer a request, by route.",
            ("route",),
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.5),
            registry=self.registry,
        )
        self.search_seconds = Histogram(
            "kb_search_seconds",
            "Time of a search inside the library.",
            buckets=(0.005, 0.01, 0.015, 0.025, 0.04, 0.06, 0.1, 0.2, 0.5, 1.0),
            registry=self.registry,
        )
        self.suggestions = Counter(
            "kb_suggestions",
            "Answers given while a question was typed; they are no searches.",
            registry=self.registry,
        )
        self.searches = Counter(
            "kb_searches",
            "Searches by outcome: answered, or refused because the base has no answer.",
            ("outcome",),
            registry=self.registry,
        )

    def render(self) -> bytes:
        """Text exposition format, over all worker processes when there are several."""
        if MULTIPROCESS_VARIABLE not in os.environ:
            return generate_latest(self.registry)
        everyone = CollectorRegistry()
        MultiProcessCollector(everyone)  # type: ignore[no-untyped-call]
        return generate_latest(everyone)


def register(app: Flask) -> None:
    app.extensions[_KEY] = Metrics()
    app.before_request(_start)
    app.after_request(_finish)


def metrics() -> Metrics:
    found: Metrics = current_app.extensions[_KEY]
    return found


def count_search(result: SearchResult) -> None:
    """Note one search: how long it took and whether the base answered it."""
    metrics().search_seconds.observe(result.took_ms / 1000)
    metrics().searches.labels("answered" if result.answered else "refused").inc()


def count_suggestion() -> None:
    """Note one answer to a question that is still being typed."""
    metrics().suggestions.inc()


def _start() -> None:
    g.started = time.perf_counter()


def _finish(response: Response) -> Response:
    # The route's pattern and not the address: addresses are without number and may name people.
    route = request.url_rule.rule if request.url_rule else "unmatched"
    metrics().requests.labels(route, str(response.status_code)).inc()
    started = g.get("started")
    if started is not None:
        metrics().request_seconds.labels(route).observe(time.perf_counter() - started)
    return response
