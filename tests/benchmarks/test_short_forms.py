"""Every benchmark runs in a short form, so that none of them rots. Times are not judged."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from kb.evaluate.messages import Half
from tests.benchmarks import (
    browser,
    drafts,
    embedding,
    growth,
    http,
    latency,
    overload,
    pages,
    publish,
    quality,
    retrieval,
    run,
)
from tests.benchmarks.base import read_articles
from tests.benchmarks.fresh import ROOT
from tests.benchmarks.queries import columns, distinct_queries, prefixes
from tests.benchmarks.report import SECTIONS, render
from tests.benchmarks.targets import TARGETS

FAKE = "fake"
ARTICLES = {
    "zwroty/termin-zwrotu.md": (
        "Ile mam czasu na zwrot towaru?",
        "Na zwrot masz 30 dni od otrzymania przesyłki. Termin liczymy od dnia po odbiorze paczki.",
    ),
    "dostawa/koszt-dostawy.md": (
        "Ile kosztuje dostawa?",
        "Dostawa kurierem kosztuje 14,99 zł, a do automatu paczkowego 11,99 zł.",
    ),
    "platnosci/faktura.md": (
        "Jak otrzymać fakturę?",
        "Fakturę wysyłamy pocztą elektroniczną tego samego dnia. Numer NIP podaj w zamówieniu.",
    ),
    "konto/haslo.md": (
        "Nie pamiętam hasła do konta",
        "Na stronie logowania wybierz przypomnienie hasła i otwórz odnośnik z wiadomości.",
    ),
}
GOLDEN = """\
questions:
  - {q: "do kiedy mogę oddać zamówiony towar", expect: [termin-zwrotu]}
  - {q: "ile zapłacę za wysyłkę kurierem", expect: [koszt-dostawy]}
  - {q: "zapomniałam hasła, jak się zalogować", expect: [haslo]}
  - {q: "qqq xyzzy vvv", kind: gibberish, expect: []}
"""


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of four articles with golden questions."""
    folder = tmp_path_factory.mktemp("short") / "articles"
    for name, (title, text) in ARTICLES.items():
        path = folder / name
        path.parent.mkdir(parents=True)
        path.write_text(f"---\ntitle: {title}\naudience: public\n---\n\n{text}\n", "utf-8")
    (folder / "golden.yaml").write_text(GOLDEN, "utf-8")
    return folder


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where vectors and models are kept between the benchmarks."""
    return tmp_path_factory.mktemp("kept")


def tabled(name: str, section: Mapping[str, Any]) -> str:
    """The section's Markdown after a round through JSON, as the document shows it."""
    return SECTIONS[name][2](json.loads(json.dumps(section)))


def is_spread(figures: Mapping[str, float]) -> bool:
    return 0 <= figures["p50"] <= figures["p95"] <= figures["p99"] and figures["count"] > 0


def test_latency_reports_the_parts_of_a_search_and_what_it_loaded(
    articles: Path, data: Path
) -> None:
    found = latency.run(articles, None, data, FAKE, limit=3, searches=5, local=2)
    results = found["results"]

    assert found["articles"] == len(ARTICLES)
    for part in ("search", "without_embedding", "embedding", "completions"):
        assert is_spread(results[part]), part
    assert results["search"]["count"] == 3 * 3
    assert set(results["columns"]) == set(retrieval.COLUMNS)
    assert results["memory"]["heavy_modules"] == []
    assert 20 < results["memory"]["rss_mib"] < 2_000
    assert results["local_mode"]["points"] > len(ARTICLES)
    assert results["local_mode"]["local"]["count"] == 2
    assert "| whole search |" in tabled("latency", found)


def test_http_reports_requests_errors_and_mixed_answers(articles: Path, data: Path) -> None:
    found = http.run(
        data, FAKE, seconds=20, connections=2, distinct=8, articles=articles, requests=20
    )
    alone, busy = found["results"]["alone"], found["results"]["publishing"]

    for phase in (alone, busy):
        assert phase["requests"] == 20
        assert (phase["errors"], phase["error_examples"], phase["mixed"]) == (0, [], 0)
        assert phase["editions_checked"] > 0
        assert is_spread({**phase, "count": phase["requests"]})
    assert busy["publishes"] >= 1
    assert busy["failed_publishes"] == []
    assert len(found["results"]["worker_memory_mib"]) == 2
    assert "| serving while publishing in a loop |" in tabled("http", found)


