"""The bundled model, unpacked once for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.embedding.e5 import E5Encoder
from kb.embedding.e5_file import E5File, bundled_model

LONG = "Zwrot towaru jest możliwy w ciągu 30 dni od otrzymania przesyłki, o ile nie był używany. "
SENTENCES = [
    "Ile mam czasu na zwrot towaru?",
    "zwrot",
    "gdzie jest moja paczka z Paczkomatu",
    "Odesłanie towaru kosztuje 9,99 zł, a dostawa kurierem 14,99 zł.",
    "zaplacilem dwa razy za to samo zamowienie",
    "Zażółć gęślą jaźń – „cudzysłów” i … wielokropek",
    "How do I return my order?",
    "Чи можу я скасувати замовлення?",
    "LD-204518  pomoc@lnianydom.example   1 000,50 zł",
    "1. Zaloguj się.\n2. Wybierz zamówienie.\n3. Kliknij „Zwróć”.",
    LONG * 25,
]


@pytest.fixture(scope="session")
def source() -> E5File:
    return E5File(bundled_model())


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that keeps the unpacked models of the test run."""
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="session")
def encoder(models: Path) -> E5Encoder:
    return E5Encoder(models)
