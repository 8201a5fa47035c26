"""The server's answer as bytes → the few fields that are believed, in a form of our own making.

What the client's libraries read is built here, so that nothing strange reaches them.
"""

from __future__ import annotations

import json
from typing import Any

from kb.answer.llm.faults import Fault, failure

_MOST_TOKENS = 10_000_000


def believed(content: bytes) -> bytes:
    """A chat completion with one message of text and its usage.

    Raises GeneratorError (unreadable) where there is no such message. An answer that was cut at
    the largest number of tokens passes: whether it is whole is seen in the text.
    """
    try:
        message = _at(json.loads(content), "choices", 0, "message", "content")
        usage = _at(json.loads(content), "usage") or {}
    except (ValueError, RecursionError) as exc:
        raise failure(Fault.UNREADABLE) from exc
    if not isinstance(message, str) or not message.strip():
        raise failure(Fault.UNREADABLE)
    prompt, answer = (_count(usage, name) for name in ("prompt_tokens", "completion_tokens"))
    return json.dumps(
        {
            "id": "answer",
            "object": "chat.completion",
            "created": 0,
            "model": "model",
            "choices": [
                {
                    "index": 0,
                    "finish_reason": "stop",
                    "message": {"role": "assistant", "content": message},
                }
            ],
            "usage": {
                "prompt_tokens": prompt,
                "completion_tokens": answer,
                "total_tokens": prompt + answer,
            },
        }
    ).encode()


def _at(value: Any, *path: str | int) -> Any:
    """What stands at a path; None where nothing does."""
    for step in path:
        if isinstance(step, str) and isinstance(value, dict):
            value = value.get(step)
        elif isinstance(step, int) and isinstance(value, list) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def _count(usage: Any, name: str) -> int:
    value = _at(usage, name)
    return value if type(value) is int and 0 <= value <= _MOST_TOKENS else 0
