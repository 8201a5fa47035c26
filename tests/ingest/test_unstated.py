"""Which articles get the operator's default audience."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.ingest.editorial import read_editorial
from kb.ingest.load import load_articles
from kb.ingest.unstated import count_unstated_audiences
from kb.model import Audience
from tests.ingest.conftest import Snap

FILES = {
    "a/none.md": "# Bez nagłówka\n",
    "a/title.md": "---\ntitle: Sam tytuł\n---\nTekst.\n",
    "a/public.md": "---\naudience: public\n---\nTekst.\n",
    "a/internal.md": "---\naudience: internal\n---\nTekst.\n",
    "a/slip.md": "---\naudience: pubic\n---\nTekst.\n",
    "a/foreign.md": "---\naudience: Developer\nms.author: x\n---\nTekst.\n",
    "a/crlf.md": "---\r\naudience: public\r\n---\r\nTekst.\r\n",
    "a/broken.md": "---\ntitle: [\n---\nTekst.\n",
}


def test_articles_that_state_nothing_are_counted(snap: Snap) -> None:
    assert count_unstated_audiences(snap(FILES)) == 3


@pytest.mark.parametrize("path", sorted(FILES))
def test_what_is_counted_is_what_the_default_decides(snap: Snap, path: str) -> None:
    snapshot = snap({path: FILES[path]})
    editorial, _ = read_editorial(None)
    chosen = [
        [article.audience for article in load_articles(snapshot, editorial, default).articles]
        for default in Audience
    ]

    assert count_unstated_audiences(snapshot) == (chosen[0] != chosen[1])


def test_a_folder_for_which_kb_toml_decides_is_not_counted(snap: Snap) -> None:
    config = b'[folders.a]\naudience = "internal"\n'

    assert count_unstated_audiences(replace(snap(FILES), config=config)) == 0
