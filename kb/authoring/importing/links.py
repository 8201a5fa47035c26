"""Addresses in foreign articles → where they lead among ours, or nowhere."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urljoin

from kb.authoring.importing.html_phrases import Resolve
from kb.authoring.importing.model import Foreign, Source
from kb.authoring.importing.notes import Notes
from kb.ingest.markdown import normalise_anchor
from kb.ingest.render import is_external, scheme_of
from kb.ingest.sanitise import SCHEMES
from kb.model import Audience


@dataclass(slots=True)
class Place:
    """Where a foreign article goes. path: "" for one that is not imported. anchors: as of Body."""

    foreign: Foreign
    path: str
    audience: Audience
    anchors: Mapping[str, str] = field(default_factory=dict)


class Links:
    """Resolves addresses between the articles of one import."""

    def __init__(self, source: Source, places: Iterable[Place]) -> None:
        self._key_of = source.key_of
        self._by_key: dict[str, list[Place]] = {}
        for place in places:
            if place.foreign.key:
                self._by_key.setdefault(place.foreign.key, []).append(place)

    def resolver(self, place: Place, notes: Notes) -> Resolve:
        """What turns the addresses of one article; what leads nowhere is noted."""

        def resolve(target: str) -> str | None:
            return self._resolve(target, place, notes)

        return resolve

    def _resolve(self, target: str, place: Place, notes: Notes) -> str | None:
        if target.startswith("#"):
            anchor = _anchor(target[1:], place)
            if not anchor:
                notes.add("anchor", f"No heading has this name any more: {target}")
            return f"#{anchor}" if anchor else None
        scheme = scheme_of(target)
        if scheme and scheme not in SCHEMES:
            notes.add("unsafe-link", f"A link of this kind was dropped: {target[:80]}")
            return None
        others = self._by_key.get(self._key_of(target, place.foreign) or "\0", [])
        if others:
            return self._among_ours(target, place, others, notes)
        if scheme:
            return target
        return self._elsewhere(target, place, notes)

    def _among_ours(
        self, target: str, place: Place, others: list[Place], notes: Notes
    ) -> str | None:
        language = place.foreign.language
        other = next((o for o in others if o.foreign.language == language), others[0])
        if not other.path:
            notes.add("dead-link", f"It led to an article that is not imported: {target}")
            return None
        if place.audience is Audience.PUBLIC and other.audience is Audience.INTERNAL:
            notes.add("internal-link", f"It led to an article that is internal here: {target}")
            return None
        fragment = target.partition("#")[2]
        anchor = _anchor(fragment, other)
        if fragment and not anchor:
            notes.add("anchor", f"It leads to the article, no longer to its heading: {target}")
        if other is place:
            return f"#{anchor}" if anchor else posixpath.basename(place.path)
        folder = posixpath.dirname(place.path)
        written, _, _ = target.partition("#")
        if anchor == fragment and posixpath.normpath(posixpath.join(folder, written)) == other.path:
            return target
        path = posixpath.relpath(other.path, folder or ".")
        return f"{path}#{anchor}" if anchor else path

    def _elsewhere(self, target: str, place: Place, notes: Notes) -> str | None:
        """A relative address of another page: absolute where the site is known."""
        try:
            absolute = urljoin(place.foreign.base, target)
        except ValueError:
            absolute = ""
        if absolute.startswith("//"):
            absolute = f"https:{absolute}"
        if scheme_of(absolute) in ("http", "https") and is_external(absolute):
            return absolute
        notes.add("dead-link", f"It leads to nothing that is imported: {target}")
        return None


def _anchor(fragment: str, place: Place) -> str:
    name = unquote(fragment)
    found = place.anchors.get(fragment) or place.anchors.get(name)
    if found:
        return found
    folded = normalise_anchor(name)
    return folded if folded and folded in place.anchors.values() else ""
