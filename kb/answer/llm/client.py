"""LlamaIndex's client of an OpenAI-compatible server: the only module of drafts that knows it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from kb.answer.llm.deadline import Deadline
from kb.answer.llm.faults import Fault, failure
from kb.answer.llm.prompt import Prompt
from kb.errors import GeneratorError

MAX_ANSWER_TOKENS = 800
_TRANSPORT = "kb.answer.llm.transport"
#: A draft is to say what the passages say, the same each time.
TEMPERATURE = 0.0


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The server and the model. url: the base address, as `kb.outgoing.endpoint` returns it."""

    url: str
    model: str
    key: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model wrote, and the tokens that its server counted; 0 where it does not say."""

    text: str
    tokens: int


def load() -> None:
    """Import the client's libraries, which takes a second: before a limit of time runs."""
    for library in ("llama_index.llms.openai_like", "openai.resources.chat", _TRANSPORT):
        import_module(library)
    _quieten()


def ask(
    endpoint: Endpoint,
    prompt: Prompt,
    deadline: Deadline,
    response_format: Mapping[str, Any] | None = None,
) -> Answer:
    """Ask the model once. Raises GeneratorError.

    response_format: the form of the answer, for servers that can hold a model to it.
    """
    import openai
    from llama_index.core.base.llms.types import ChatMessage, MessageRole
    from llama_index.core.prompts import PromptTemplate
    from llama_index.llms.openai_like import OpenAILike

    from kb.answer.llm.transport import OneAddress, http_client

    transport = OneAddress(f"{endpoint.url}/chat/completions", endpoint.key, deadline)
    asked = PromptTemplate(prompt.template).format(**prompt.values)
    messages = [
        ChatMessage(role=MessageRole.SYSTEM, content=prompt.instructions),
        ChatMessage(role=MessageRole.USER, content=asked),
    ]
    with http_client(transport) as http:
        try:
            model = OpenAILike(
                model=endpoint.model,
                api_base=endpoint.url,
                # Without one, the library would take a key from the environment.
                api_key=endpoint.key or "none",
                is_chat_model=True,
                temperature=TEMPERATURE,
                max_tokens=MAX_ANSWER_TOKENS,
                max_retries=0,
                timeout=deadline.left(),
                http_client=http,
            )
            form = {"response_format": response_format} if response_format else {}
            reply = model.chat(messages, **form)
        except openai.APIConnectionError as exc:
            if isinstance(exc.__cause__, GeneratorError):
                raise exc.__cause__ from None
            raise failure(Fault.UNREADABLE) from exc
        except (openai.OpenAIError, ValueError) as exc:
            raise failure(Fault.REJECTED) from exc
    usage = reply.additional_kwargs.get("total_tokens", 0)
    return Answer(reply.message.content or "", int(usage))


def _quieten() -> None:
    """These write whole requests, hence customers' words, to a log that is set to show details."""
    for name in ("openai", "httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
