"""Exit codes: one table from error types, documented in docs/cli.md."""

from __future__ import annotations

from kb.errors import (
    AccountError,
    AuthoringError,
    ConfigError,
    ContentError,
    DeliveryError,
    GeneratorError,
    IndexUnavailable,
    KbError,
    MessageError,
    NotFound,
    PublishBusy,
    PublishError,
    QueryError,
    RepositoryError,
    ReviewError,
    StoreUnavailable,
    TokenError,
    WebhookRefused,
)

NEGATIVE = 1
INTERRUPTED = 130
BROKEN_PIPE = 141

#: The most specific type in an error's ancestry decides.
EXIT_CODES: dict[type[KbError], int] = {
    ConfigError: 2,
    QueryError: 2,
    MessageError: 2,
    TokenError: 2,
    AccountError: 2,
    AuthoringError: 2,
    RepositoryError: 3,
    ContentError: 4,
    PublishError: 5,
    PublishBusy: 6,
    IndexUnavailable: 7,
    NotFound: 8,
    StoreUnavailable: 9,
    GeneratorError: 10,
    ReviewError: 11,
    DeliveryError: 12,
    WebhookRefused: 13,
}


def exit_code(error: KbError) -> int:
    """The code for an error, by the nearest type in its ancestry; 1 for one that has none."""
    return next((EXIT_CODES[kind] for kind in type(error).__mro__ if kind in EXIT_CODES), NEGATIVE)
