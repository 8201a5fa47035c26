"""The sample shop's articles and the sentences that are made of them."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from kb.evaluate.drafts.extras import read_written
from kb.evaluate.drafts.generate import make_trials
from kb.evaluate.drafts.model import Trial
from kb.ingest.editorial import read_editorial
from kb.ingest.load import load_articles
from kb.ingest.repository import read_worktree
from kb.model import Article, Audience

_ARTICLES = Path(__file__).parents[3] / "kb" / "articles"


def key(slug: str, anchor: str, text: str) -> str:
    """Ten characters that differ from passage to passage and are the same in every run."""
    return sha256(f"{slug}#{anchor}\n{text}".encode()).hexdigest()[:10]


@lru_cache(maxsize=1)
def articles() -> tuple[Article, ...]:
    snapshot = read_worktree(_ARTICLES)
    editorial, _ = read_editorial(snapshot.config)
    return load_articles(snapshot, editorial, Audience.INTERNAL).articles


@lru_cache(maxsize=1)
def trials() -> tuple[Trial, ...]:
    return make_trials(articles(), key, read_written())
