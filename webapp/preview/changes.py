"""What a preview changes, as its pages list it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb.errors import IndexUnavailable, NotFound, RepositoryError
from kb.preview.files import FileChange, Kind, changed_files
from webapp.language import later
from webapp.serving import serving

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kb.preview.files import Side
    from kb.preview.shown import ShownArticle
    from webapp.preview.shelf import OpenPreview

KINDS = {
    Kind.ADDED: later("nowy"),
    Kind.REMOVED: later("usunięty"),
    Kind.CHANGED: later("zmieniony"),
    Kind.MOVED: later("przeniesiony"),
}


@dataclass(frozen=True, slots=True)
class Changed:
    """A file that differs. before, after: the article that it is on each side; None for none."""

    file: FileChange
    before: ShownArticle | None
    after: ShownArticle | None

    @property
    def words(self) -> str:
        """What became of it, to be translated."""
        return KINDS[self.file.kind]

    @property
    def article(self) -> ShownArticle | None:
        """The article as it will be, or as it was."""
        return self.after or self.before

    @property
    def audience_changes(self) -> bool:
        """Whether it goes from customers to agents alone, or the other way."""
        return bool(self.before and self.after and self.before.audience != self.after.audience)


@dataclass(frozen=True, slots=True)
class Changes:
    """All that differs, and the two sides for who wants to read them."""

    files: tuple[Changed, ...]
    old: Side
    new: Side

    @property
    def articles(self) -> tuple[Changed, ...]:
        """Those that are articles on one of the sides."""
        return tuple(one for one in self.files if one.article)

    @property
    def others(self) -> tuple[Changed, ...]:
        """Settings, golden questions, pictures."""
        return tuple(one for one in self.files if not one.article)

    def find(self, path: str) -> Changed:
        """Raises NotFound for a path that does not differ."""
        for one in self.files:
            if one.file.path == path:
                return one
        raise NotFound(f"The file {path!r} does not differ.")


def changes_of(opened: OpenPreview) -> Changes | None:
    """None where the two cannot be compared: nothing is served, or one of the commits is not in
    the repository."""
    from kb.preview_wiring import sides

    live = serving()
    try:
        both = sides(live.settings, opened.preview, live.library)
        before = _articles_now()
    except (RepositoryError, IndexUnavailable):
        return None
    if both is None:
        return None
    old, new = both
    after = opened.articles
    return Changes(
        tuple(
            Changed(file, before.get(file.path_before), after.get(file.path_after))
            for file in changed_files(old, new)
        ),
        old,
        new,
    )


def _articles_now() -> Mapping[str, ShownArticle]:
    from webapp.preview.shelf import shelf

    return shelf().articles_of(serving().library)
