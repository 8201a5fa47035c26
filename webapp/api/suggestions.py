"""Drafts of replies, and checks of texts, for programs that hold a token.

Nothing of what was sent is stored, written to a log or repeated in an error.
"""

from __future__ import annotations

from time import perf_counter

from flask import Response, jsonify

from kb.answer.document import checked_document, draft_document
from kb.model import Scope
from webapp.api.authorisation import needs
from webapp.api.body import json_object
from webapp.api.drafts_input import asked, to_check
from webapp.api.views import bp
from webapp.metrics import count_check, count_draft
from webapp.serving import serving


@bp.post("/suggestions")
@needs(Scope.SUGGEST)
def suggest() -> Response:
    wanted = asked(json_object())
    started = perf_counter()
    draft = serving().assistant.suggest(wanted)
    count_draft(draft, perf_counter() - started)
    return jsonify(draft_document(draft))


@bp.post("/suggestions/check")
@needs(Scope.SUGGEST)
def check() -> Response:
    written = to_check(json_object())
    checked = serving().assistant.check(
        written.sentences, commit=written.commit, message=written.message
    )
    count_check(checked)
    return jsonify(checked_document(checked))
