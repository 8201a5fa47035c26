"""A small base with articles of every kind, published once from a real git repository."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kb.embedding.fake import FakeEncoder
from kb.model import Audience, SearchResult
from kb.search import search as search_module
from kb.search.confidence import Model
from kb.search.edge import EdgeBuilder
from kb.search.engine import Filter
from kb.search.generation import current_name, index_root
from kb.search.index import Index
from kb.settings import Settings
from kb.wiring import run_publish
from tests.ingest.conftest import Repo

NOW = datetime(2026, 10, 3, 10, tzinfo=UTC)

ARTICLES = {
    "zwroty/termin-zwrotu.md": """\
---
title: Ile mam czasu na zwrot towaru?
audience: public
questions:
  - do kiedy mogę zwrócić zamówienie
---

Na zwrot towaru masz 30 dni od otrzymania przesyłki.

## Jak liczyć termin?

Termin zaczyna się następnego dnia po odbiorze paczki od kuriera.
""",
    "zwroty/koszt-zwrotu.md": """\
---
title: Kto płaci za odesłanie towaru?
audience: public
---

Odesłanie towaru kosztuje 9,99 zł i opłaca je klient.
""",
    "dostawa/paczkomat.md": """\
---
title: Jak odebrać paczkę z Paczkomatu?
audience: public
---

Kod odbioru przychodzi SMS-em. Paczka czeka w automacie 48 godzin.
""",
    "dostawa/uszkodzona-przesylka.md": """\
---
title: Co zrobić z uszkodzoną przesyłką?
audience: public
---

Spisz z kurierem protokół szkody i wyślij nam zdjęcia pudełka.
""",
    "platnosci/blik.md": """\
---
title: Jak zapłacić BLIK-iem?
audience: public
---

Wpisz sześciocyfrowy kod z aplikacji banku i potwierdź płatność w telefonie.
""",
    "platnosci/payments.md": """\
---
title: Which payment methods do you accept?
language: en
audience: public
---

You can pay by card, bank transfer or cash on delivery.
""",
    "promocje/do-wczoraj.md": """\
---
title: Letnia wyprzedaż parasoli
audience: public
valid_until: 2026-10-02
---

Parasole plażowe są tańsze o połowę.
""",
    "promocje/do-dzisiaj.md": """\
---
title: Ostatni dzień kuponu jesiennego
audience: public
valid_from: 2026-10-03
valid_until: 2026-10-03
---

Kupon jesienny działa jeden dzień.
""",
    "promocje/od-jutra.md": """\
---
title: Gwiazdkowe pakowanie prezentów
audience: public
valid_from: 2026-10-04
---

Prezenty pakujemy w ozdobny papier.
""",
    "procedury/reklamacja-vip.md": """\
---
title: Wewnętrzna eskalacja skargi klienta strategicznego
audience: internal
---

Skargę klienta strategicznego rozpatruje kierowniczka Trzebiatowska w 24 godziny.
""",
}

ENCODER = FakeEncoder()
Ask = Callable[..., SearchResult]


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the published base; do not change it."""
    folder = tmp_path_factory.mktemp("base")
    (folder / "repo").mkdir()
    repo = Repo(folder / "repo")
    repo.commit({f"pomoc/{path}": text for path, text in ARTICLES.items()})
    settings = Settings(
        content_repo=repo.path, content_ref="main", articles="pomoc", data_dir=folder / "var",
        embedder="fake", qdrant_url=None, keep_generations=3, default_audience=Audience.INTERNAL,
    )  # fmt: skip
    run_publish(settings)
    return folder / "var"


@pytest.fixture(scope="session")
def generation(data_dir: Path) -> Path:
    """The folder of the published generation; do not change it."""
    return index_root(data_dir) / str(current_name(data_dir))


@pytest.fixture(scope="session")
def public(generation: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The public articles, open for searching."""
    index = Index.open(generation / "public", EdgeBuilder(tmp_path_factory.mktemp("run")))
    yield index
    index.close()


@pytest.fixture(scope="session")
def internal(generation: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The internal articles, open for searching."""
    index = Index.open(generation / "internal", EdgeBuilder(tmp_path_factory.mktemp("run")))
    yield index
    index.close()


@pytest.fixture
def even_odds(monkeypatch: pytest.MonkeyPatch) -> None:
    """A confidence of one half for everything, answered from there: the shipped weights were fitted
    to another model, and these tests are about what is found."""
    model = Model((), (), (), (), 0.0, 0.5)
    monkeypatch.setattr(
        search_module, "bundled_models", lambda: {"polish": model, "foreign": model}
    )


@pytest.fixture
def ask(public: Index, even_odds: None) -> Ask:
    """Search the public articles as on `NOW`."""

    def search(
        query: str,
        *,
        category: str | None = None,
        language: str | None = None,
        limit: int = 10,
        exact: bool = False,
        index: Index = public,
        encoder: FakeEncoder | None = ENCODER,
        now: datetime = NOW,
    ) -> SearchResult:
        return search_module.search(
            index, encoder, query, limit=limit, only=Filter(category, language), now=now,
            commit="c" * 40, exact=exact,
        )  # fmt: skip

    return search
