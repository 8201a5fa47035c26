"""Ways to reach a person, as people type them: an e-mail address, a telephone number."""

from __future__ import annotations

REGION = "PL"
#: No number of the world's plan (E.164) is longer, whatever stands between its digits.
_LONGEST_PHONE = 40


def email_address(typed: str) -> str | None:
    """The address in its usual form; None when no mail could reach it as it is written.

    Nobody's server is asked. Addresses with a comment, a quoted part or a line break are refused:
    they reach few people and deceive many programs.
    """
    # 40 ms to import, and most visitors only read.
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(typed, check_deliverability=False).normalized
    except EmailNotValidError:
        return None


def phone_number(typed: str) -> str | None:
    """The number with its country's code, as +48 600 100 200; None when it cannot be called.

    Without a code it is Polish.
    """
    import phonenumbers

    if len(typed) > _LONGEST_PHONE:
        return None
    try:
        number = phonenumbers.parse(typed, REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    form = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)
