"""`kb status`."""

from __future__ import annotations

from tests.cli.conftest import Base


def test_what_is_served_is_said_with_its_numbers(published: Base) -> None:
    document = published.json("status")

    assert document["serving"] is True
    assert len(document["commit"]) == 40
    assert document["articles"] == {"public": 2, "internal": 1}
    assert document["chunks"]["public"] > 2
    assert document["fingerprint"].startswith("fake-64 ")
    assert document["engine"].startswith("qdrant-edge")
    assert document["degraded"] == []
    assert document["age_s"] >= 0
    assert [entry["current"] for entry in document["generations"]] == [True]


def test_the_same_for_people(published: Base) -> None:
    done = published.kb("status")

    assert done.exit_code == 0
    assert "Articles:   2 public, 1 internal" in done.stdout
    assert "Degraded:   nothing" in done.stdout


def test_nothing_published_is_not_serving(unpublished: Base) -> None:
    done = unpublished.kb("status")

    assert done.exit_code == 1
    assert done.stdout == "Not serving: Nothing has been published yet. Run `kb publish`.\n"
    assert unpublished.json("status") == {
        "serving": False,
        "reason": "IndexMissing",
        "message": "Nothing has been published yet. Run `kb publish`.",
        "generations": [],
    }


def test_generations_are_listed_newest_first_and_the_served_one_is_marked(
    base_twice: Base,
) -> None:
    newest, old = (entry["name"] for entry in base_twice.json("status")["generations"])
    base_twice.kb("rollback")

    lines = base_twice.kb("status").stdout.splitlines()

    assert lines[-2].startswith(f"  {newest}  ")
    assert lines[-1].startswith(f"* {old}  ")


def test_a_damaged_generation_is_named_and_does_not_hide_the_others(base_twice: Base) -> None:
    _, old = (entry["name"] for entry in base_twice.json("status")["generations"])
    (base_twice.data / "index" / old / "manifest.json").write_text("{", encoding="utf-8")

    done = base_twice.kb("status")

    assert done.exit_code == 0
    assert any(old in line and "is damaged" in line for line in done.stdout.splitlines())


def test_a_damaged_current_generation_is_not_serving(base: Base) -> None:
    [entry] = base.json("status")["generations"]
    (base.data / "index" / entry["name"] / "public" / "vectors.npy").write_bytes(b"")

    done = base.kb("status")

    assert done.exit_code == 1
    assert "Not serving: " in done.stdout
    assert base.kb("search", "zwrot").exit_code == 7


def test_a_publish_that_was_refused_is_told_with_its_problems(base: Base) -> None:
    base.commit({"zwroty/zly.md": "---\ntitle: [\n---\n\nTreść.\n"})
    assert base.kb("publish").exit_code == 4

    done = base.kb("status")

    assert done.exit_code == 0
    assert "NOT PUBLISHED:" in done.stdout
    assert "zwroty/zly.md:" in done.stdout
    assert base.json("status")["last_publish"]["state"] == "refused"


def test_a_publish_that_is_asked_for_is_told(base: Base) -> None:
    from datetime import UTC, datetime

    from kb.publishing.outcome import note_fetch
    from kb.publishing.requests import ask

    ask(base.data, "github", datetime(2026, 11, 29, tzinfo=UTC))
    note_fetch(base.data, "main", "no route to host")

    said = base.kb("status").stdout

    assert "Requested:  by github at 2026-11-29T00:00:00+00:00" in said
    assert "NOT FETCHED: no route to host" in said
