"""What agents ask the editors to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kb.accounts.model import Role
from webapp.editors import new_article, shared
from webapp.editors.blueprint import bp, editors, readers
from webapp.inputs import several_lines
from webapp.language import gettext, later
from webapp.panel.access import current_account
from webapp.panel.moments import shop_zone
from webapp.records import records
from webapp.serving import serving

if TYPE_CHECKING:
    from datetime import datetime

    from kb.editing.questions import Question
    from kb.review.gaps import Request

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


@bp.get("/prosby/<int(max=2147483647):number>")
@readers
def request_article(number: int) -> str:
    """A template of an article for what an agent asks for."""
    asked = _asked(number)
    return render_template(
        "editors/request.html",
        asked=asked,
        made=new_article.prepared([_question(asked)]),
        titles=shared.titles(),
    )


@bp.get("/prosby/<int(max=2147483647):number>/artykul.md")
@readers
def request_article_file(number: int) -> Response:
    return new_article.download(new_article.prepared([_question(_asked(number))]))


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


def _asked(number: int) -> Request:
    from kb.review.gaps import find

    return find(records().store, number)


def _question(asked: Request) -> Question:
    from kb.editing.questions import Question, key_of

    folded = " ".join(asked.question.casefold().split())
    return Question(
        key=key_of(folded), text=asked.question, folded=folded, times=1, recent=1, written=1,
        last_at=asked.at,
    )  # fmt: skip


def _day(moment: datetime | None) -> str | None:
    return moment.astimezone(shop_zone()).date().isoformat() if moment else None