def test_an_answer_of_another_edition_or_of_an_unknown_commit_counts_as_mixed() -> None:
    editor = http.Editor(Path("repo"), Path("data"), FAKE, editions={"a": 1, "b": 2})

    assert editor.mixed([["a", 1, 5], ["b", 2, 5], ["b", None, 5]]) == 0
    assert editor.mixed([["a", 2, 3], ["c", None, 4]]) == 7


def test_pages_reports_both_pages_for_each_number_of_workers(articles: Path, data: Path) -> None:
    found = pages.run(data, FAKE, seconds=0.5, articles=articles)

    for workers in ("1", "2"):
        for page in ("article", "home"):
            assert is_spread(found["results"][workers][page]), (workers, page)
            assert found["results"][workers][page]["errors"] == 0
    assert "| home | 2 |" in tabled("pages", found)


def test_slow_reports_searches_beside_slow_connections(
    articles: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overload, "SLOW_SOCKETS", 20)

    found = overload.slow(data, FAKE, seconds=2, articles=articles)

    for phase in ("quiet", "slow"):
        assert set(found["results"][phase]["statuses"]) == {"200"}
    assert found["results"]["dribbled"]["opened"] >= 20
    assert found["results"]["slow_memory_ratio"] > 0
    assert "| beside 20 connections" in tabled("slow", found)


def test_browser_reports_views_and_typing(data: Path) -> None:
    found = browser.run(data, FAKE, rounds=1, questions=3)["results"]

    for figures in found["views"].values():
        assert figures["fcp"]["p50"] > 0
        assert 3 <= figures["requests"] <= 10
    assert found["typing"]["count"] + found["typed_without_results"] == 3
    assert "| home |" in tabled("browser", {"results": found})


def test_overload_reports_searches_beside_one_and_beside_many(articles: Path, data: Path) -> None:
    found = overload.overload(data, FAKE, seconds=2, articles=articles)

    assert found["results"]["capacity_per_s"] > 0
    for phase in ("quiet", "one", "crowd", "one_flood", "crowd_flood"):
        assert found["results"][phase]["unexpected"] == 0, phase
    assert "429" in found["results"]["one_flood"]["statuses"]
    assert "| a crowd of addresses does |" in tabled("overload", found)


def test_publish_reports_the_first_the_changed_and_the_known(articles: Path, data: Path) -> None:
    found = publish.run(articles, data, FAKE, rounds=1, sample=articles)
    results = found["results"]

    assert results["first"]["articles"] == len(ARTICLES)
    assert results["first"]["embedded"] > 0
    assert results["warm_cache"]["embedded"] == 0
    assert len(results["one_change"]["rounds"]) == 1
    assert results["one_change"]["max_s"] > 0
    assert "| all vectors known |" in tabled("publish", found)


def test_embedding_compares_the_engines_on_the_same_passages(data: Path) -> None:
    passages = [text for _, text in ARTICLES.values()]

    engines = (embedding.BASELINE, "pytorch")

    found = embedding.run(passages, data, engines=engines)

    for name in engines:
        assert found["results"][name]["passages_per_s"] > 0
        assert found["results"][name]["mean_cosine"] > 0.99, name
    assert "| PyTorch (bulk) |" in tabled("embedding", found)


def test_growth_compares_sizes_of_the_same_corpus(articles: Path, data: Path) -> None:
    found = growth.run(articles, None, data, FAKE, factors=(1, 3), limit=2)
    sizes = found["results"]["sizes"]

    assert [size["articles"] for size in sizes.values()] == [len(ARTICLES), 3 * len(ARTICLES)]
    assert found["results"]["corpus_growth"] == 3
    for size in sizes.values():
        assert is_spread(size["search"])
        assert size["disk_mib"] > 0
        assert 0 < size["dense_share"] + size["sparse_share"] < 1
    assert "3.0 times the chunks cost" in tabled("growth", found)


