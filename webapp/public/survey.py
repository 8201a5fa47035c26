"""How satisfied a customer was: a page behind the link in a reply.

Opening it tells nothing: programs that look into letters open every link. A mark counts when its
button is pressed, and a link may have chosen it already (`?ocena=`).
"""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from werkzeug import Response

from kb.errors import StoreUnavailable
from webapp.inputs import FormError, printable, several_lines
from webapp.language import later, page
from webapp.public.views import bp
from webapp.records import records
from webapp.serving import serving

if TYPE_CHECKING:
    from kb.delivery.survey import Answers, Survey

#: Marks of the answer, best first, as a letter lists them too.
MARKS: dict[int, str] = {
    5: later("bardzo dobrze"),
    4: later("dobrze"),
    3: later("średnio"),
    2: later("źle"),
    1: later("bardzo źle"),
}
#: How far the customer agrees that it was easy (CES 2.0), and how likely a recommendation is.
EFFORT, NPS = tuple(range(1, 8)), tuple(range(11))


@page(bp, "/ankieta/<token>", "/en/survey/<token>", methods=("GET", "POST"))
def survey(token: str) -> Response | tuple[str, int]:
    from kb.delivery.survey import survey as find

    if request.method == "POST":
        return _kept(token)
    told = "koniec" in request.args
    return _shown(token, find(records().store, token), told=told), HTTPStatus.OK


def _kept(token: str) -> Response | tuple[str, int]:
    """Keep what was sent, then lead back to the page, which thanks for it."""
    from kb.delivery.survey import MOST_WORDS, answer
    from kb.delivery.survey import survey as find

    answers = _answers()
    if len(answers.words) > MOST_WORDS:
        found = find(records().store, token)
        return _shown(token, found, "long"), HTTPStatus.BAD_REQUEST
    now = serving().clock()
    try:
        if find(records().store, token).is_open(now):
            answer(records().store, token, answers, now)
    except StoreUnavailable:
        return _shown(token, None, "away"), HTTPStatus.SERVICE_UNAVAILABLE
    # The button of the form with further questions: it may be sent with nothing chosen.
    end = "1" if "wyslij" in request.form else None
    return redirect(url_for("public.survey", token=token, koniec=end), HTTPStatus.SEE_OTHER)


def _answers() -> Answers:
    """Raises FormError for what no form of the page sends."""
    from kb.delivery.survey import Answers

    return Answers(
        csat=_mark("ocena", MARKS),
        effort=_mark("wysilek", EFFORT),
        nps=_mark("polecenie", NPS),
        words=several_lines(request.form.get("slowa", "")),
    )


def _mark(name: str, scale: Iterable[int]) -> int | None:
    written = request.form.get(name, "")
    if not written:
        return None
    found = next((mark for mark in scale if str(mark) == written), None)
    if found is None:
        raise FormError(name, "bad-form", f"{name} is not on its scale")
    return found


def _shown(token: str, found: Survey | None, fault: str = "", *, told: bool = False) -> str:
    """The page. fault: why nothing was kept, long or away; told: everything was said."""
    chosen = request.values.get("ocena", "")
    preset = next((mark for mark in MARKS if str(mark) == chosen), None)
    given = found.answers.csat if found else None
    if preset == given:
        # A link that was opened again says what has been said; another mark asks anew.
        preset = None
    return render_template(
        "public/survey.html",
        action=url_for("public.survey", token=token),
        step=_step(found, preset, fault, told),
        fault=fault,
        given=given,
        preset=preset,
        marks=MARKS,
        effort=EFFORT,
        nps=NPS,
        chosen_effort=request.form.get("wysilek", ""),
        chosen_nps=request.form.get("polecenie", ""),
        words=printable(request.form.get("slowa", "")),
    )


def _step(found: Survey | None, preset: int | None, fault: str, told: bool) -> str:
    """What the page is about: closed, thanks, mark (the one question) or more (the others)."""
    if found is not None and not found.is_open(serving().clock()):
        return "closed"
    if told and not fault:
        return "thanks"
    asks = preset is not None or (not fault and found is not None and found.answers.csat is None)
    return "mark" if asks else "more"
