"""`kb status`: what is being served, and what could be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kb.cli.exits import NEGATIVE
from kb.cli.output import counted, json_option, print_json, printable
from kb.cli.readers import open_base
from kb.errors import IndexUnavailable, KbError
from kb.model import Audience, Status

if TYPE_CHECKING:
    from kb.settings import Settings


@click.command()
@json_option
@click.pass_context
def status(ctx: click.Context, as_json: bool) -> None:
    """Say what is served and which generations are kept.

    The commit, its age, numbers of articles and chunks, parts that are degraded.

    Exit code 0: something is served; 1: nothing can be.
    """
    from kb.settings import load_settings

    settings = load_settings()
    document = {**_served(settings), "generations": _generations(settings.data_dir)}
    document |= _publishing(settings.data_dir)
    if as_json:
        print_json(document)
    else:
        _print(document)
    ctx.exit(0 if document["serving"] else NEGATIVE)


def _served(settings: Settings) -> dict[str, Any]:
    try:
        with open_base(settings) as library:
            public = library.reader(Audience.PUBLIC).status()
            internal = library.reader(Audience.INTERNAL).status()
    except IndexUnavailable as error:
        return {"serving": False, "reason": type(error).__name__, "message": str(error)}
    return _served_document(public, internal)


def _served_document(public: Status, internal: Status) -> dict[str, Any]:
    age = datetime.now(UTC) - public.committed_at
    return {
        "serving": True,
        "commit": public.commit,
        "committed_at": public.committed_at.isoformat(),
        "published_at": public.published_at.isoformat(),
        "age_s": max(0, round(age.total_seconds())),
        "articles": {"public": public.articles, "internal": internal.articles},
        "chunks": {"public": public.chunks, "internal": internal.chunks},
        "fingerprint": public.fingerprint,
        "engine": public.engine,
        "degraded": list(public.degraded),
    }


def _publishing(data_dir: Path) -> dict[str, Any]:
    """How the last publish ended, what asks for one, and a rollback that is in force."""
    from kb.ingest.rollback import rolled_back
    from kb.publishing.outcome import last_outcome
    from kb.publishing.requests import pending

    found: dict[str, Any] = {}
    if note := rolled_back(data_dir):
        found["rolled_back"] = {
            "generation": note.generation,
            "taken_back": list(note.commits),
            "at": note.at,
        }
    if last := last_outcome(data_dir):
        found["last_publish"] = {
            "state": last.state,
            "failed": last.failed,
            "at": last.at,
            "ref": last.ref,
            "commit": last.commit,
            "took_s": last.took_s,
            "message": last.message,
            "problems": list(last.problems),
            "fetching": last.fetching,
        }
    if waits := pending(data_dir):
        found["publish_requested"] = {"by": waits.by, "at": waits.at}
    return found


def _generations(data_dir: Path) -> list[dict[str, Any]]:
    """Kept generations, newest first; one whose description is damaged says so."""
    from kb.search.generation import current_name, generations, read_manifest

    current = current_name(data_dir)
    found: list[dict[str, Any]] = []
    for name in generations(data_dir):
        entry: dict[str, Any] = {"name": name, "current": name == current}
        try:
            manifest = read_manifest(data_dir, name)
        except KbError as error:
            found.append({**entry, "damaged": str(error)})
            continue
        entry |= {"commit": manifest.commit, "published_at": manifest.published_at}
        found.append({**entry, "articles": manifest.articles})
    return found


def _print(document: dict[str, Any]) -> None:
    if document["serving"]:
        age = _age(timedelta(seconds=document["age_s"]))
        articles, chunks = document["articles"], document["chunks"]
        rows = [
            ("Serving", f"{document['commit']} (committed {age} ago)"),
            ("Published", document["published_at"]),
            ("Articles", f"{articles['public']} public, {articles['internal']} internal"),
            ("Chunks", f"{chunks['public']} public, {chunks['internal']} internal"),
            ("Model", document["fingerprint"]),
            ("Engine", document["engine"]),
            ("Degraded", ", ".join(document["degraded"]) or "nothing"),
        ]
        for label, value in rows:
            click.echo(f"{label + ':':<12}{value}")
    else:
        click.echo(f"Not serving: {document['message']}")
    _print_publishing(document)
    if document["generations"]:
        click.echo("Generations, newest first (* is served):")
    for entry in document["generations"]:
        mark = "*" if entry["current"] else " "
        about = entry.get("damaged") or (
            f"{entry['published_at']}  {counted(entry['articles'], 'article')}"
        )
        click.echo(f"{mark} {entry['name']}  {about}")


def _print_publishing(document: dict[str, Any]) -> None:
    if note := document.get("rolled_back"):
        commits = ", ".join(commit[:12] for commit in note["taken_back"])
        click.echo(f"{'ROLLED BACK:':<12} at {note['at']}, {commits} taken back.")
        click.echo("Hooks, pushes and the timer leave that alone; the next commit is published.")
    last = document.get("last_publish")
    if last and last["failed"]:
        about = f"{last['commit'][:12] or last['ref']} at {last['at']}"
        if last["state"] in {"refused", "failed"}:
            click.echo(f"{'NOT PUBLISHED:':<12} {about}")
            click.echo(printable(last["message"]))
        if last["fetching"]:
            click.echo(f"{'NOT FETCHED:':<12} {printable(last['fetching'])}")
    if waits := document.get("publish_requested"):
        click.echo(f"{'Requested:':<12}by {printable(waits['by'])} at {printable(waits['at'])}")


def _age(age: timedelta) -> str:
    minutes = int(age.total_seconds()) // 60
    if minutes < 60:
        return counted(minutes, "minute")
    return counted(minutes // 60, "hour") if minutes < 48 * 60 else counted(age.days, "day")