def test_retrieval_ranks_bodies_by_titles(
    articles: Path, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_EMBEDDER", FAKE)
    bodies, queries = tmp_path / "bodies.jsonl", tmp_path / "queries.jsonl"
    texts = {Path(name).stem: text for name, (_, text) in ARTICLES.items()}
    asked = columns([title for title, _ in ARTICLES.values()])
    bodies.write_text("".join(json.dumps({"id": i, "text": t}) + "\n" for i, t in texts.items()))
    queries.write_text(
        "".join(
            json.dumps({"id": identity} | {name: asked[name][place] for name in asked}) + "\n"
            for place, identity in enumerate(texts)
        )
    )

    found = retrieval.run(bodies, queries, data)

    for column in retrieval.COLUMNS:
        for figures in found["results"][column].values():
            assert 0 <= figures["R@1"] <= figures["R@5"] <= 1
    assert found["results"]["plain"]["re-ranked"]["MRR@10"] > 0.5


def test_quality_reports_the_scorecard_and_the_refusals(
    articles: Path, data: Path, tmp_path: Path
) -> None:
    questions = tmp_path / "quiz.txt"
    questions.write_text("Kto namalował obraz?\nzzz vvv qqq\n", "utf-8")

    found = quality.run(questions, data, FAKE, articles)

    assert found["questions"] == 4
    assert 0 <= found["results"]["golden"]["figures"]["recall_at_1"] <= 1
    assert found["results"]["off_topic"]["questions"] == 2
    assert "Of 2 quiz questions" in tabled("quality", found)


def test_drafts_reports_quality_time_and_the_check(articles: Path, data: Path) -> None:
    section = drafts.run(data, FAKE, 12, articles)

    found = section["results"]
    assert found["load"]["errors"] == 0
    assert found["load"]["count"] == found["known_sentences"]["count"] == 12
    assert set(found["quality"]) == {half.value for half in Half}
    assert set(found["grounding"]) == {"dev", "held_out"}
    assert "caught" in drafts.table(section)


def test_a_run_keeps_the_other_sections_and_writes_both_files(
    articles: Path, data: Path, tmp_path: Path
) -> None:
    (tmp_path / run.RESULTS).write_text("{}", "utf-8")
    absent = str(tmp_path / "absent")

    run.main(
        [
            *("--only", "quality", "retrieval", "--short", "--embedder", FAKE),
            *("--data-dir", str(data), "--output", str(tmp_path), "--sample", str(articles)),
            *("--corpus", absent, "--archive", absent, "--queries", absent, "--off-topic", absent),
        ]
    )

    kept = run.read_results(tmp_path)
    document = (tmp_path / run.DOCUMENT).read_text("utf-8")
    assert set(kept) == {"quality"}
    assert {"commit", "model", "machine", "date", "results"} <= set(kept["quality"])
    assert document == render(kept)
    assert "Not measured yet: `python -m tests.benchmarks.run --only retrieval`." in document


def test_a_miss_is_said_plainly() -> None:
    target = next(target for target in TARGETS if target.what == "search, p50")
    slow = {"results": {"search": {"p50": target.limit_for({}) + 1}}}
    fast = {"results": {"search": {"p50": target.limit_for({})}}}

    assert target.is_met(slow) is False
    assert target.is_met(fast) is True
    assert target.is_met({"results": {}}) is None


def test_the_document_of_benchmarks_shows_the_kept_results() -> None:
    document = (ROOT / "docs" / run.DOCUMENT).read_text("utf-8")

    assert document == render(run.read_results(ROOT / "docs")), (
        "Run: python -m tests.benchmarks.run --write"
    )


def test_questions_are_always_the_same_and_all_different(articles: Path) -> None:
    asked = distinct_queries(articles / "golden.yaml", 30)

    assert len(set(asked)) == len(asked) == 30
    assert asked == distinct_queries(articles / "golden.yaml", 30)
    assert prefixes(["dostawa", "zwrot"], 5) == prefixes(["zwrot", "dostawa"], 5)


def test_copies_differ_and_keep_the_length_of_every_word(articles: Path) -> None:
    from tests.benchmarks.copies import changed_copy, words_by_length

    originals = read_articles(articles)
    words = words_by_length(originals)

    for original in originals:
        copy = changed_copy(original, 2, words)
        assert copy == changed_copy(original, 2, words)
        assert copy.id != original.id
        for old, new in zip(original.sections, copy.sections, strict=True):
            for one, other in zip(old.blocks, new.blocks, strict=True):
                assert [*map(len, one.text.split())] == [*map(len, other.text.split())]
    assert any(
        changed_copy(original, 2, words).sections != original.sections for original in originals
    )
