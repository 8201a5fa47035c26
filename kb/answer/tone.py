"""How a customer is spoken to: in which register, as whom, with which promise of time."""

from __future__ import annotations

import re

from kb.answer.model import Channel, Register, Understood
from kb.answer.register import Address
from kb.opening import Opening
from kb.polish.morphology import analyses
from kb.polish.names import Gender, Vocative, vocative
from kb.polish.text import fold, tokenise

_FAMILIAR = re.compile(r"\s*(?:hej|hejka|heja|czesc|siema\w*|elo|yo|joł|hi|hey|привіт)\b")
_FORMAL_WORDS = frozenset({"pan", "pani", "państwo"})


def choose_register(channel: Channel, text: str) -> Register:
    """Letters are formal. In a chat or a comment the customer's own register is answered."""
    if channel is Channel.EMAIL:
        return Register.FORMAL
    words = [token.form.lower() for token in tokenise(text) if token.is_word]
    formal = any(one.lemma in _FORMAL_WORDS for word in words for one in analyses(word))
    familiar = _FAMILIAR.match(fold(text)) or any(_is_familiar(word) for word in words)
    return Register.INFORMAL if familiar and not formal else Register.FORMAL


def _is_familiar(word: str) -> bool:
    found = analyses(word)
    return bool(found) and all(
        one.tag.startswith(("fin:sg:sec", "impt:sg:sec", "fin:pl:sec")) for one in found
    )


def called(understood: Understood, customer_name: str) -> Vocative | None:
    """The customer's first name in the vocative; None where it or its gender is in doubt.

    customer_name: as the shop knows it, goes before a signature.
    """
    found = vocative(customer_name or understood.name)
    if found is None or understood.feminine is None:
        return found
    same = (found.gender is Gender.FEMININE) == understood.feminine
    return found if same else None


def whom_to_address(understood: Understood, name: Vocative | None) -> Address:
    """Pani, Pan, or Państwo where the gender is not certain."""
    if name is not None:
        return Address.WOMAN if name.gender is Gender.FEMININE else Address.MAN
    if understood.feminine is None or understood.name:
        # A name that was not understood may contradict the verbs.
        return Address.UNKNOWN
    return Address.WOMAN if understood.feminine else Address.MAN


def hours_in_words(opening: Opening | None, language: str) -> str:
    """The promised time as it stands after "w ciągu": "4 godzin roboczych"; empty for none."""
    hours = opening.answer_hours if opening else 0
    if not hours:
        return ""
    number = f"{hours:g}".replace(".", "." if language == "en" else ",")
    one = number == "1"
    if language == "en":
        return f"{number} working hour{'' if one else 's'}"
    if language == "uk":
        return f"{number} {'робочої години' if one else 'робочих годин'}"
    if "," in number:
        return f"{number} godziny roboczej"
    return f"{number} {'godziny roboczej' if one else 'godzin roboczych'}"
