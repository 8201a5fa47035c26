"""Opening the published base for the length of one command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kb.model import Audience

if TYPE_CHECKING:
    from kb.reader import Library, Reader
    from kb.settings import Settings


@contextmanager
def open_base(settings: Settings) -> Iterator[Library]:
    """The published base, closed at the end."""
    from kb.wiring import open_library

    library = open_library(settings)
    try:
        yield library
    finally:
        library.close()


@contextmanager
def open_reader(settings: Settings, internal: bool = False) -> Iterator[Reader]:
    """The current generation of an audience. Raises kinds of IndexUnavailable."""
    with open_base(settings) as library:
        yield library.reader(Audience.INTERNAL if internal else Audience.PUBLIC)
