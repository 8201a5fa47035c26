"""A customer's message → a draft; a text with keys → what the check says of each sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from secrets import token_hex

from kb.answer.closeness import Closeness
from kb.answer.compose import Answered, Frame, Piece, compose, text_of, with_check
from kb.answer.findings import Findings, look_up
from kb.answer.framing import addressee, as_called, frame_of, recognises_phrases
from kb.answer.grounding.check import Evidence, check_sentence, narrowed
from kb.answer.improve import in_the_models_words, material_sources
from kb.answer.internal import internal_notes
from kb.answer.keys import key_rows, source_at, source_of
from kb.answer.llm.generate import Generator
from kb.answer.model import (
    Asked,
    Channel,
    Draft,
    QuestionAnswered,
    Register,
    Sentence,
    Source,
    Status,
    Understood,
)
from kb.answer.prepared import prepare
from kb.answer.request import Checked, Proposal, Request
from kb.answer.select import opens, select_lines
from kb.answer.shelf import Base, Shelf
from kb.answer.tone import called, choose_register
from kb.privacy.pseudonyms import Concealed

#: Questions of one message that are searched; the rest is left to the agent, and said so.
MAX_QUESTIONS = 20
GENERATOR = "extractive 1"
_WARMING = "Dzień dobry, kupiłam obrus. Ile mam czasu na zwrot i jak go odesłać? Anna Nowak"
_CHANGED = (
    "Źródło zmieniło się od czasu szkicu albo nie jest już ważne. Przygotuj szkic jeszcze raz."
)


#: (conversation, register, whether a person decided it) → the register of the conversation.
KeepRegister = Callable[[str, Register, bool], Register]


class Assistant:
    """The draft engine over the base that is published at the moment of each call."""

    def __init__(
        self,
        base: Callable[[], Base],
        keep_register: KeepRegister,
        model: Generator | None = None,
        cache: Path | None = None,
    ) -> None:
        """cache: folder for what would be worked out at each start; None keeps nothing."""
        self.base = base
        self._cache = cache
        self._keep_register = keep_register
        self._model = model
        self._closeness: Closeness | None = None
        self._keys: tuple[str, Mapping[str, int]] = ("", {})

    def warm(self) -> None:
        """Load what the first draft would wait for: dictionary, rules, tokeniser, model.

        Raises IndexUnavailable.
        """
        self.suggest(Request((_WARMING,)))

    def suggest(self, request: Request) -> Draft:
        """A draft for a message, with the customer's own data in it.

        Raises MessageError, IndexUnavailable.
        """
        return self.propose(request).shown()

    def propose(self, request: Request) -> Proposal:
        """A draft without the customer's data, and these apart. Raises as `suggest`."""
        base = self.base()
        prepared = prepare(base, request, self._cache)
        understood, concealed = prepared.understood, prepared.concealed
        questions, flags = prepared.questions, prepared.flags
        findings = look_up(base.public, questions[:MAX_QUESTIONS], prepared.message)
        close = self._close(base)
        asked = max(1, sum(one.answered for one in findings))
        answers = _answers(base.public, findings, request.channel, asked, close)
        answers += [Answered(one.text, (), ()) for one in questions[MAX_QUESTIONS:]]
        name = called(understood, request.customer_name)
        frame = frame_of(
            base, request, understood, name, flags, self._register(request, understood)
        )
        if frame.name:
            frame = replace(frame, name=addressee(concealed))
        pieces, generator = self._written(base, request, frame, findings, answers, concealed)
        placeholders = dict(concealed.placeholders)
        if frame.name:
            placeholders[frame.name] = as_called(name, understood, frame.wording.language)
        draft = _draft(base, frame, findings, answers, pieces, generator)
        return Proposal(draft, placeholders)

    def _written(
        self,
        base: Base,
        request: Request,
        frame: Frame,
        findings: Sequence[Findings],
        answers: Sequence[Answered],
        concealed: Concealed,
    ) -> tuple[tuple[Piece, ...], str]:
        """The sentences, all checked, and who wrote them: the model if it is asked and able to."""
        if request.generator == "llm" and self._model is not None:
            sources = material_sources(base.public, findings)
            evidence = self._evidence(base, sources, concealed.text)
            found = in_the_models_words(self._model, frame, concealed.text, answers, evidence)
            if found is not None:
                return found
        return self._checked(base, answers, compose(frame, answers)), GENERATOR

    def _register(self, request: Request, understood: Understood) -> Register:
        """The register that was asked for, else the conversation's, else the message's."""
        chosen = request.register or choose_register(request.channel, understood.text)
        if not request.conversation:
            return chosen
        return self._keep_register(request.conversation, chosen, request.register is not None)

    def check(
        self, sentences: Sequence[Sentence], *, commit: str = "", message: str = ""
    ) -> Checked:
        """What the check says of sentences with their keys, against the base as it is now.

        commit: of the draft; where the base has moved on, a key that is gone is called changed.
        message: the customer's words, whose own data a reply may repeat. Raises IndexUnavailable.
        """
        base = self.base()
        keys = dict.fromkeys(key for one in sentences for key in one.citations)
        rows = self._rows(base)
        found = {key: source_at(base.public, rows[key]) for key in keys if key in rows}
        sources = {key: source for key, source in found.items() if source is not None}
        evidence = self._evidence(base, tuple(sources.values()), message)
        checked = tuple(
            narrowed(check_sentence(_with_known(one, sources), evidence), evidence)
            for one in sentences
        )
        changed = tuple(key for key in keys if key not in sources)
        if changed and commit != base.public.commit:
            checked = tuple(_told_of_change(one, changed) for one in checked)
        return Checked(checked, base.public.commit, changed)

    def sources(self, keys: Sequence[str]) -> tuple[Source, ...]:
        """The public passages that keys name, those of the base as it is now. Raises
        IndexUnavailable."""
        base = self.base()
        rows = self._rows(base)
        found = [source_at(base.public, rows[key]) for key in keys if key in rows]
        return tuple(source for source in found if source is not None)

    def find(self, question: str) -> tuple[Source, ...]:
        """Public passages for a question that an agent types, best first. Raises
        IndexUnavailable."""
        base = self.base()
        asked = Asked(question, (0, len(question)), "pl")
        return material_sources(base.public, look_up(base.public, [asked], question), all_of=True)

    def gone(self, keys: Sequence[str]) -> Mapping[str, bool]:
        """The keys that nothing can be cited by today; raises IndexUnavailable.

        True: the passage stands as it did, but its article is not valid today.
        """
        base = self.base()
        rows = self._rows(base)
        here = {key: rows[key] for key in keys if key in rows}
        valid = {key for key, row in here.items() if source_at(base.public, row) is not None}
        return {key: key in here for key in keys if key not in valid}

    def _checked(
        self, base: Base, answers: Sequence[Answered], pieces: Sequence[Piece]
    ) -> tuple[Piece, ...]:
        """Every sentence through the check that a model's and an agent's go through, too."""
        sources = {source.key: source for answer in answers for source in answer.sources}
        message = "\n".join(answer.text for answer in answers)
        evidence = self._evidence(base, tuple(sources.values()), message)
        return with_check(pieces, [check_sentence(piece.sentence, evidence) for piece in pieces])

    def _evidence(self, base: Base, sources: Sequence[Source], message: str) -> Evidence:
        close = self._close(base)
        return Evidence(
            sources=sources,
            message=message,
            similarity=close.between if close else None,
            is_phrase=recognises_phrases(base, sources, message),
        )

    def _close(self, base: Base) -> Closeness | None:
        """One memory of vectors for as long as the model and what is published are the same."""
        encoder, published = base.public.encoder, base.public.index.tables.sentences
        if encoder is None:
            return None
        last = self._closeness
        if last is None or last.encoder is not encoder or last.published is not published:
            self._closeness = last = Closeness(encoder, published)
        return last

    def _rows(self, base: Base) -> Mapping[str, int]:
        """Rows of the keys of a generation, worked out once for each."""
        if self._keys[0] != base.generation:
            self._keys = (base.generation, key_rows(base.public))
        return self._keys[1]


