"""Publishing: all of it or nothing, nothing done twice, and what was served before is kept."""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import pytest

from kb.embedding.encoder import Encoded
from kb.embedding.fake import FakeEncoder
from kb.errors import NotFound, PublishBusy
from kb.ingest.publish import publish
from kb.ingest.rollback import roll_back
from kb.model import Audience
from kb.search.generation import generations, read_manifest
from kb.wiring import engine_builder, passage_embedding, read_snapshot
from tests.bases import NEW, SECRET, Base, article, new_base
from tests.publisher import publisher


@pytest.fixture
def embedded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that is embedded from now on."""
    texts: list[str] = []
    encode = FakeEncoder.encode_passages

    def recording(self: FakeEncoder, passages: Sequence[str]) -> list[Encoded]:
        texts.extend(passages)
        return encode(self, passages)

    monkeypatch.setattr(FakeEncoder, "encode_passages", recording)
    return texts


def test_a_commit_that_is_served_is_not_built_again(base: Base, embedded: list[str]) -> None:
    served = base.pointer()

    published = base.publish()

    assert (published.unchanged, published.embedded, published.generation) == (True, 0, served)
    assert embedded == []
    assert generations(base.data) == [served]


def test_a_rebuild_embeds_nothing_that_was_embedded_before(base: Base, embedded: list[str]) -> None:
    published = base.publish(rebuild=True)

    assert (published.unchanged, published.embedded, embedded) == (False, 0, [])


def test_a_changed_article_alone_is_embedded(base: Base, embedded: list[str]) -> None:
    changed = article("Ile kosztuje dostawa?", "Dostawa kurierem kosztuje teraz 9,99 zł.")
    base.commit({"dostawa/koszt-dostawy.md": changed})

    published = base.publish()

    assert published.embedded == len(embedded) == len(set(embedded))
    assert 0 < len(embedded) < published.chunks / 2
    assert [text for text in embedded if "9,99 zł" not in text] == []


def test_another_folder_audience_or_model_is_another_base(base: Base) -> None:
    assert base.publish(default_audience=Audience.PUBLIC).unchanged is False
    assert base.publish(default_audience=Audience.PUBLIC).unchanged is True
    assert base.publish(articles="pomoc/zwroty").articles == 1


def test_a_commit_without_a_change_of_articles_is_published_because_it_is_cited(
    base: Base,
) -> None:
    sha = base.commit({"../inne.txt": "x"})

    published = base.publish()

    assert (published.commit, published.unchanged, published.embedded) == (sha, False, 0)


def test_the_work_tree_is_published_with_what_is_not_committed(base: Base) -> None:
    (base.repo / "pomoc/szkic.md").write_text(article("Szkic"), encoding="utf-8")

    first, second = base.publish(worktree=True), base.publish(worktree=True)

    assert (first.commit, first.articles) == ("worktree", 4)
    assert second.unchanged is False
    assert second.generation != first.generation
    with base.reader() as reader:
        assert reader.article("szkic").commit == "worktree"
        assert reader.search("szkic").commit == "worktree"


@pytest.mark.parametrize("keep", [1, 2])
def test_the_newest_generations_are_kept(base: Base, keep: int) -> None:
    made = [base.publish(rebuild=True, keep_generations=keep).generation for _ in range(3)]

    assert generations(base.data) == made[::-1][:keep]
    assert base.pointer() == made[-1]


def test_articles_that_state_no_audience_get_the_one_of_the_settings(quick_path: Path) -> None:
    base = new_base(quick_path / "b", {"a.md": "# Zwrot\n\nTreść.\n"})

    base.publish()
    with base.library() as library:
        assert library.reader(Audience.PUBLIC).articles() == ()
        assert library.reader(Audience.PUBLIC).search("zwrot").hits == ()
        assert len(library.reader(Audience.INTERNAL).articles()) == 1
    base.publish(default_audience=Audience.PUBLIC)
    with base.reader() as reader:
        assert [item.slug for item in reader.articles()] == ["a"]


def test_no_byte_of_an_internal_article_is_in_what_the_public_index_reads(base: Base) -> None:
    generation = base.generation()

    assert holders(generation / "internal", SECRET) != []
    for word in (SECRET, "reklamacja-vip", "zgredolink"):
        assert holders(generation / "public", word) == []
        found = [path.name for path in generation.iterdir() if path.is_file()]
        assert [name for name in found if word.encode() in (generation / name).read_bytes()] == []
    with base.reader() as reader:
        assert SECRET not in repr(reader.search(SECRET, exact=True).hits)
        assert reader.complete("zgredo") == ()
        with pytest.raises(NotFound):
            reader.article("reklamacja-vip")


def test_a_generation_says_what_it_was_made_of(base: Base) -> None:
    manifest = read_manifest(base.data, base.pointer())

    assert manifest.commit == base.git("rev-parse", "HEAD")
    assert (manifest.model, manifest.engine, manifest.folder) == ("fake-64", "qdrant-edge", "pomoc")
    assert manifest.published <= datetime.now(UTC)
    on_disk = {
        path.relative_to(base.generation()).as_posix(): path.stat().st_size
        for path in base.generation().rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert manifest.files == on_disk


def test_a_second_publisher_is_refused_at_once_and_may_go_when_the_first_is_dead(
    base: Base,
) -> None:
    served = base.pointer()
    base.commit(NEW)

    with publisher(base, "articles 0"):
        started = perf_counter()
        with pytest.raises(PublishBusy, match=r"Another publisher .* Wait until it ends"):
            base.publish()
        with pytest.raises(PublishBusy):
            roll_back(base.data, None, "fake-64")
        assert perf_counter() - started < 2
        assert base.pointer() == served
    assert base.publish().unchanged is False


@pytest.mark.parametrize(
    "moment",
    ["embedding 0", "index public 1", "index internal 1", "write_manifest", "make_current"],
)
def test_a_publisher_killed_in_the_middle_leaves_the_old_base_and_nothing_for_ever(
    base: Base, moment: str
) -> None:
    served = base.pointer()
    base.commit(NEW)

    with publisher(base, moment) as process, base.reader() as before:
        process.kill()
        process.wait()
        assert base.pointer() == served
        assert before.search("ile kosztuje dostawa").hits[0].slug == "koszt-dostawy"
    with base.reader() as afresh:
        assert afresh.manifest.name == served

    published = base.publish()

    assert (published.unchanged, published.articles) == (False, 4)
    assert base.pointer() == published.generation
    assert base.left_behind() == []
    with base.reader() as reader:
        assert reader.article("nowy").commit == published.commit


def test_what_was_embedded_before_a_kill_is_not_embedded_again(
    base: Base, embedded: list[str]
) -> None:
    base.commit({f"a/{n}.md": article(f"Artykuł {n}", f"Treść numer {n}.") for n in range(160)})
    with publisher(base, "embedding 256") as process:
        process.kill()
        process.wait()
    stored = rows(base)

    published = base.publish()

    assert len(embedded) == published.embedded
    assert rows(base) == stored + published.embedded
    assert published.embedded < published.chunks - 256


def test_what_a_killed_publisher_left_is_removed_even_if_nothing_changed(base: Base) -> None:
    (base.index / ".building-x1" / "abc-1" / "public").mkdir(parents=True)
    (base.index / ".current-12345").write_text("abc-1\n", encoding="utf-8")

    assert base.publish().unchanged is True
    assert base.left_behind() == []


def test_progress_tells_of_every_step(base: Base) -> None:
    base.commit(NEW)
    settings = base.settings()
    seen: list[tuple[str, int, int]] = []

    publish(
        lambda: read_snapshot(settings),
        base.data,
        Audience.INTERNAL,
        passage_embedding(settings),
        engine_builder(settings),
        "qdrant-edge",
        3,
        progress=lambda *step: seen.append(step),
    )

    assert list(dict.fromkeys(step for step, _, _ in seen)) == [
        "articles", "index public", "embedding", "index internal"
    ]  # fmt: skip
    assert all(0 <= done <= total for _, done, total in seen)
    assert {step for step, done, total in seen if done == total} == {step for step, _, _ in seen}


def holders(folder: Path, word: str) -> list[str]:
    """Files whose bytes hold the word; the engine's files are mostly holes, which are passed."""
    command = ["grep", "-rlai", "--", word, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout.splitlines()


def rows(base: Base) -> int:
    with sqlite3.connect(base.data / "cache" / "vectors.db") as db:
        (count,) = db.execute("select count(*) from vectors").fetchone()
    db.close()
    return int(count)
