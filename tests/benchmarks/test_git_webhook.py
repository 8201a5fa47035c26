"""The short form of ten thousand requests: the benchmark itself, over HTTP."""

from __future__ import annotations

import pytest

from tests.benchmarks import git_webhook


def test_none_of_a_few_hundred_is_taken_and_none_breaks_the_server(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert git_webhook.main(300) == 0

    said = capsys.readouterr().out
    assert "taken or server errors: 0; unanswered: 0; a publish was asked for: False" in said
    assert "forged 403" in said
