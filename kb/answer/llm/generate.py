"""Message and passages → sentences by a model, each checked, within one deadline."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from kb.answer.llm.breaker import Breaker
from kb.answer.llm.budget import Budget
from kb.answer.llm.client import MAX_ANSWER_TOKENS, TEMPERATURE, Answer, Endpoint, ask, load
from kb.answer.llm.deadline import Clock, Deadline
from kb.answer.llm.faults import Fault, failure
from kb.answer.llm.prompt import Material, Prompt, answer_form, prompt_for, prompt_hash
from kb.answer.llm.reply import Read, placeholders_in, read_reply
from kb.answer.model import Channel, Sentence, Status
from kb.errors import GeneratorError

log = logging.getLogger(__name__)

#: The grounding check: as many sentences as it is given, in their order.
Check = Callable[[Sequence[Sentence]], Sequence[Sentence]]

LIMIT_S = 8.0
#: Part of the time that is kept for the check of the last answer, and its most, in seconds.
_FOR_CHECK, _FOR_CHECK_S = 0.1, 0.5
#: No model answers in less; a second try would only be cut off.
_SHORTEST_TRY_S = 0.1
#: Nothing was computed, hence nothing spent.
_FREE = frozenset(
    {
        Fault.UNREACHABLE,
        Fault.FORBIDDEN_ADDRESS,
        Fault.UNAUTHORISED,
        Fault.RATE_LIMITED,
        Fault.REJECTED,
        Fault.REDIRECT,
        Fault.PAUSED,
    }
)
_NO_SOURCE = "Model nie podał źródła."
_FORM = "The answer was not one JSON object with sentences and keys."
_LANGUAGE = "The answer was not in the language of the reply."


@dataclass(frozen=True, slots=True)
class Generated:
    """A model's sentences as the check left them; at least one is supported.

    generator: the model, and hashes of the prompt and of the settings, for the draft.
    """

    sentences: tuple[Sentence, ...]
    generator: str

    @property
    def unsupported(self) -> int:
        return sum(one.status is Status.UNSUPPORTED for one in self.sentences)


class Generator:
    """A configured model. One for each process; safe to use from many threads.

    at_once: drafts that may wait for the model at the same time; the process has other work.
    Made at start: it loads the client's libraries, about a second.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        budget: Budget,
        *,
        timeout_s: float = LIMIT_S,
        at_once: int = 2,
        clock: Clock = time.monotonic,
    ) -> None:
        self._endpoint = endpoint
        self._budget = budget
        self._timeout_s = min(timeout_s, LIMIT_S)
        self._places = threading.BoundedSemaphore(at_once)
        self._clock = clock
        self._breaker = Breaker(clock)
        # Cleared when the server turns out not to know the form; then the prompt alone asks for it.
        self._form_is_known = True
        load()

    @property
    def name(self) -> str:
        """`llm:<model> <hash of the prompt> <hash of the settings>`, without the key."""
        settings = {
            "url": self._endpoint.url,
            "model": self._endpoint.model,
            "temperature": TEMPERATURE,
            "max_tokens": MAX_ANSWER_TOKENS,
            "timeout_s": self._timeout_s,
        }
        digest = sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:8]
        return f"llm:{self._endpoint.model} {prompt_hash()} {digest}"

    def generate(self, material: Material, check: Check, limit_s: float = LIMIT_S) -> Generated:
        """Sentences for a reply, each with what the check says of it; none is left out.

        The model is asked once more, with the reasons, when something is unsupported and time is
        left; the better of both answers is returned. Over in `limit_s` and in KB_LLM_TIMEOUT_S.
        Raises GeneratorError where no sentence is supported, and for everything that can happen on
        the way (kb.answer.llm.faults).
        """
        if not self._places.acquire(blocking=False):
            raise failure(Fault.BUSY)
        started = self._clock()
        try:
            deadline = Deadline.after(min(limit_s, self._timeout_s), self._clock)
            sentences = self._best(material, check, deadline)
        except GeneratorError as exc:
            log.warning("No draft by the model: %s, %.1f s", exc.kind, self._clock() - started)
            raise
        finally:
            self._places.release()
        generated = Generated(sentences, self.name)
        log.info(
            "A draft by the model: %d sentences, %d unsupported, %.1f s",
            len(sentences),
            generated.unsupported,
            self._clock() - started,
        )
        return generated

    def _best(self, material: Material, check: Check, deadline: Deadline) -> tuple[Sentence, ...]:
        """The better of two tries; the second only where the first leaves something to mend."""
        if not material.passages:
            raise failure(Fault.UNSUPPORTED)
        first, fault, reasons = self._try(material, (), check, deadline)
        second: tuple[Sentence, ...] = ()
        if reasons and self._for_model(deadline).remaining() > _SHORTEST_TRY_S:
            try:
                second, again, _ = self._try(material, reasons, check, deadline)
            except GeneratorError as exc:
                log.info("The model's second try: %s", exc.kind)
            else:
                fault = fault and again
        best = max((first, second), key=_worth)
        if not _supported(best):
            raise failure(fault or Fault.UNSUPPORTED)
        return best

    def _try(
        self, material: Material, reasons: Sequence[str], check: Check, deadline: Deadline
    ) -> tuple[tuple[Sentence, ...], Fault | None, tuple[str, ...]]:
        """Checked sentences; or what is wrong with the whole answer; and what to say of it."""
        prompt = prompt_for(material, reasons)
        answer = self._ask(prompt, self._for_model(deadline))
        try:
            read = read_reply(answer.text, prompt.keys, _placeholders(material), material.language)
        except GeneratorError as exc:
            fault = Fault(exc.kind)
            return (), fault, (_LANGUAGE if fault is Fault.WRONG_LANGUAGE else _FORM,)
        sentences = _checked(read, check)
        wrong = [one for one in sentences if one.status is Status.UNSUPPORTED]
        told = tuple(f"{one.text} — {' '.join(one.reasons)}" for one in wrong)
        if not _supported(sentences):
            return sentences, Fault.UNSUPPORTED, told
        return sentences, None, told

    def _for_model(self, deadline: Deadline) -> Deadline:
        return deadline.earlier(min(self._timeout_s * _FOR_CHECK, _FOR_CHECK_S))

    def _ask(self, prompt: Prompt, deadline: Deadline) -> Answer:
        """One answer; a second request only where the server does not know the answer's form."""
        if self._form_is_known:
            try:
                return self._request(prompt, deadline, with_form=True)
            except GeneratorError as exc:
                if exc.kind != Fault.REJECTED:
                    raise
            answer = self._request(prompt, deadline, with_form=False)
            self._form_is_known = False
            return answer
        return self._request(prompt, deadline, with_form=False)

    def _request(self, prompt: Prompt, deadline: Deadline, *, with_form: bool) -> Answer:
        form = answer_form(prompt.keys) if with_form else None
        reserved = _most_tokens(prompt)
        day = self._budget.reserve(reserved)
        try:
            with self._breaker.call():
                answer = ask(self._endpoint, prompt, deadline, form)
        except GeneratorError as exc:
            if Fault(exc.kind) in _FREE:
                self._budget.settle(day, reserved, 0)
            raise
        self._budget.settle(day, reserved, answer.tokens or reserved)
        return answer


