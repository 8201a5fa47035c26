"""The grounding check of drafts, judged on the sentences made from a base."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kb.answer.closeness import Closeness
from kb.answer.grounding.check import Evidence, check_sentence
from kb.answer.keys import passage_key
from kb.answer.model import Sentence, Source
from kb.embedding.encoder import Encoder
from kb.errors import ConfigError
from kb.evaluate.drafts.extras import read_fresh, read_written
from kb.evaluate.drafts.generate import make_trials, written_trials
from kb.evaluate.drafts.grounding import GroundingScorecard, evaluate_grounding
from kb.evaluate.drafts.model import Trial
from kb.ingest.examine import examine
from kb.ingest.repository import Snapshot
from kb.model import Audience


def judge_the_check(
    snapshot: Snapshot,
    default_audience: Audience,
    encoder: Encoder | None,
    limits: Path | None = None,
) -> GroundingScorecard:
    """Figures of the check on corrupted and honest sentences about the articles of a snapshot.

    encoder: None judges without vectors. Sentences written by hand take part where the articles are
    those that they were written for. Raises ConfigError for wrong limits.
    """
    base, _ = examine(snapshot, default_audience)
    fresh: tuple[Trial, ...] = ()
    try:
        trials = make_trials(base.articles, passage_key, read_written())
        fresh = written_trials(base.articles, passage_key, read_fresh())
    except ConfigError:  # another base than the one that the sentences were written for
        trials = make_trials(base.articles, passage_key)
    similarity = Closeness(encoder).between if encoder else None

    def check(sentence: Sentence, sources: Sequence[Source]) -> Sentence:
        return check_sentence(sentence, Evidence(sources, similarity=similarity))

    return evaluate_grounding(check, trials, limits, fresh)
