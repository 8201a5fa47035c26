"""For operators: is the process alive, what does it serve, how busy is it."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from flask import Blueprint, Response, jsonify

from kb.errors import (
    IndexCorrupt,
    IndexMismatch,
    IndexMissing,
    IndexUnavailable,
    StoreUnavailable,
)
from kb.publishing.outcome import last_outcome
from webapp.metrics import CONTENT_TYPE, rendered_backlog
from webapp.metrics import metrics as figures
from webapp.records import records
from webapp.serving import public_reader, serving

bp = Blueprint("ops", __name__)
log = logging.getLogger(__name__)

#: What a probe is told. The full message names folders of the server and goes to the log.
UNREADY: dict[type[IndexUnavailable], tuple[str, str]] = {
    IndexMissing: ("index-missing", "nothing is published; run `kb publish`"),
    IndexMismatch: (
        "index-mismatch",
        "the index was built with another model, chunker or analyser; run `kb publish`",
    ),
    IndexCorrupt: ("index-corrupt", "files of the index are damaged; run `kb publish`"),
}


@bp.get("/healthz")
def alive() -> Response:
    """200 as long as the process answers at all."""
    return jsonify(alive=True)


@bp.get("/readyz")
def ready() -> tuple[Response, int]:
    """200 with what is being served and which parts are degraded, 503 when nothing can be."""
    try:
        status = public_reader().status()
    except IndexUnavailable as error:
        log.warning("not ready: %s", error)
        reason, advice = next(
            (UNREADY[kind] for kind in type(error).__mro__ if kind in UNREADY),
            ("index-unavailable", "no generation can be served; see the server's log"),
        )
        return jsonify(ready=False, reason=reason, advice=advice), 503
    age = datetime.now(UTC) - status.committed_at.astimezone(UTC)
    return jsonify(
        ready=True,
        commit=status.commit,
        committed_at=status.committed_at.isoformat(),
        published_at=status.published_at.isoformat(),
        age_s=max(0, round(age.total_seconds())),
        articles=status.articles,
        chunks=status.chunks,
        engine=status.engine,
        degraded=list(status.degraded),
        publishing=_publishing(),
    ), 200


def _publishing() -> dict[str, object]:
    """How the last publish on this machine ended. What it said is for `kb status` and the log."""
    last = last_outcome(serving().settings.data_dir)
    if last is None:
        return {"state": "none"}
    found = {"state": last.state, "at": last.at, "problems": len(last.problems)}
    return found | {"fetching": "failed" if last.fetching else "well"}


@bp.get("/metrics")
def metrics() -> Response:
    """Prometheus text format. What the database counts is left out while it is away."""
    return Response(figures().render() + _outbox(), content_type=CONTENT_TYPE)


def _outbox() -> bytes:
    from kb.delivery.backlog import backlog

    try:
        return rendered_backlog(backlog(records().store, serving().clock()))
    except StoreUnavailable as error:
        log.warning("no figures of the outbox: %s", error)
        return b""
