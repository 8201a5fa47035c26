"""`kb check --fix`: mends the files of the work tree and shows what it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kb.cli.output import printable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kb.ingest.load import LoadedBase
    from kb.ingest.repository import Snapshot
    from kb.model import Problem


def fix(folder: Path, snapshot: Snapshot, base: LoadedBase, problems: Iterable[Problem]) -> int:
    """Mend what `problems` name where that is safe; return the number of files that changed.

    Only rules that found something in a file are applied to it, so that what kb.toml or an article
    switches off stays. Raises AuthoringError where a file cannot be written.
    """
    from kb.check.catalogue import RULES
    from kb.check.fix import mend_files

    fixable = {rule.name for rule in RULES if rule.fixable}
    found: dict[str, set[str]] = {}
    for problem in problems:
        if problem.rule in fixable:
            found.setdefault(problem.path, set()).add(problem.rule)
    languages = {article.source_path: article.language for article in base.articles}
    files = [
        (file.path, file.data, languages.get(file.path, "pl"), frozenset(found[file.path]))
        for file in snapshot.files
        if file.path in found
    ]
    changed = 0
    for mended in mend_files(folder, files):
        # The change goes where messages go: standard output holds what is left to be done.
        click.echo(printable(mended.diff), err=True, nl=False)
        changed += 1
    return changed
