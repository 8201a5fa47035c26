"""What can go wrong between the question to a model and a usable answer, each with its help."""

from __future__ import annotations

from enum import StrEnum

from kb.errors import GeneratorError


class Fault(StrEnum):
    """The kinds of GeneratorError. docs/llm.md lists them (a test compares)."""

    UNREACHABLE = "unreachable"
    FORBIDDEN_ADDRESS = "forbidden-address"
    TIMEOUT = "timeout"
    UNAUTHORISED = "unauthorised"
    RATE_LIMITED = "rate-limited"
    SERVER = "server-error"
    REJECTED = "rejected"
    REDIRECT = "redirect"
    TOO_LARGE = "too-large"
    UNREADABLE = "unreadable"
    WRONG_LANGUAGE = "wrong-language"
    UNSUPPORTED = "unsupported"
    BUDGET_SPENT = "budget-spent"
    UNCOUNTED = "uncounted"
    PAUSED = "paused"
    BUSY = "busy"


#: Whether the same request may do better later, what happened, what the operator can do.
_TABLE: dict[Fault, tuple[bool, str, str]] = {
    Fault.UNREACHABLE: (
        True,
        "The language model's server cannot be reached.",
        "See that it runs at KB_LLM_URL and that its certificate is valid.",
    ),
    Fault.FORBIDDEN_ADDRESS: (
        False,
        "The name in KB_LLM_URL leads to an address that must not be called.",
        "Link-local and metadata addresses are refused, and plain http beyond this machine.",
    ),
    Fault.TIMEOUT: (
        True,
        "The language model did not answer in time.",
        "Take a smaller model or a faster machine; KB_LLM_TIMEOUT_S is 8 at most.",
    ),
    Fault.UNAUTHORISED: (
        False,
        "The language model's server does not accept the key.",
        "Check KB_LLM_KEY.",
    ),
    Fault.RATE_LIMITED: (
        True,
        "The language model's server wants fewer requests.",
        "Wait, or raise the limit there.",
    ),
    Fault.SERVER: (
        True,
        "The language model's server failed.",
        "Look into its log.",
    ),
    Fault.REJECTED: (
        False,
        "The language model's server does not accept the request.",
        "Check KB_LLM_URL (with its /v1) and KB_LLM_MODEL.",
    ),
    Fault.REDIRECT: (
        False,
        "The language model's server sends requests elsewhere; that is not followed.",
        "Set KB_LLM_URL to the address that answers itself.",
    ),
    Fault.TOO_LARGE: (
        False,
        "The language model's answer is larger than any draft.",
        "See what answers at KB_LLM_URL.",
    ),
    Fault.UNREADABLE: (
        True,
        "The language model's answer is not in the form that was asked for.",
        "Small models often fail at it; take a larger one.",
    ),
    Fault.WRONG_LANGUAGE: (
        True,
        "The language model did not answer in the language of the reply.",
        "Take a model that knows that language.",
    ),
    Fault.UNSUPPORTED: (
        True,
        "No sentence of the language model stands in the articles.",
        "Small models often fail at it; take a larger one.",
    ),
    Fault.BUDGET_SPENT: (
        False,
        "The tokens of this day are spent.",
        "They begin anew at midnight UTC; the ceiling is KB_LLM_DAILY_TOKENS.",
    ),
    Fault.UNCOUNTED: (
        True,
        "The tokens that are spent cannot be written down, so none is spent.",
        "See that KB_DATA_DIR can be written and is not full.",
    ),
    Fault.PAUSED: (
        True,
        "The language model failed several times; it is left alone for a while.",
        "The log says why it failed.",
    ),
    Fault.BUSY: (
        True,
        "Other drafts are waiting for the language model already.",
        "Try again in some seconds.",
    ),
}


def failure(fault: Fault, *, retry_after_s: float = 0.0) -> GeneratorError:
    """The error of a kind."""
    retryable, message, help_ = _TABLE[fault]
    return GeneratorError(
        fault.value, message, retryable=retryable, help=help_, retry_after_s=retry_after_s
    )
