"""Every benchmark, one after the other → docs/benchmarks.json and docs/benchmarks.md.

    python -m tests.benchmarks.run                 everything in full size, takes long
    python -m tests.benchmarks.run --only http     one section; the others stay as they were
    python -m tests.benchmarks.run --short         small sizes, only printed
    python -m tests.benchmarks.run --write         the document from the kept results

Nothing else should run on the machine meanwhile.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks import (
    browser,
    checks,
    contradictions,
    desk,
    desk_inbox,
    drafts,
    embedding,
    growth,
    http,
    latency,
    overload,
    pages,
    privacy,
    publish,
    publishing,
    quality,
    retrieval,
)
from tests.benchmarks.base import SAMPLE, unpack
from tests.benchmarks.desk import WHOLE
from tests.benchmarks.fresh import ROOT
from tests.benchmarks.report import SECTIONS, render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

SHARED = ROOT.parent / "shared"
RESULTS, DOCUMENT = "benchmarks.json", "benchmarks.md"


@dataclass(frozen=True)
class Sizes:
    """How much is measured. `documents` None takes the whole corpus."""

    documents: int | None = None
    queries: int = 1_000
    searches: int = 1_000
    local: int = 200
    seconds: float = 60
    distinct: int = 2_000
    passages: int = 300
    rounds: int = 5
    factors: tuple[int, ...] = (1, 3, 10)
    growth_queries: int = 200
    views: int = 20
    typed: int = 200
    identifiers: int = 3_000
    timed: int = 60
    letters: int = 200
    messages: int = 100_000
    waiting: int = 10_000
    desk: desk.DeskSizes = WHOLE
    commits: int = 50
    kills: int = 200
    troubles: int = 20


SHORT = Sizes(
    40,
    10,
    30,
    5,
    3,
    200,
    12,
    1,
    (1, 2),
    10,
    2,
    5,
    60,
    4,
    20,
    300,
    100,
    desk.DeskSizes(4, 3, 2, 2.0, 60),
    commits=2,
    kills=2,
    troubles=1,
)


@dataclass(frozen=True)
class Inputs:
    """What is measured. bodies: JSON Lines of id and text; articles: the same as a folder of
    Markdown; queries: titles; off_topic: questions to be refused. None where a file is absent.
    sample: the sample base with its golden questions."""

    bodies: Path | None
    articles: Path | None
    queries: Path | None
    off_topic: Path | None
    sample: Path
    data_dir: Path
    embedder: str


def _retrieval(given: Inputs, size: Sizes) -> dict[str, Any] | None:
    if given.bodies is None or given.queries is None:
        return None
    return retrieval.run(given.bodies, given.queries, given.data_dir, size.queries)


def _quality(given: Inputs, size: Sizes) -> dict[str, Any]:
    return quality.run(given.off_topic, given.data_dir, given.embedder, given.sample)


def _latency(given: Inputs, size: Sizes) -> dict[str, Any] | None:
    if given.articles is None:
        return None
    return latency.run(
        given.articles,
        given.queries,
        given.data_dir,
        given.embedder,
        size.queries,
        size.searches,
        size.local,
    )


def _http(given: Inputs, size: Sizes) -> dict[str, Any]:
    return http.run(
        given.data_dir,
        given.embedder,
        size.seconds,
        distinct=size.distinct,
        articles=given.sample,
    )


def _pages(given: Inputs, size: Sizes) -> dict[str, Any]:
    return pages.run(given.data_dir, given.embedder, size.seconds / 3, given.sample)


def _slow(given: Inputs, size: Sizes) -> dict[str, Any]:
    return overload.slow(given.data_dir, given.embedder, size.seconds, given.sample)


def _overload(given: Inputs, size: Sizes) -> dict[str, Any]:
    return overload.overload(given.data_dir, given.embedder, size.seconds, given.sample)


def _browser(given: Inputs, size: Sizes) -> dict[str, Any]:
    return browser.run(
        given.data_dir, given.embedder, size.views, size.typed, articles=given.sample
    )


def _embedding(given: Inputs, size: Sizes) -> dict[str, Any] | None:
    if given.bodies is None:
        return None
    return embedding.run(embedding.sample_passages(given.bodies, size.passages), given.data_dir)


def _publish(given: Inputs, size: Sizes) -> dict[str, Any]:
    return publish.run(given.articles, given.data_dir, given.embedder, size.rounds, given.sample)


def _publishing(given: Inputs, size: Sizes) -> dict[str, Any]:
    return publishing.run(
        given.data_dir, given.embedder, size.commits, size.kills, size.troubles, given.sample
    )


def _privacy(given: Inputs, size: Sizes) -> dict[str, Any]:
    return privacy.run(size.identifiers, timed=size.timed)


def _checks(given: Inputs, _size: Sizes) -> dict[str, Any]:
    return checks.run(given.articles)


def _contradictions(_given: Inputs, _size: Sizes) -> dict[str, Any]:
    return contradictions.run()


def _growth(given: Inputs, size: Sizes) -> dict[str, Any] | None:
    if given.articles is None:
        return None
    return growth.run(
        given.articles,
        given.queries,
        given.data_dir,
        given.embedder,
        size.factors,
        size.growth_queries,
    )


def _drafts(given: Inputs, size: Sizes) -> dict[str, Any]:
    return drafts.run(given.data_dir, given.embedder, size.letters, given.sample)


def _inbox(given: Inputs, size: Sizes) -> dict[str, Any]:
    return desk_inbox.run(size.messages, size.waiting)


def _desk(given: Inputs, size: Sizes) -> dict[str, Any]:
    return desk.run(given.data_dir, given.embedder, given.sample, size.desk)


BENCHMARKS: Mapping[str, Callable[[Inputs, Sizes], dict[str, Any] | None]] = {
    "retrieval": _retrieval,
    "quality": _quality,
    "latency": _latency,
    "http": _http,
    "pages": _pages,
    "slow": _slow,
    "overload": _overload,
    "browser": _browser,
    "embedding": _embedding,
    "publish": _publish,
    "publishing": _publishing,
    "growth": _growth,
    "privacy": _privacy,
    "checks": _checks,
    "contradictions": _contradictions,
    "drafts": _drafts,
    "inbox": _inbox,
    "desk": _desk,
}


def measure(
    given: Inputs, size: Sizes, only: Sequence[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Run the sections in order; those whose files are absent are left out, which is said."""
    for name in BENCHMARKS:
        if name not in only:
            continue
        print(f"— {SECTIONS[name][0]}", file=sys.stderr, flush=True)
        result = BENCHMARKS[name](given, size)
        if result is None:
            print(f"  {name} is left out: its corpus or queries are absent.", file=sys.stderr)
            continue
        day = datetime.now(UTC).date().isoformat()
        yield name, {"date": day, "commit": result["machine"]["commit"], **result}


