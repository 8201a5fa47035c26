"""The English catalogue: Polish is the language of templates and code, English comes from a file.

`webapp/translations/en.po` is a gettext catalogue as translators' tools read it. It is read once,
when the program starts.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

PATH = Path(__file__).resolve().parents[1] / "translations" / "en.po"


def read(path: Path) -> Translations:
    """A catalogue as gettext wants it. Raises OSError, and ValueError for a damaged file."""
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale="en", abort_invalid=True))
    compiled.seek(0)
    return Translations(compiled)


ENGLISH = read(PATH)
