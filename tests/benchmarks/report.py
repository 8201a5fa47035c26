"""docs/benchmarks.json → docs/benchmarks.md."""

from __future__ import annotations

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
from tests.benchmarks.targets import target_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

#: Section → heading, what it is, how its figures become Markdown; in the order of the document.
SECTIONS: Mapping[str, tuple[str, str, Callable[[Mapping[str, Any]], str]]] = {
    "retrieval": (
        "Retrieval",
        (
            "Titles of Polish support articles as queries against their bodies, as written, typed "
            "without diacritics, and with a typing error in every longer word."
        ),
        retrieval.table,
    ),
    "quality": (
        "Answers and refusals",
        "The golden questions of the sample base, none of which is indexed.",
        quality.table,
    ),
    "latency": (
        "Latency and memory",
        "The whole search in one process, as a web worker runs it.",
        latency.table,
    ),
    "http": (
        "HTTP",
        (
            "`kb serve` with the sample base under load; then the same while every few seconds a "
            "changed article is committed and published."
        ),
        http.table,
    ),
    "pages": ("Pages", "An article and the home page over HTTP, warm.", pages.table),
    "slow": (
        "Slow clients",
        "Searches of polite visitors while others hold connections without finishing a request.",
        overload.slow_table,
    ),
    "overload": (
        "Overload",
        "Searches of polite visitors while others ask five times what the server can answer.",
        overload.overload_table,
    ),
    "browser": (
        "In the browser",
        "A headless Chromium on the same machine, with the window of a phone.",
        browser.table,
    ),
    "embedding": (
        "Bulk embedding",
        "The same passages through every engine that runs the bundled weights.",
        embedding.table,
    ),
    "publish": (
        "Publishing",
        "`git commit` and `kb publish` as an operator runs them, the process's start included.",
        publish.table,
    ),
    "publishing": (
        "Publishing under way",
        (
            "From `git commit` to served through the repository's hook, with server, worker and "
            "visitors; then publishers that are killed, doubled, starved and rewound."
        ),
        publishing.table,
    ),
    "growth": (
        "Growth",
        "The same searches in larger bases, without the query's embedding.",
        growth.table,
    ),
    "privacy": (
        "Personal data",
        (
            "Generated Polish sentences with identifiers and with numbers that look like them; "
            "names in sentences written by hand."
        ),
        privacy.table,
    ),
    "checks": (
        "Checks of articles",
        (
            "Mistakes put into the sample's public articles, one in each, and found by `kb check`. "
            "Fresh ones were written when the rules were done."
        ),
        checks.table,
    ),
    "contradictions": (
        "Contradictions",
        (
            "Two articles that give different numbers, prices, deadlines or hours for one thing, "
            "and two that only seem to. Articles are halved; only one half is tuned on."
        ),
        contradictions.table,
    ),
    "drafts": (
        "Drafts",
        (
            "Suggested replies from the sample base, no language model. Message cases and the "
            "sentences that judge the check are halved; only the development half is tuned on."
        ),
        drafts.table,
    ),
    "inbox": (
        "Inbox",
        "Pages, tabs and searches of the agents' desk over a database of a large shop.",
        desk_inbox.table,
    ),
    "desk": (
        "Desk",
        (
            "An agent's pages over HTTP, warm. Then agents approve and letters go out while "
            "server, worker and database are killed (`make kill`)."
        ),
        desk.table,
    ),
}
_HEAD = """\
# Benchmarks

Made by `python -m tests.benchmarks.run --write` from [benchmarks.json](benchmarks.json);
`make bench` measures everything anew. Ratios travel between machines, absolute times do not.

## Targets
"""


def render(sections: Mapping[str, Mapping[str, Any]]) -> str:
    """The document for what was measured; a section that was not is named as such."""
    return "\n".join([_HEAD, *target_rows(sections), *_bodies(sections)]) + "\n"


def _bodies(sections: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for name, (heading, introduction, table) in SECTIONS.items():
        yield from ("", f"## {heading}", "", introduction, "")
        section = sections.get(name)
        if section is None:
            yield f"Not measured yet: `python -m tests.benchmarks.run --only {name}`."
        else:
            yield from (table(section), "", _origin(section))


def _origin(section: Mapping[str, Any]) -> str:
    machine = section["machine"]
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    return (
        f"<sub>{section['date']}, commit {section['commit']}, model {section['model']}; "
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB, "
        f"Python {machine['python']}, {versions}.</sub>"
    )
