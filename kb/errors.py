"""The errors of the library. The library knows nothing of HTTP; callers map types to answers.

KbError
├── ConfigError                    a setting, a file of the installation or the environment is wrong
├── RepositoryError                the content repository, ref or folder cannot be read
├── ContentError                   articles break rules that stop publishing (holds the problems)
├── AuthoringError                 an article cannot be made or imported; nothing was written
├── QueryError                     the question itself cannot be searched: empty, too long
├── MessageError                   a customer's message cannot be read: too long, not text
├── NotFound                       no such article (in this audience), token, account or draft
│   ├── ArticleMoved               it has another address now (holds the slug)
│   └── ArticleGone                it was there once (holds the nearest ones)
├── TokenError                     a token cannot be made: its name is taken, or is none
├── AccountError                   an account cannot be made or changed as asked (`reason`)
│   └── SignInRefused              wrong login, password or code, or too many attempts
├── ReviewError                    a decision cannot be taken as asked; nothing was changed
│   ├── AlreadyDecided             somebody else was first (holds who, when and what)
│   ├── StaleDraft                 its sources or the conversation changed; make it again
│   ├── Unconfirmed                sentences without a source were neither mended nor confirmed
│   └── NotAllowed                 the role of who asks does not suffice
├── WebhookRefused                 another system's webhook is not believed: forged, old or unsigned
├── DeliveryError                  a reply could not be handed over (`retryable`)
├── PublishError                   a generation could not be built; the old one keeps serving
│   ├── PreviewsFull               so many previews wait that one more is not taken
│   └── PublishBusy                another publisher is at work
│       └── PublishQueued          another one waits already and takes the newest commit
├── GeneratorError                 the language model gave no usable answer; drafts work without
├── StoreUnavailable               the SQL database is away, full, busy or of another version
└── IndexUnavailable               no generation can be served
    ├── IndexMissing               nothing was published yet, or its folder is gone
    ├── IndexMismatch              built with another model, chunker or analyser
    └── IndexCorrupt               files are damaged or cut short

A message says what happened, where, and what to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kb.model import ArticleSummary, Problem


class KbError(Exception):
    """Base of every error that the library raises on purpose."""


class ConfigError(KbError):
    """A setting, a file of the installation or the environment is wrong."""


class RepositoryError(KbError):
    """The content repository, ref or folder cannot be read."""


class ContentError(KbError):
    """Articles break rules that stop publishing. `problems` lists every one of them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        lines = "\n".join(f"  {problem}" for problem in self.problems[:20])
        more = len(self.problems) - 20
        tail = f"\n  … and {more} more" if more > 0 else ""
        super().__init__(f"{len(self.problems)} problem(s) stop publishing:\n{lines}{tail}")


class AuthoringError(KbError):
    """An article cannot be made or imported as asked. Nothing was written."""


class QueryError(KbError):
    """The question cannot be searched. `reason` is `empty` or `too-long`."""

    def __init__(self, reason: str, message: str) -> None:
        self.reason = reason
        super().__init__(message)


class MessageError(KbError):
    """A customer's message cannot be read. `reason` is `empty`, `too-long` or `unreadable`.

    `empty`: there is no message at all. One in which nothing is asked has a draft with a flag.
    """

    def __init__(self, reason: str, message: str) -> None:
        self.reason = reason
        super().__init__(message)


class NotFound(KbError):
    """No such article in the audience that was asked, no such token, account or draft."""


class ArticleMoved(NotFound):
    """An article has another address now. slug: its present one."""

    def __init__(self, old: str, slug: str) -> None:
        self.slug = slug
        super().__init__(f"The article {old!r} is {slug!r} now.")


class ArticleGone(NotFound):
    """There was such an article and there is none any more. near: what is nearest to it."""

    def __init__(self, slug: str, near: Sequence[ArticleSummary]) -> None:
        self.near = tuple(near)
        super().__init__(f"The article {slug!r} was taken down or is not valid any more.")


class TokenError(KbError):
    """A token cannot be made: its name is taken, or cannot be one."""


class AccountError(KbError):
    """An account cannot be made or changed as asked. reason: a word that screens translate."""

    def __init__(self, reason: str, message: str) -> None:
        self.reason = reason
        super().__init__(message)


class SignInRefused(AccountError):
    """Nobody is signed in. reason: `wrong`, or `throttled` for so many seconds: retry_after_s."""

    def __init__(self, reason: str, message: str, retry_after_s: int = 0) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(reason, message)


class ReviewError(KbError):
    """A decision cannot be taken as asked; nothing was changed."""


class AlreadyDecided(ReviewError):
    """Somebody else was first. by: their name; empty where the system did it. state: what it is."""

    def __init__(self, message: str, *, state: str, by: str, at: datetime, version: int) -> None:
        self.state = state
        self.by = by
        self.at = at
        self.version = version
        super().__init__(message)


class StaleDraft(ReviewError):
    """What a draft stands on changed. reason: `articles`, `expired` or `conversation`."""

    def __init__(self, reason: str, message: str) -> None:
        self.reason = reason
        super().__init__(message)


class Unconfirmed(ReviewError):
    """Sentences without a source were neither mended nor confirmed. sentences: their texts."""

    def __init__(self, sentences: Sequence[str], message: str) -> None:
        self.sentences = tuple(sentences)
        super().__init__(message)


class NotAllowed(ReviewError):
    """The role of who asks does not suffice."""


class WebhookRefused(KbError):
    """Another system's webhook is not believed: its signature is missing, wrong or too old."""


class DeliveryError(KbError):
    """A reply could not be handed over. retryable: whether the same attempt may succeed later."""

    def __init__(self, message: str, *, retryable: bool) -> None:
        self.retryable = retryable
        super().__init__(message)


class PublishError(KbError):
    """A generation could not be built; the previous one keeps serving."""


class PreviewsFull(PublishError):
    """So many previews wait to be built that one more is not taken."""


class PublishBusy(PublishError):
    """Another publisher holds the lock."""


class PublishQueued(PublishBusy):
    """Another publisher waits for the lock already, and takes the newest commit with it."""


class GeneratorError(KbError):
    """The language model gave no usable answer; the draft made without one stands.

    kind: one of the faults that docs/llm.md lists. retryable: whether the same request may do
    better later. help: what the operator can do. retry_after_s: how long the server wants to be
    left alone; 0 where it does not say.
    """

    def __init__(
        self,
        kind: str,
        message: str,
        *,
        retryable: bool,
        help: str,  # noqa: A002 - what people look for in an error
        retry_after_s: float = 0.0,
    ) -> None:
        self.kind = kind
        self.retryable = retryable
        self.help = help
        self.retry_after_s = retry_after_s
        super().__init__(f"{message} {help}")


class StoreUnavailable(KbError):
    """The SQL database cannot be used. Pages and search work without it."""


class IndexUnavailable(KbError):
    """No generation can be served."""


class IndexMissing(IndexUnavailable):
    """Nothing was published yet, or the folder of the generation is gone."""


class IndexMismatch(IndexUnavailable):
    """The generation was built with another model, chunker or analyser."""


class IndexCorrupt(IndexUnavailable):
    """Files of the generation are damaged or cut short."""
