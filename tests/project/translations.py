"""The English catalogue, kept in step with the texts of templates and code.

`python -m tests.project.translations --write` adds the texts that are new to it, without a
translation, and takes out those that are gone. Without the option it lists what is not translated.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from tests.project.imports import ROOT
from webapp.language.catalogue import PATH

METHODS = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
#: Functions that take texts, and which of their arguments those are.
KEYWORDS = {"_": None, "gettext": None, "later": None, "count": (2, 3)}
WIDTH = 120


def extracted(folder: Path = ROOT / "webapp") -> Catalog:
    """Every text of templates and code, without translations; files and no lines as places."""
    catalogue = Catalog()
    for name, _, message, _, _ in extract_from_dir(folder, METHODS, keywords=KEYWORDS):
        catalogue.add(message, locations=[(f"webapp/{name}", 0)])
    return catalogue


def stored(path: Path = PATH) -> Catalog:
    """The catalogue as it is in the repository."""
    with path.open("rb") as file:
        return read_po(file, locale="en", abort_invalid=True)


def updated(old: Catalog, texts: Catalog) -> Catalog:
    """The old translations of the present texts, in the order of their places."""
    new = Catalog(locale="en", header_comment="# English texts of the public pages.", fuzzy=False)
    for message in texts:
        if not message.id:
            continue
        known = old.get(message.id)
        translation = known.string if known and known.id == message.id else None
        places = sorted(set(message.locations))
        new.add(message.id, translation, locations=places)
    return new


def rendered(catalogue: Catalog) -> bytes:
    """The file's content, the same whenever it is made."""
    buffer = BytesIO()
    write_po(buffer, catalogue, width=WIDTH, sort_by_file=True, include_lineno=False)
    head, _, body = buffer.getvalue().decode("utf-8").partition("\n\n")
    wanted = ("#", "msgid", "msgstr", '"Language', '"Plural', '"Content', '"MIME')
    lines = [line for line in head.split("\n") if line.startswith(wanted)]
    return ("\n".join(lines) + "\n\n" + body.rstrip("\n") + "\n").encode("utf-8")


def untranslated(catalogue: Catalog) -> list[str]:
    """Texts without a translation, or without one of its plural forms."""
    return [
        str(message.id)
        for message in catalogue
        if message.id
        and not all(message.string if isinstance(message.string, tuple) else (message.string,))
    ]


def main(arguments: Sequence[str], path: Path = PATH) -> int:
    """Returns the exit status: 1 when translations are missing."""
    new = updated(stored(path), extracted())
    if "--write" in arguments:
        path.write_bytes(rendered(new))
    missing = untranslated(new)
    for text in missing:
        print(text)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
