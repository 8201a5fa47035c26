"""What the GDPR gives people a right to, for admins: a copy of their data, erasing, who looked."""

from __future__ import annotations

import json
import logging
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Response, render_template, request

from kb.accounts.model import Role
from kb.errors import NotFound
from webapp.inputs import one_line, whole_number
from webapp.language import gettext, later
from webapp.panel.access import bp, current_account, needs
from webapp.panel.moments import shop_zone
from webapp.records import records
from webapp.serving import serving

if TYPE_CHECKING:
    from kb.rodo.subject import Matched, Subject

log = logging.getLogger(__name__)

ACTIONS = {
    "open": later("otwarcie sprawy"),
    "export": later("kopia danych"),
    "erase": later("usunięcie danych"),
    "account-made": later("nowe konto"),
    "account-changed": later("zmiana konta"),
    "account-password": later("nowe hasło do konta"),
    "account-factor": later("wyłączenie kodu przy logowaniu"),
    "account-disabled": later("wyłączenie konta"),
    "account-enabled": later("włączenie konta"),
}
_PER_PAGE = 100
_LONGEST = 254


@bp.route("/rodo", methods=["GET", "POST"])
@needs(Role.ADMIN)
def rodo() -> tuple[str, int]:
    """The search for a person is posted: an address in a link would stay in logs and histories."""
    if request.method != "POST":
        return _page()
    written = one_line(request.form.get("kto", ""))[:_LONGEST]
    person = _person(written)
    if person is None:
        return _page(written, trouble=_NOBODY_MEANT)
    return _page(written, found=_matched(person))


@bp.post("/rodo/kopia")
@needs(Role.ADMIN)
def rodo_export() -> Response | tuple[str, int]:
    from kb.rodo.export import export, export_document, export_text

    written = one_line(request.form.get("kto", ""))[:_LONGEST]
    person = _person(written)
    if person is None:
        return _page(written, trouble=_NOBODY_MEANT)
    found = export(records().store, person, current_account().id, serving().clock())
    if request.form.get("postac") == "json":
        document = json.dumps(export_document(found), ensure_ascii=False, indent=2)
        return _file(document, "application/json", "json")
    return _file(export_text(found, shop_zone()), "text/plain", "txt")


@bp.post("/rodo/usun")
@needs(Role.ADMIN)
def rodo_erase() -> tuple[str, int]:
    from kb.rodo.erase import erase

    written = one_line(request.form.get("kto", ""))[:_LONGEST]
    person = _person(written)
    if person is None:
        return _page(written, trouble=_NOBODY_MEANT)
    if request.form.get("na-pewno") != "tak":
        told = later("Zaznacz, że usunięcie jest uzasadnione. Niczego nie usunęliśmy.")
        return _page(written, found=_matched(person), trouble=told)
    done = erase(records().store, person, current_account().id, serving().clock())
    log.info("data of %d conversations erased", len(done.conversations))
    return _page(done=done)


_NOBODY_MEANT = later(
    "To nie jest adres e-mail, telefon ani numer sprawy. Numer wygląda tak: 7K4M-2QX9."
)


def _person(written: str) -> Subject | None:
    from kb.rodo.subject import subject

    try:
        return subject(written)
    except ValueError:
        return None


def _matched(person: Subject) -> Matched:
    """Where the person's data stand; nowhere for a number that is none."""
    from kb.rodo.subject import Matched, matched

    try:
        with records().store.reading() as connection:
            return matched(connection, person)
    except NotFound:
        return Matched((), ())


def _page(
    written: str = "", found: object = None, done: object = None, trouble: str = ""
) -> tuple[str, int]:
    from kb.rodo.access_log import accesses

    number = one_line(request.args.get("sprawa", ""))[:64]
    entries = accesses(
        records().store,
        number=number,
        before=whole_number(request.args.get("przed", "")),
        limit=_PER_PAGE + 1,
    )
    more = entries[_PER_PAGE - 1][0] if len(entries) > _PER_PAGE else None
    settings = serving().settings
    page = render_template(
        "panel/rodo.html",
        written=written,
        found=found,
        done=done,
        trouble=gettext(trouble) if trouble else "",
        entries=[one for _, one in entries[:_PER_PAGE]],
        number=number,
        more=more,
        actions=ACTIONS,
        answered_days=settings.message_retention_days,
        waiting_days=settings.unanswered_retention_days,
        record_days=settings.retention_days,
        log_days=settings.access_log_retention_days,
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if trouble else HTTPStatus.OK


def _file(content: str, kind: str, ending: str) -> Response:
    today: datetime = serving().clock().astimezone(shop_zone())
    name = f"kopia-danych-{today:%Y-%m-%d}.{ending}"
    return Response(
        content,
        mimetype=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