def _placeholders(material: Material) -> frozenset[str]:
    """Those that a reply may hold; in public none, because they become the customer's data."""
    in_public = material.channel is Channel.SOCIAL
    return frozenset() if in_public else placeholders_in(material.message)


def _checked(read: Sequence[Read], check: Check) -> tuple[Sentence, ...]:
    """What the check says; a fault of form, or no key at all, is never outvoted by it."""
    judged = check([one.sentence for one in read])
    if len(judged) != len(read):
        raise ValueError("The check must return a sentence for each that it is given.")
    return tuple(_with_form(one, said) for one, said in zip(read, judged, strict=True))


def _with_form(read: Read, judged: Sentence) -> Sentence:
    reasons = read.reasons
    if judged.status is Status.SUPPORTED and not read.keys:
        reasons = (*reasons, _NO_SOURCE)
    if not reasons:
        return judged
    every = tuple(dict.fromkeys((*reasons, *judged.reasons)))
    return replace(judged, status=Status.UNSUPPORTED, reasons=every)


def _supported(sentences: Sequence[Sentence]) -> int:
    return sum(one.status is Status.SUPPORTED for one in sentences)


def _worth(sentences: Sequence[Sentence]) -> tuple[bool, int, int]:
    """Something supported, then the fewest unsupported, then the most supported."""
    wrong = sum(one.status is Status.UNSUPPORTED for one in sentences)
    return _supported(sentences) > 0, -wrong, _supported(sentences)


def _most_tokens(prompt: Prompt) -> int:
    """No tokeniser of a model that knows Polish makes more than a token of two bytes of it."""
    written = prompt.instructions + prompt.template + "".join(prompt.values.values())
    return len(written.encode()) // 2 + MAX_ANSWER_TOKENS
