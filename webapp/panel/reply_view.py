"""A draft as the screen shows it: its text, what the check says of each sentence, its sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import url_for

from kb.errors import IndexUnavailable
from webapp.panel import desk
from webapp.records import records
from webapp.serving import public_reader, serving

if TYPE_CHECKING:
    from kb.answer.model import Source
    from kb.model import ArticleSummary
    from kb.review.model import Reviewed

#: Characters of a reply that are checked and taken.
LONGEST = 20_000


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
    """A passage: number as in the text's margin; title, language and address of its article, and
    the address of the version that was cited, empty where it is not known."""

    number: int
    key: str
    title: str
    language: str
    url: str
    quote: str
    version: str = ""


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
    """The reply as it is typed, else as it was last written.

    What was typed into a draft that is decided by now is not what the reply is.
    """
    document = draft.shown()
    text = typed.text if typed and draft.state.is_open else draft.text
    keys = typed.keys if typed else ()
    found = _found(draft, document, typed, text)
    sources = _sources(document, found, keys)
    confirmed = frozenset(typed.confirmed if typed else ())
    return ReplyView(
        text=text,
        sentences=tuple(_sentence(one, sources, confirmed) for one in found),
        sources=tuple(sources.values()),
        keys=keys,
        document=document,
    )


def _found(
    draft: Reviewed, document: Mapping[str, Any], typed: Typed | None, text: str
) -> Sequence[Mapping[str, Any]]:
    """What the check says of each sentence, as an approval would hear it.

    As it stood in the draft's document where nobody touched it: the base, which a stale draft does
    not have any more, would say the same.
    """
    from kb.review.store import checked

    if not draft.state.is_open or not text or len(text) > LONGEST:
        return ()
    if typed is None and text == document["text"] and not desk.base_is_away():
        found: Sequence[Mapping[str, Any]] = document["sentences"]
        return found
    keys = typed.keys if typed else ()
    return [
        {
            "text": one.text,
            "status": one.status.value,
            "reasons": one.reasons,
            "citations": one.citations,
        }
        for one in checked(records().store, draft, text, keys, desk.rules()).sentences
    ]


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
    for source in _passages(unknown):
        known[source.key] = {
            "slug": source.slug, "url": source.url, "quote": source.quote,
            "anchor": source.anchor, "commit": source.commit, "lines": source.lines,
        }  # fmt: skip
    ordered = [key for key in dict.fromkeys((*cited, *known)) if key in known]
    articles = _articles({known[key]["slug"] for key in ordered})
    return {
        key: ShownSource(
            number=number,
            key=key,
            title=articles[slug].title if slug in articles else slug,
            language=articles[slug].language if slug in articles else "",
            url=known[key]["url"],
            quote=known[key]["quote"],
            version=_version(known[key]),
        )
        for number, (key, slug) in enumerate(((key, known[key]["slug"]) for key in ordered), 1)
    }


def _version(source: Mapping[str, Any]) -> str:
    """Where the text can be read as it was when it was cited."""
    commit, lines = source.get("commit"), source.get("lines")
    if not commit:
        return ""
    return url_for(
        "panel.version", slug=source["slug"], commit=commit,
        wiersze="-".join(map(str, lines)) if lines else None,
        _anchor=source.get("anchor") or None,
    )  # fmt: skip


def _passages(keys: Sequence[str]) -> Sequence[Source]:
    try:
        return serving().assistant.sources(keys) if keys else ()
    except IndexUnavailable:
        return ()


def _articles(slugs: set[str]) -> dict[str, ArticleSummary]:
    try:
        return {one.slug: one for one in public_reader().articles() if one.slug in slugs}
    except IndexUnavailable:
        return {}
