"""A draft as the screen shows it: its text, what the check says of each sentence, its sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from webapp.panel import desk
from webapp.records import records
from webapp.serving import public_reader, serving

if TYPE_CHECKING:
    from kb.review.model import Reviewed


@dataclass(frozen=True, slots=True)
class Typed:
    """What an agent has in the fields of the reply, whatever the database holds by now.

    keys: of passages put in by hand. confirmed: unsupported sentences that were ticked.
    """

    text: str
    keys: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownSource:
    """A passage: number as in the text's margin, title and address of its article."""

    number: int
    key: str
    title: str
    url: str
    quote: str


@dataclass(frozen=True, slots=True)
class ShownSentence:
    """status: supported, unsupported or phrase. reasons: Polish, why it is unsupported."""

    text: str
    status: str
    reasons: tuple[str, ...]
    sources: tuple[ShownSource, ...]
    confirmed: bool


@dataclass(frozen=True, slots=True)
class ReplyView:
    """text: what stands in the field. keys: of passages put in by hand."""

    text: str
    sentences: tuple[ShownSentence, ...]
    sources: tuple[ShownSource, ...]
    keys: tuple[str, ...]
    document: Mapping[str, Any]

    @property
    def unsupported(self) -> int:
        return sum(one.status == "unsupported" for one in self.sentences)


def view(draft: Reviewed, typed: Typed | None) -> ReplyView:
    """The reply as it is typed, else as it was last written. Raises IndexUnavailable."""
    from kb.review.store import checked
    from kb.review.workflow import normal_text

    document = draft.shown()
    text = normal_text(typed.text) if typed else draft.text
    keys = typed.keys if typed else ()
    found: Sequence[Any]
    if text == document["text"]:
        found = document["sentences"]
    else:
        result = checked(records().store, draft, text, keys, desk.rules())
        found = [
            {
                "text": one.text,
                "status": one.status.value,
                "reasons": one.reasons,
                "citations": one.citations,
            }
            for one in result.sentences
        ]
    sources = _sources(document, found, keys)
    confirmed = frozenset(typed.confirmed if typed else ())
    return ReplyView(
        text=text,
        sentences=tuple(_sentence(one, sources, confirmed) for one in found),
        sources=tuple(sources.values()),
        keys=keys,
        document=document,
    )


def _sentence(
    one: Mapping[str, Any], sources: Mapping[str, ShownSource], confirmed: frozenset[str]
) -> ShownSentence:
    status = str(one["status"])
    # Only what supports is a citation; of an unsupported sentence nothing is.
    cited = one["citations"] if status == "supported" else ()
    text = str(one["text"])
    return ShownSentence(
        text=text,
        status=status,
        reasons=tuple(one["reasons"]),
        sources=tuple(sources[key] for key in cited if key in sources),
        confirmed=text in confirmed,
    )


def _sources(
    document: Mapping[str, Any], sentences: Sequence[Mapping[str, Any]], keys: Sequence[str]
) -> dict[str, ShownSource]:
    """Passages by key, numbered in the order in which sentences cite them."""
    known = {one["key"]: one for one in document["citations"]}
    cited = [key for one in sentences if one["status"] == "supported" for key in one["citations"]]
    unknown = [key for key in dict.fromkeys((*cited, *keys)) if key not in known]
    for source in serving().assistant.sources(unknown) if unknown else ():
        known[source.key] = {"slug": source.slug, "url": source.url, "quote": source.quote}
    ordered = [key for key in dict.fromkeys((*cited, *known)) if key in known]
    titles = _titles({known[key]["slug"] for key in ordered})
    return {
        key: ShownSource(
            number=number,
            key=key,
            title=titles.get(known[key]["slug"], known[key]["slug"]),
            url=known[key]["url"],
            quote=known[key]["quote"],
        )
        for number, key in enumerate(ordered, 1)
    }


def _titles(slugs: set[str]) -> dict[str, str]:
    return {one.slug: one.title for one in public_reader().articles() if one.slug in slugs}
