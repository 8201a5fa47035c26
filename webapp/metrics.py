"""Figures for Prometheus. No label and no value ever holds what a visitor typed."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from flask import Flask, Response, current_app, g, request
from prometheus_client import CONTENT_TYPE_LATEST as CONTENT_TYPE
from prometheus_client import CollectorRegistry, Counter, Histogram, Metric, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from kb.model import SearchResult

if TYPE_CHECKING:
    from kb.answer.model import Draft
    from kb.answer.request import Checked
    from kb.delivery.backlog import Backlog

MULTIPROCESS_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
_KEY = "podpowiedz.metrics"

__all__ = [
    "CONTENT_TYPE",
    "Metrics",
    "count_check",
    "count_draft",
    "count_search",
    "count_suggestion",
    "count_token_refusal",
    "metrics",
    "register",
    "rendered_backlog",
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

        self.draft_seconds = Histogram(
            "kb_draft_seconds",
            "Time to draft a reply.",
            buckets=(0.05, 0.1, 0.15, 0.25, 0.4, 0.8, 1.5, 4.0, 8.0, 16.0),
            registry=self.registry,
        )
        self.drafts = Counter(
            "kb_drafts",
            "Drafts by outcome: all, some or none of the questions answered, or nothing asked.",
            ("outcome",),
            registry=self.registry,
        )
        self.checked_sentences = Counter(
            "kb_checked_sentences",
            "Sentences that were checked, by what the check said.",
            ("status",),
            registry=self.registry,
        )
        self.token_refusals = Counter(
            "kb_token_refusals",
            "Requests refused for their token: missing, unknown, revoked, expired or not for this; "
            "webhooks refused for their signature.",
            ("reason",),
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


def count_draft(draft: Draft, seconds: float) -> None:
    """Note one draft: how long it took and how much of what was asked it answers."""
    answers = {question.answered for question in draft.questions}
    outcome = {
        frozenset(): "nothing-asked",
        frozenset({True}): "answered",
        frozenset({False}): "unanswered",
    }.get(frozenset(answers), "partly-answered")
    metrics().draft_seconds.observe(seconds)
    metrics().drafts.labels(outcome).inc()


def count_check(checked: Checked) -> None:
    """Note one check: what it said of the sentences."""
    for sentence in checked.sentences:
        metrics().checked_sentences.labels(sentence.status.value).inc()


def count_token_refusal(reason: str) -> None:
    """Note a request that was refused for its token. reason: one of a few words of ours."""
    metrics().token_refusals.labels(reason).inc()


def rendered_backlog(backlog: Backlog) -> bytes:
    """The outbox in the same format: read from the database, hence one value for all workers."""
    registry = CollectorRegistry()
    registry.register(_OutboxCollector(backlog))
    return generate_latest(registry)


class _OutboxCollector(Collector):
    """Without `Gauge`, of which each worker would keep a value of its own in a file."""

    def __init__(self, backlog: Backlog) -> None:
        self._backlog = backlog

    def collect(self) -> Iterator[Metric]:
        found = self._backlog
        yield GaugeMetricFamily(
            "kb_outbox_waiting", "Replies and receipts that wait to be handed over.", found.waiting
        )
        yield GaugeMetricFamily(
            "kb_outbox_oldest_seconds",
            "How long the first of them has been due.",
            found.oldest.total_seconds(),
        )
        yield GaugeMetricFamily(
            "kb_outbox_failed", "Replies and receipts that were given up.", found.failed
        )


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
