"""The workplace over a real shop: its base, its draft engine, its database and its agents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from kb.answer.suggest import Assistant
from kb.reader import Library
from kb.search.sparse import copy_tree
from kb.settings import Settings
from kb.store.database import Store
from kb.wiring import migrate, open_assistant
from tests.answer.shop import ARTICLES
from tests.bases import Base, few_foreign_questions, new_base
from tests.bases import Clock as Seconds
from tests.bases import clock as seconds
from tests.webapp.panel.conftest import Clock, PanelClient
from tests.webapp.panel.work.workplace import Editors, Workplace
from webapp import create_app
from webapp.records import records
from webapp.serving import serving

__all__ = ["seconds"]


@pytest.fixture(scope="session")
def shop(quick_folder: Path) -> Base:
    """A published shop for all tests here; do not change it."""
    made = new_base(quick_folder / "workplace", ARTICLES)
    with pytest.MonkeyPatch.context() as patch:
        few_foreign_questions(patch)
        made.publish()
    migrate(made.settings())
    return made


@dataclass(frozen=True)
class Engine:
    """A published shop as a server holds it: making one takes seconds."""

    library: Library
    assistant: Assistant


@pytest.fixture(scope="session")
def engine(shop: Base) -> Iterator[Engine]:
    with shop.library() as library:
        yield Engine(library, open_assistant(shop.settings(), library))


@pytest.fixture
def app(engine: Engine, database: None, clock: Clock) -> Iterator[Flask]:
    """The application over the shop, with a database of its own."""
    settings = Settings(smtp_from="pomoc@lnianydom.example")
    made = create_app(settings, engine.library)
    made.test_client_class = PanelClient
    with made.app_context():
        state = serving()
        state.clock, state.assistant = clock, engine.assistant
    yield made
    with made.app_context():
        records().store.close()


@pytest.fixture
def desk(app: Flask, store: Store, clock: Clock) -> Workplace:
    return Workplace(app, store, clock)


@pytest.fixture
def editors(app: Flask, quick_path: Path, shop: Base, seconds: Seconds) -> Iterator[Editors]:
    copy_tree(shop.root, quick_path / "desk")
    base = Base(quick_path / "desk")
    with app.app_context():
        made = Editors(serving(), base, seconds)
    yield made
    made.close()