@contextmanager
def prepared(options: argparse.Namespace, size: Sizes) -> Iterator[Inputs]:
    """The inputs as files for as long as the block lasts, cut to the size."""

    def present(path: Path) -> Path | None:
        if path.is_file():
            return path
        print(f"There is no {path}; name another with its option.", file=sys.stderr)
        return None

    with tempfile.TemporaryDirectory(prefix="benchmarks-") as scratch:
        folder = Path(scratch)
        archive = present(options.archive)
        given = Inputs(
            bodies=present(options.corpus),
            articles=unpack(archive, folder / "unpacked") if archive else None,
            queries=present(options.queries),
            off_topic=present(options.off_topic),
            sample=options.sample,
            data_dir=options.data_dir.absolute(),
            embedder=options.embedder,
        )
        yield given if size.documents is None else shortened(given, folder, size.documents)


def shortened(given: Inputs, folder: Path, count: int) -> Inputs:
    """The same inputs with the first `count` documents and the queries for them."""
    bodies, queries, articles = given.bodies, given.queries, given.articles
    if given.queries and given.bodies:
        asked = retrieval.read_jsonl(given.queries)[:count]
        wanted = {item["id"] for item in asked}
        kept = [item for item in retrieval.read_jsonl(given.bodies) if item["id"] in wanted]
        bodies, queries = folder / "bodies.jsonl", folder / "queries.jsonl"
        for path, items in ((bodies, kept), (queries, asked)):
            path.write_text("".join(json.dumps(item) + "\n" for item in items), "utf-8")
    if given.articles:
        articles = folder / "articles"
        articles.mkdir()
        for path in sorted(given.articles.rglob("*.md"))[:count]:
            shutil.copy(path, articles / path.name)
    return replace(given, bodies=bodies, queries=queries, articles=articles)


def read_results(folder: Path) -> dict[str, Any]:
    """The kept sections; none before the first run."""
    path = folder / RESULTS
    return dict(json.loads(path.read_text("utf-8"))) if path.is_file() else {}


def write(folder: Path, sections: Mapping[str, Any]) -> None:
    """Write the results and the document made of them."""
    text = json.dumps(sections, ensure_ascii=False, indent=1)
    (folder / RESULTS).write_text(text + "\n", "utf-8")
    (folder / DOCUMENT).write_text(render(sections), "utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    options = _parser().parse_args(arguments)
    kept = ROOT / "docs" if options.output is None else options.output
    if options.write:
        write(kept, read_results(kept))
        return
    size = SHORT if options.short else Sizes()
    only = options.only or list(BENCHMARKS)
    output = None if options.short and options.output is None else kept
    sections = read_results(output) if output else {}
    with prepared(options, size) as given:
        for name, section in measure(given, size, only):
            sections[name] = section
            if output:
                # After every section, so that a later failure loses nothing.
                write(output, sections)
    print(json.dumps(sections, ensure_ascii=False) if options.json else render(sections))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    corpora, questions = SHARED / "corpora", SHARED / "eval"
    for name, default in (
        ("--corpus", corpora / "alchemy-pl-bodies.jsonl.xz"),
        ("--archive", corpora / "alchemy-pl.tar.xz"),
        ("--queries", questions / "alchemy-titles.jsonl"),
        ("--off-topic", questions / "off-topic-questions-pl.txt"),
        ("--sample", SAMPLE),
        ("--data-dir", ROOT / "var"),
    ):
        parser.add_argument(name, type=Path, default=default)
    parser.add_argument("--embedder", default="e5-small")
    parser.add_argument("--only", nargs="+", choices=list(BENCHMARKS), help="sections to measure")
    parser.add_argument("--short", action="store_true", help="small sizes")
    parser.add_argument("--write", action="store_true", help="only make the document anew")
    parser.add_argument("--output", type=Path, help="folder of both files; default docs")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


if __name__ == "__main__":
    main()
