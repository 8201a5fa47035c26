"""The desk under everything that may happen to it; `make kill` runs twenty thousand steps of it."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

from tests.review.machine import Review

TestReview = Review.TestCase
TestReview.settings = settings(
    max_examples=12, stateful_step_count=40, deadline=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
