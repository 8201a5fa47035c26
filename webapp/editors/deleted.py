"""Articles that were deleted: who did it, what they said, and how they come back."""

from __future__ import annotations

from flask import render_template

from kb.errors import NotFound
from webapp.editors import shared
from webapp.editors.article import read_change
from webapp.editors.blueprint import bp, readers
from webapp.serving import serving


@bp.get("/usuniete")
@readers
def articles_deleted() -> str:
    found = shared.deleted()
    pages = shared.page_of(len(found))
    return render_template("editors/deleted-list.html", found=found[pages.slice], pages=pages)


@bp.get("/usuniete/<path:path>")
@readers
def article_deleted(path: str) -> str:
    from kb.editing.deleted import last_text
    from kb.editing.history import files_of
    from kb.editing.versions import commands

    one = next((one for one in shared.deleted() if one.path == path), None)
    if one is None:
        raise NotFound(f"No article {path!r} was deleted.")
    repo = serving().settings.content_repo
    said = last_text(repo, shared.served().commit, path)
    return render_template(
        "editors/deleted.html",
        one=one,
        said=said,
        page=read_change(_below(path), said.last, said.text),
        files=files_of(repo, one.change.commit),
        revert=commands(one.change, one.change).revert,
    )


def _below(path: str) -> str:
    """A path of the repository as one of the folder of articles."""
    folder = shared.served().folder
    return path.removeprefix(f"{folder}/") if folder else path
