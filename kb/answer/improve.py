"""The same draft in a language model's words, where one is configured and says something true."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence

from kb.answer.compose import Answered, Frame, Piece, frame_body
from kb.answer.findings import Findings
from kb.answer.grounding.check import Evidence, check_sentence, narrowed
from kb.answer.keys import source_of
from kb.answer.llm.generate import Generated, Generator
from kb.answer.llm.prompt import Material
from kb.answer.model import Source
from kb.answer.shelf import Shelf
from kb.errors import GeneratorError

_log = logging.getLogger(__name__)
#: Passages for each question that a model is given.
_PASSAGES = 4


def material_sources(
    shelf: Shelf, findings: Iterable[Findings], *, all_of: bool = False
) -> tuple[Source, ...]:
    """The passages that may answer, those of each answered question by how well they fit.

    all_of: those of unanswered questions too.
    """
    sources: dict[str, Source] = {}
    for one in findings:
        if not (one.answered or all_of):
            continue
        ranked = sorted((*one.passages, *one.beside), key=lambda passage: -passage.score)
        for passage in ranked[:_PASSAGES]:
            source = source_of(shelf, passage.article, passage.chunk)
            sources.setdefault(source.key, source)
    return tuple(sources.values())


def in_the_models_words(
    model: Generator, frame: Frame, message: str, answers: Sequence[Answered], evidence: Evidence
) -> tuple[tuple[Piece, ...], str] | None:
    """The reply with a model's sentences in its frame, and the model's name; None where the model
    gives nothing that the check supports.

    message: without personal data. evidence: what the model is given, and nothing else.
    """
    material = Material(
        message=message,
        questions=tuple(answer.text for answer in answers),
        passages=tuple(evidence.sources),
        language=frame.wording.language,
        register=frame.wording.register,
        channel=frame.channel,
    )
    try:
        generated: Generated = model.generate(
            material, lambda sentences: [check_sentence(one, evidence) for one in sentences]
        )
    except GeneratorError as error:
        _log.info("the draft stays as it was composed: %s", error.kind)
        return None
    sentences = [narrowed(one, evidence) for one in generated.sentences]
    return frame_body(frame, answers, sentences), generated.generator
