"""Short forms: a commit goes live under visitors, and trouble mixes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bases import article
from tests.benchmarks import publishing, publishing_live


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    folder = tmp_path / "sample"
    for place in range(4):
        path = folder / "rady" / f"artykul-{place}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(article(f"Artykuł {place}", "Obrusy pierz w 40 stopniach."), "utf-8")
    return folder


def test_commits_go_live_while_visitors_read(tmp_path: Path, sample: Path) -> None:
    result = publishing_live.run(tmp_path / "shared", "fake", 2, sample, workers=1)

    found = result["results"]
    assert (found["commits"], len(found["taken_s"]), found["failed"]) == (2, 2, 0), found["faults"]
    assert found["requests"] > 10
    assert "median of 2" in publishing_live.table(result)


def test_trouble_mixes_nothing_and_needs_no_hand() -> None:
    found = publishing.trouble(kills=2, others=1)

    assert found["faults"] == []
    assert found["outcomes"]["killed"] == 2
    assert any(what.startswith("full disk") for what in found["outcomes"])