def _answers(
    shelf: Shelf,
    findings: Sequence[Findings],
    channel: Channel,
    questions: int,
    close: Closeness | None,
) -> list[Answered]:
    """What will be said to each question: nothing where the base has no answer."""
    lemmas = shelf.index.tables.statistics.get("lemmas")
    answers = []
    opened = set[str]()
    for found in findings:
        lines = (
            select_lines(found, channel, questions, lemmas, close, opened) if found.answered else ()
        )
        passages = (line.passage for line in lines)
        sources = tuple(source_of(shelf, one.article, one.chunk) for one in passages)
        opened |= {line.passage.article.slug for line in lines if opens(line)}
        answers.append(Answered(found.asked.text, lines, sources))
    return answers


def _with_known(sentence: Sentence, sources: Mapping[str, Source]) -> Sentence:
    """The sentence with its keys that name something; with all of them where none does."""
    known = tuple(key for key in sentence.citations if key in sources)
    return replace(sentence, citations=known) if known else sentence


def _told_of_change(sentence: Sentence, changed: Sequence[str]) -> Sentence:
    if sentence.status is not Status.UNSUPPORTED or not set(sentence.citations) & set(changed):
        return sentence
    return replace(sentence, reasons=(_CHANGED,))


def _draft(
    base: Base,
    frame: Frame,
    findings: Sequence[Findings],
    answers: Sequence[Answered],
    pieces: Sequence[Piece],
    generator: str,
) -> Draft:
    known = {source.key: source for answer in answers for source in answer.sources}
    known |= {source.key: source for source in material_sources(base.public, findings)}
    keys = dict.fromkeys(key for piece in pieces for key in piece.sentence.citations)
    cited = {key: known[key] for key in (*keys, *known) if key in known and key in keys}
    confident = [one.confidence for one in findings if one.answered]
    return Draft(
        id=token_hex(8),
        version=1 if generator == GENERATOR else 2,
        state="proposed",
        language=frame.wording.language,
        register=frame.wording.register,
        channel=frame.channel,
        confidence=min(confident, default=0.0),
        generator=generator,
        commit=base.public.commit,
        text=text_of(pieces),
        escalate=any(flag.escalate for flag in frame.flags),
        sentences=tuple(piece.sentence for piece in pieces),
        citations=tuple(cited.values()),
        questions=tuple(
            QuestionAnswered(
                answer.text,
                bool(answer.lines),
                tuple(dict.fromkeys(source.key for source in answer.sources)),
            )
            for answer in answers
        ),
        internal=internal_notes(base.internal, frame.flags, findings),
        flags=frame.flags,
        degraded=() if base.public.encoder else ("dense",),
    )
