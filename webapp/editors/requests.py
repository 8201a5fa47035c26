"""What agents ask the editors to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kb.accounts.model import Role
from webapp.editors import shared
from webapp.editors.blueprint import bp, editors, readers
from webapp.inputs import several_lines
from webapp.language import gettext, later
from webapp.panel.access import current_account
from webapp.panel.moments import shop_zone
from webapp.records import records
from webapp.serving import serving

if TYPE_CHECKING:
    from datetime import datetime

_LONGEST_ANSWER = 1_000
_COLUMNS = (later("Pytanie"), later("Od konsultanta"), later("Kiedy"), later("Załatwiono"),
            later("Odpowiedź redakcji"), later("Kto"))  # fmt: skip


@bp.get("/prosby")
@readers
def requests() -> str:
    from kb.review.gaps import requests as asked

    done = request.args.get("stan") == "zalatwione"
    return render_template(
        "editors/requests.html",
        requests=asked(records().store, done=done),
        done=done,
        longest=_LONGEST_ANSWER,
        may_edit=current_account().role.may(Role.EDITOR),
    )


@bp.get("/prosby.csv")
@readers
def requests_csv() -> Response:
    from kb.review.gaps import requests as asked

    store = records().store
    rows = [
        [one.question, one.note, _day(one.at), _day(one.done_at), one.answer, one.done_by]
        for done in (False, True)
        for one in asked(store, done=done)
    ]
    return shared.csv("prosby", [gettext(one) for one in _COLUMNS], rows)


@bp.post("/prosby/<int(max=2147483647):number>/zalatwione")
@editors
def close_request(number: int) -> AnyResponse:
    from kb.review.gaps import close

    answer = several_lines(request.form.get("odpowiedz", ""))[:_LONGEST_ANSWER]
    close(records().store, number, answer, current_account().id, serving().clock())
    return redirect(url_for("editors.requests"), 303)


@bp.post("/prosby/<int(max=2147483647):number>/otworz")
@editors
def reopen_request(number: int) -> AnyResponse:
    from kb.review.gaps import reopen

    reopen(records().store, number)
    return redirect(url_for("editors.requests"), 303)


def _day(moment: datetime | None) -> str | None:
    return moment.astimezone(shop_zone()).date().isoformat() if moment else None
