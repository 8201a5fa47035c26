"""Drafts and checks: schemas of what is sent and answered, and their paths."""

from __future__ import annotations

from kb.answer.incoming import MAX_BYTES, MAX_MESSAGES
from kb.answer.model import Channel, FlagKind, Register, Status
from kb.model import Audience
from webapp.api.body import MAX_BODY_BYTES
from webapp.api.drafts_input import GENERATORS, MAX_CITATIONS, MAX_SENTENCES, MAX_WORDS
from webapp.api.openapi.parts import (
    TEXT,
    TEXTS,
    Schema,
    array,
    content,
    described,
    object_of,
    one_of,
    ref,
    response,
    sending,
)
from webapp.inputs import LANGUAGES

_KEY = described("Opaque name of a passage; changes when its text does.")
_KEYS: Schema = {"type": "array", "items": _KEY, "maxItems": MAX_CITATIONS}
_CITATIONS = described("Keys of passages.", TEXTS)
_MESSAGE = described(f"As the customer wrote it; all together at most {MAX_BYTES} bytes of UTF-8.")
_WORDS: Schema = {"type": "string", "maxLength": MAX_WORDS}

_ASKED: Schema = {
    "type": "object",
    "description": "What a draft is asked for. Other members are ignored.",
    "properties": {
        "message": _MESSAGE,
        "messages": {
            "type": "array",
            "items": TEXT,
            "minItems": 1,
            "maxItems": MAX_MESSAGES,
            "description": "Several messages in a row, in place of `message`.",
        },
        "channel": one_of(Channel, "Where the reply will be read.", default="email"),
        "customer_name": described("As the shop knows it; without it a signature is read.", _WORDS),
        "conversation": described(
            "Your own name of the conversation, so that its drafts keep to one register. Of it a "
            "hash is kept, and with it the register.",
            _WORDS,
        ),
        "language": one_of(
            sorted(LANGUAGES), "Language of the reply; without it that of the message."
        ),
        "register": one_of(
            Register, "How the conversation addresses the customer so far; else it is chosen."
        ),
        "generator": one_of(
            GENERATORS,
            "`llm` asks the model that the operator set up, for at most eight seconds; where it "
            "fails, or none is set up, the draft is the extractive one.",
            default="extractive",
        ),
    },
    "oneOf": [{"required": ["message"]}, {"required": ["messages"]}],
}

_TO_CHECK: Schema = {
    "type": "object",
    "description": "A text to check: as sentences with keys, or whole. Other members are ignored.",
    "properties": {
        "sentences": {
            "type": "array",
            "maxItems": MAX_SENTENCES,
            "items": {
                "type": "object",
                "properties": {"text": TEXT, "citations": _KEYS},
                "required": ["text"],
            },
        },
        "text": described("A whole text; each of its sentences may stand on any of `keys`."),
        "keys": _KEYS,
        "commit": described("Commit of the draft that the keys come from.", _WORDS),
        "message": described("The customer's message, whose own data the text may repeat."),
    },
    "oneOf": [{"required": ["sentences"]}, {"required": ["text"]}],
}

SCHEMAS: Schema = {
    "SuggestionRequest": _ASKED,
    "CheckRequest": _TO_CHECK,
    "Sentence": object_of(
        {
            "text": TEXT,
            "status": one_of(
                Status, "`phrase`: approved wording; `unsupported` ones need a person's edit."
            ),
            "reasons": described("Why it is unsupported, in Polish.", TEXTS),
            "citations": _CITATIONS,
        }
    ),
    "Citation": object_of(
        {
            "key": _KEY,
            "slug": TEXT,
            "category": TEXT,
            "audience": one_of(Audience, "Only public passages are cited in a reply."),
            "anchor": TEXT,
            "url": {
                "type": "string",
                "pattern": "^(https?://[^/]+)?/artykul/",
                "description": "Address of the passage, with scheme and host where the operator "
                "named these.",
            },
            "quote": described("The whole passage, plain text."),
            "commit": TEXT,
            "lines": {
                "type": "array",
                "items": {"type": "integer"},
                "minItems": 2,
                "maxItems": 2,
                "description": "First and last line in the article's file.",
            },
        }
    ),
    "Question": object_of(
        {
            "text": described("As the customer wrote it."),
            "answered": {"type": "boolean"},
            "citations": _CITATIONS,
        }
    ),
    "InternalNote": object_of(
        {
            "slug": TEXT,
            "anchor": TEXT,
            "quote": described("For the agent alone; never a part of the reply."),
        }
    ),
    "Flag": object_of(
        {
            "kind": one_of(FlagKind, "Why the message needs more than an answer."),
            "reason": described("For the agent, in Polish."),
            "quote": described("The words of the message that show it."),
            "procedure": described("Slug of the internal article that says what to do, or empty."),
        }
    ),
    "Draft": object_of(
        {
            "id": TEXT,
            "version": {"type": "integer", "minimum": 1},
            "state": TEXT,
            "language": described("Of the reply, as `pl`."),
            "register": one_of(Register, "How it addresses the customer."),
            "channel": one_of(Channel, "As asked."),
            "confidence": {
                "type": "number",
                "minimum": 0,
                "maximum": 1,
                "description": "Of the weakest answered question; 0 where none is answered.",
            },
            "generator": described("What made it, with version and hash of its settings."),
            "commit": described("Commit of the articles that it stands on."),
            "text": described("Ready to send, once a person has approved it."),
            "escalate": {
                "type": "boolean",
                "description": "Somebody with more authority must see the message.",
            },
            "sentences": array(ref("Sentence")),
            "citations": array(ref("Citation")),
            "questions": array(ref("Question")),
            "internal": array(ref("InternalNote")),
            "flags": array(ref("Flag")),
        }
    ),
    "Checked": object_of(
        {
            "commit": described("Commit of the articles that the text was checked against."),
            "sentences": array(ref("Sentence")),
            "changed": described("Keys that name no passage of the base as it is now.", TEXTS),
        }
    ),
}

REFUSALS: Schema = {
    "400": response("BadBody"),
    "401": response("Unauthorised"),
    "403": response("Forbidden"),
    "413": response("TooLarge"),
    "415": response("NotJson"),
    "429": response("TooMany"),
    "503": response("Unavailable"),
}
#: Of every path that takes JSON.
LIMITS = (
    f"The body is JSON in UTF-8 of at most {MAX_BODY_BYTES} bytes. The token stands in the header "
    "`Authorization: Bearer …`; there are no cookies, hence neither CSRF tokens nor CORS: call it "
    "from a server, not from a page, which would show the token to everybody."
)

PATHS: Schema = {
    "/api/v1/suggestions": sending(
        "suggest",
        "Draft a reply to a customer's message",
        f"Nothing is sent to the customer, and no message is stored. {LIMITS}",
        ref("SuggestionRequest"),
        {"200": content("The draft.", ref("Draft")), **REFUSALS},
    ),
    "/api/v1/suggestions/check": sending(
        "check",
        "Check a text against the passages that it cites",
        f"Nothing is stored. {LIMITS}",
        ref("CheckRequest"),
        {"200": content("What the check says of each sentence.", ref("Checked")), **REFUSALS},
    ),
}
