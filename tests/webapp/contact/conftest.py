from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from tests.webapp.conftest import build
from tests.webapp.contact.letters import (
    NOW,
    OPENING,
)
from tests.webapp.fakes import EDITORIAL, FakeLibrary
from webapp.records import records
from webapp.serving import serving


@pytest.fixture
def app(library: FakeLibrary, database: None) -> Iterator[Flask]:
    contact = replace(EDITORIAL.contact, opening=OPENING)
    library.public.editorial = replace(EDITORIAL, contact=contact)
    made = build(library)
    with made.app_context():
        serving().clock = lambda: NOW
        yield made
        records().store.close()
