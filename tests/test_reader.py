"""The served base: it follows the publisher, never mixes two generations, and outlives damage."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Event, Thread
from time import monotonic

import pytest

import kb.reader
from kb.embedding.encoder import Encoder
from kb.errors import ConfigError, NotFound
from kb.ingest.rollback import roll_back
from kb.model import Audience, Status
from kb.reader import Library, Reader
from kb.search.generation import current_name
from kb.wiring import engine_builder, model_fingerprint, query_encoder
from tests.bases import NEW, PUBLIC, QUESTION, Base, Clock, article, new_base

INTERNAL = Audience.INTERNAL
ROOT = Path(__file__).parents[1]


def test_a_publish_is_served_within_a_second_without_a_restart(base: Base) -> None:
    with base.library() as library:
        library.reader(PUBLIC)
        base.commit(NEW)
        published = base.publish()
        deadline = monotonic() + 1
        while library.reader(PUBLIC).manifest.name != published.generation:
            assert monotonic() < deadline
        assert library.reader(PUBLIC).article("nowy").commit == published.commit


def test_holidays_come_from_the_generation(base: Base) -> None:
    hours = '[contact.opening]\nholidays = "PL"\nmonday = ["8:00-18:00"]\n'
    base.commit({"kb.toml": hours})
    base.publish()

    with base.library() as library:
        opening = library.reader(PUBLIC).editorial.contact.opening

    assert opening is not None
    assert date(datetime.now(UTC).year + 1, 11, 11) in opening.holidays[datetime.now(UTC).year + 1]


def test_an_article_is_served_with_its_history_but_for_words_about_internal_ones(
    base: Base,
) -> None:
    first = base.git("rev-parse", "HEAD")
    second = base.commit({"zwroty/termin-zwrotu.md": article("Termin", "Masz 14 dni.")})
    base.publish()

    with base.reader() as public, base.reader(INTERNAL) as internal:
        shown = public.article("termin-zwrotu").history
        known = internal.article("reklamacja-vip").history

    assert [(one.commit, one.message) for one in shown] == [
        (second[:12], "Zmiana"),
        (first[:12], ""),
    ]
    assert [(one.commit, one.message) for one in known] == [(first[:12], "Zmiana")]
    assert {one.author for one in (*shown, *known)} == {"Redakcja"}


@pytest.mark.parametrize(
    ("zone", "shown"),
    [("Europe/Warsaw", True), ("Pacific/Kiritimati", False), ("America/New_York", True)],
)
def test_a_day_ends_by_the_clock_of_the_shop(
    base: Base, monkeypatch: pytest.MonkeyPatch, zone: str, shown: bool
) -> None:
    base.commit(
        {
            "kb.toml": f'[contact.opening]\ntimezone = "{zone}"\nmonday = ["8:00-18:00"]\n',
            "zwroty/nowy.md": article("Kupon", valid_until="2026-10-03"),
        }
    )
    base.publish()
    evening = datetime(2026, 10, 3, 21, 30, tzinfo=UTC)
    monkeypatch.setattr(kb.reader, "_now", lambda: evening)

    with base.reader() as reader:
        assert ("nowy" in {item.slug for item in reader.articles()}) is shown


def test_the_pointer_is_not_read_at_every_request(
    base: Base, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[Path] = []

    def counting(data_dir: Path) -> str | None:
        looks.append(data_dir)
        return current_name(data_dir)

    monkeypatch.setattr(kb.reader, "current_name", counting)
    with base.library() as library:
        for _ in range(100):
            library.reader(PUBLIC)
    assert len(looks) == 1


def test_each_audience_follows_however_busy_the_other_is(base: Base, clock: Clock) -> None:
    with base.library() as library:
        for audience in Audience:
            library.reader(audience)
        sha = base.commit(NEW)
        base.publish()
        clock.pass_a_second()

        assert [library.reader(audience).manifest.commit for audience in Audience] == [sha, sha]


def spoil(path: Path) -> None:
    """Damage that shows only when the file is read."""
    path.write_bytes(b"x" * path.stat().st_size)


def test_both_audiences_change_to_a_new_generation_at_once_or_not_at_all(
    base: Base, clock: Clock
) -> None:
    with base.library() as library:
        old = library.readers()
        base.commit(NEW)
        base.publish()
        # A disk with room for the copy of one audience does the same.
        spoil(base.generation() / "internal/lexicon.json")
        clock.pass_a_second()
        assert library.reader(PUBLIC) is old[0]
        assert library.readers() == old
        copies = len(base.copies())

        mended = base.publish(rebuild=True)
        clock.pass_a_second()
        assert library.reader(PUBLIC).manifest.name == mended.generation
        assert {one.manifest.name for one in library.readers()} == {mended.generation}
    assert copies == 2


def test_an_audience_that_is_asked_for_late_is_of_the_generation_that_serves(
    base: Base, clock: Clock
) -> None:
    with base.library() as library:
        old = library.reader(PUBLIC)
        base.commit(NEW)
        base.publish()
        spoil(base.generation() / "public/lexicon.json")
        clock.pass_a_second()

        assert library.reader(Audience.INTERNAL).manifest.name == old.manifest.name


def test_a_request_that_began_on_the_old_generation_ends_well(base: Base, clock: Clock) -> None:
    with base.library() as library:
        old = library.reader(PUBLIC)
        base.commit(NEW)
        base.publish(keep_generations=1)
        clock.pass_a_second()
        new = library.reader(PUBLIC)

        assert not (base.index / old.manifest.name).exists()
        assert old.search(QUESTION).commit == old.article("termin-zwrotu").commit
        assert old.manifest.commit != new.search(QUESTION).commit
        with pytest.raises(NotFound):
            old.article("nowy")


def test_old_generations_are_closed_when_their_requests_must_have_ended(
    base: Base, clock: Clock
) -> None:
    with base.library() as library:
        library.reader(PUBLIC)
        base.commit(NEW)
        base.publish()
        clock.pass_a_second()
        library.reader(PUBLIC)
        assert len(base.copies()) == 2
        clock.now += 61
        library.reader(PUBLIC)
        assert len(base.copies()) == 1
    assert base.copies() == []


def test_answers_are_never_mixed_while_ten_publishes_run_beside_four_searching_threads(
    quick_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kb.reader, "_LOOK_EVERY_S", 0.0)  # every request may change the generation
    base = new_base(quick_path / "b", versions(0))
    numbers = {base.publish().commit: 0}
    numbers |= {base.commit(versions(number)): number for number in range(1, 11)}
    pages: list[tuple[str, str, int]] = []
    faults: list[Exception] = []
    over = Event()

    with base.library() as library:

        def ask() -> None:
            last = -1
            while not over.wait(0.01):  # leaves the processor to the publisher
                try:
                    last = max(last, ask_once(library, pages, last))
                except Exception as exc:  # noqa: BLE001 - any fault of a thread fails the test
                    faults.append(exc)
                    return

        library.reader(PUBLIC)
        threads = [Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        try:
            publish_each(base, list(numbers)[1:])
        finally:
            over.set()
            for thread in threads:
                thread.join()

    assert faults == []
    assert {text for commit, text, _ in pages if f"wersja {numbers[commit]}." not in text} == set()
    assert len({commit for commit, _, _ in pages}) > 5


def publish_each(base: Base, commits: list[str]) -> None:
    """Publish one commit after the other in a process of its own, and keep no older one."""
    program = (
        "import pytest, sys; from tests.bases import few_foreign_questions\n"
        "from kb.settings import load_settings; from kb.wiring import run_publish\n"
        "few_foreign_questions(pytest.MonkeyPatch())\n"
        "for sha in sys.argv[1:]: run_publish(load_settings(content_ref=sha, keep_generations=1))"
    )
    subprocess.run(
        [sys.executable, "-c", program, *commits],
        env={**base.environment(), "PYTHONPATH": str(ROOT)},
        check=True,
    )


def versions(number: int) -> dict[str, str | bytes | None]:
    return {
        f"{name}.md": article(f"{name} na zwrot", f"{name} na zwrot: wersja {number}.")
        for name in ("czas", "koszt", "adres")
    }


def ask_once(library: Library, pages: list[tuple[str, str, int]], last: int) -> int:
    """One request: a search and its best article, all of one commit; its number."""
    reader = library.reader(PUBLIC)
    result = reader.search("koszt na zwrot")
    page = reader.article(result.hits[0].slug)
    texts = {*(hit.passage.text for hit in result.hits), page.markdown.strip()}
    found = {int(text.rpartition("wersja ")[2].rstrip(".")) for text in texts}
    assert len(found) == 1, texts
    assert len(result.hits) == 3
    assert result.commit == page.commit
    (number,) = found
    assert number >= last, "time went backwards"
    pages.append((result.commit, page.markdown.strip(), number))
    return number


def test_a_damaged_new_generation_is_logged_once_and_the_old_one_serves(
    base: Base, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    with base.library() as library:
        old = library.reader(PUBLIC)
        base.commit(NEW)
        published = base.publish()
        (base.generation() / "public" / "bm25.json").write_text("{", encoding="utf-8")

        with caplog.at_level(logging.ERROR, "kb.reader"):
            for _ in range(3):
                clock.pass_a_second()
                assert library.reader(PUBLIC) is old
        assert [record.getMessage() for record in caplog.records] == [
            f"the new generation {published.generation} cannot be opened; the old one serves"
        ]
        assert "bm25.json has 1 bytes instead of" in caplog.text
        assert old.search(QUESTION).hits[0].slug == "termin-zwrotu"

        mended = base.publish()
        clock.pass_a_second()
        assert library.reader(PUBLIC).manifest.name == mended.generation != published.generation


def test_a_rollback_is_followed_as_a_publish_is(base: Base, clock: Clock) -> None:
    first = base.pointer()
    with base.library() as library:
        base.commit(NEW)
        base.publish()
        assert library.reader(PUBLIC).article("nowy").html

        manifest = roll_back(base.data, None, "fake-64")
        clock.pass_a_second()

        assert library.reader(PUBLIC).manifest.name == manifest.name == first
        with pytest.raises(NotFound):
            library.reader(PUBLIC).article("nowy")


def test_without_its_model_the_base_is_searched_by_words_alone_and_says_so(
    base: Base, caplog: pytest.LogCaptureFixture
) -> None:
    def missing() -> Encoder:
        raise ConfigError("The model's file is gone.")

    settings = base.settings()
    library = Library(base.data, engine_builder(settings), missing, model_fingerprint(settings))
    reader = library.reader(PUBLIC)
    result = reader.search(QUESTION)

    assert result.hits[0].slug == "termin-zwrotu"
    assert result.degraded == reader.status().degraded == ("dense",)
    assert "searching by words alone" in caplog.text
    library.close()


def test_workers_have_copies_of_their_own_and_those_of_the_dead_are_removed(base: Base) -> None:
    settings = base.settings()
    with base.library() as library:
        library.reader(PUBLIC)
        mine = base.copies()
        program = (
            "import os, signal; from kb.settings import load_settings; "
            "from kb.wiring import open_library; from kb.model import Audience; "
            "reader = open_library(load_settings()).reader(Audience.PUBLIC); "
            "reader.search('zwrot'); os.kill(os.getpid(), signal.SIGKILL)"
        )
        dead = subprocess.run(
            [sys.executable, "-c", program],
            env={**base.environment(), "PYTHONPATH": str(ROOT)},
            check=False,
        )
        assert dead.returncode == -signal.SIGKILL
        left = [name for name in base.copies() if name not in mine]
        assert len(left) == 1
        # A container gives the same numbers to other processes after each restart.
        (base.data / "run" / left[0]).rename(base.data / "run" / f"{os.getpid()}-left")

        other = Library(
            base.data,
            engine_builder(settings),
            lambda: query_encoder(settings),
            model_fingerprint(settings),
        )
        other.reader(PUBLIC)
        assert set(mine) < set(base.copies())
        assert len(base.copies()) == 2
        other.close()
        assert library.reader(PUBLIC).search(QUESTION).hits
    assert base.copies() == []


def test_articles_and_categories_are_listed_in_the_editors_order(base: Base) -> None:
    base.commit({"akcje/a.md": article("Akcja")})
    base.publish()
    with base.reader() as reader:
        assert reader.categories() == (
            ("zwroty", "Zwroty", 1), ("akcje", "Akcje", 1), ("dostawa", "Dostawa", 1)
        )  # fmt: skip
        assert [item.slug for item in reader.articles("dostawa")] == ["koszt-dostawy"]
        assert reader.articles("nie-ma") == ()


def test_completions_end_the_last_word(base: Base) -> None:
    with base.reader() as reader:
        assert "ile kosztuje dostawa" in reader.complete("ile kosztuje dost")
        assert reader.complete("d") == ()
        assert reader.complete("") == ()


def test_the_status_says_what_is_served(base: Base) -> None:
    statuses: dict[Audience, Status] = {}
    with base.library() as library:
        for audience in Audience:
            reader: Reader = library.reader(audience)
            statuses[audience] = reader.status()

    assert [statuses[audience].articles for audience in Audience] == [2, 1]
    assert {status.commit for status in statuses.values()} == {base.git("rev-parse", "HEAD")}
    assert statuses[PUBLIC].engine.startswith("qdrant-edge ")
    assert statuses[PUBLIC].fingerprint.startswith("fake-64 ")
    assert statuses[INTERNAL].degraded == ()
