"""Customers' messages: the schema of what is sent and answered, and its path."""

from __future__ import annotations

from kb.answer.incoming import MAX_BYTES
from kb.answer.model import Channel
from webapp.api.messages_input import EXTERNAL_ID, KEY_HEADER, MAX_WORDS, TOPIC
from webapp.api.openapi.drafts import LIMITS, REFUSALS
from webapp.api.openapi.parts import (
    TEXT,
    Schema,
    content,
    described,
    object_of,
    one_of,
    ref,
    sending,
)
from webapp.inputs import LANGUAGES

_WORDS: Schema = {"type": "string", "maxLength": MAX_WORDS}
_MOMENT: Schema = {"type": "string", "format": "date-time"}

_SENT: Schema = {
    "type": "object",
    "description": "A customer's message for the inbox. Other members are ignored.",
    "properties": {
        "text": described(
            f"As the customer wrote it; at most {MAX_BYTES} bytes of UTF-8.",
            {"type": "string", "pattern": r"\S"},
        ),
        "name": described("As the customer gives it.", _WORDS),
        "email": described("Where an answer goes by e-mail.", _WORDS),
        "phone": described("With the country's code, or a Polish one.", _WORDS),
        "subject": _WORDS,
        "topic": described(
            "Slug of one of the base's categories.", {**_WORDS, "pattern": f"^({TOPIC})?$"}
        ),
        "language": one_of(["", *sorted(LANGUAGES)], "Of the message; without it, it is guessed."),
        "channel": one_of(Channel, "Where the answer will be read.", default="email"),
        "external_id": described(
            "Your own name of the conversation, no personal data. A message under a known one goes "
            "on with it.",
            {**_WORDS, "pattern": f"^({EXTERNAL_ID})?$"},
        ),
    },
    "required": ["text"],
}

SCHEMAS: Schema = {
    "MessageSent": _SENT,
    "Receipt": object_of(
        {
            "number": described("Of the message, as `7K4M-2QX9`: the customer may be told it."),
            "conversation": described("Number of the conversation, that of its first message."),
            "received_at": _MOMENT,
            "promised_by": {
                "type": ["string", "null"],
                "format": "date-time",
                "description": "By when it is answered; null where nothing is promised.",
            },
        }
    ),
}

_KEY: Schema = {
    "name": KEY_HEADER,
    "in": "header",
    "required": False,
    "description": "Your own name of this request, 1 to 200 printable ASCII characters: sent again "
    "with the same token, it is the same message with the same receipt.",
    "schema": TEXT,
}

_PATH = sending(
    "messages",
    "Bring a customer's message into the inbox",
    f"It is stored as it is, with a draft for an agent. {LIMITS}",
    ref("MessageSent"),
    {"201": content("Where it is found.", ref("Receipt")), **REFUSALS},
)
_PATH["post"]["parameters"] = [_KEY]

PATHS: Schema = {"/api/v1/messages": _PATH}
