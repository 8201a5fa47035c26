"""The second factor: codes that change every half minute (TOTP, RFC 6238), and codes on paper.

The shared secret stands in the database encrypted under the site's key, so that a copy of the
database alone makes no codes. Codes on paper are 80 random bits, hence kept as plain SHA-256.
"""

from __future__ import annotations

import hmac
import json
import logging
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

import pyotp
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Connection, select, update

from kb.accounts import throttle
from kb.accounts.accounts import account as account_of
from kb.accounts.accounts import change, end_sessions
from kb.errors import AccountError, SignInRefused
from kb.store.database import Store
from kb.store.schema import accounts

log = logging.getLogger(__name__)

STEP_S = 30
#: A clock may be a step off in either direction (RFC 6238, 5.2).
_DRIFT = (0, -1, 1)
RECOVERY_CODES = 10
#: Time to read the code into the telephone and type the first one.
ENROLMENT_S = 15 * 60

#: No 0, 1, 8 and 9, which are misread: the letters of base 32.
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TOTP = re.compile(r"\d{6}", re.ASCII)


def offer(account: int, key: bytes) -> str:
    """A new secret for an account, sealed, to come back with the first code.

    key: the site's. Nothing is kept until then.
    """
    content = json.dumps([account, pyotp.random_base32()])
    return _cipher(key, "enrolment").encrypt(content.encode()).decode()


def offered_secret(account: int, sealed: str, key: bytes) -> str:
    """The secret in base 32 of an offer that is still good. Raises AccountError `expired`."""
    try:
        opened = _cipher(key, "enrolment").decrypt(sealed.encode("ascii", "replace"), ENROLMENT_S)
    except InvalidToken:
        raise AccountError("expired", "The offer is too old; begin anew.") from None
    whose, secret = json.loads(opened)
    if whose != account:
        raise AccountError("expired", "The offer is of another account; begin anew.")
    return str(secret)


def address_for_app(secret: str, login: str, site: str) -> str:
    """What the QR code holds: `otpauth://totp/…`. site: shown beside the codes."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=site)


def enrol(
    store: Store, account: int, sealed: str, code: str, key: bytes, now: datetime
) -> tuple[str, ...]:
    """Ask for codes from now on, and end the account's sessions. Returns the codes for paper.

    sealed: of `offer`; code: what the telephone shows. Raises AccountError `expired` or `code`;
    SignInRefused `throttled`; NotFound, StoreUnavailable.
    """
    secret = offered_secret(account, sealed, key)
    brakes = throttle.code_brakes(account)
    throttle.count(store, brakes, now)
    step = _step_of(secret, code, now)
    if step is None:
        raise AccountError("code", "The code is not the one of this moment.")
    throttle.forgive(store, brakes, now)
    codes = _new_codes()
    with store.writing() as connection:
        new = {
            "totp_secret": _cipher(key, "totp").encrypt(secret.encode()).decode(),
            "totp_counter": step,
            "recovery_codes": [_hash(one) for one in codes],
            "credentials_at": now,
        }
        change(connection, account, new)
        end_sessions(connection, account)
    return codes


def verify(store: Store, account: int, code: str, key: bytes, now: datetime) -> None:
    """Take a code of the telephone or one of those on paper, each of them once.

    Raises SignInRefused, StoreUnavailable.
    """
    brakes = throttle.code_brakes(account)
    throttle.count(store, brakes, now)
    written = re.sub(r"[\s-]", "", code).upper()
    with store.writing() as connection:
        if _TOTP.fullmatch(written):
            good = _take_totp(connection, account, written, key, now)
        else:
            good = _take_recovery(connection, account, written)
    if not good:
        raise SignInRefused("wrong", "The code is wrong or was used already.")
    throttle.forgive(store, brakes, now)


def new_recovery_codes(store: Store, account: int) -> tuple[str, ...]:
    """New codes for paper in place of all earlier ones.

    Raises AccountError `none` without a second factor; NotFound, StoreUnavailable.
    """
    if not account_of(store, account).second_factor:
        raise AccountError("none", "The account has no second factor.")
    codes = _new_codes()
    with store.writing() as connection:
        change(connection, account, {"recovery_codes": [_hash(one) for one in codes]})
    return codes


def recovery_codes_left(store: Store, account: int) -> int:
    """How many codes on paper are unused. Raises StoreUnavailable."""
    with store.reading() as connection:
        kept = connection.scalar(select(accounts.c.recovery_codes).where(accounts.c.id == account))
    return len(kept or ())


def remove(store: Store, account: int, now: datetime) -> None:
    """Ask for codes no longer, and end the account's sessions.

    Raises NotFound, StoreUnavailable.
    """
    with store.writing() as connection:
        change(
            connection,
            account,
            {"totp_secret": None, "recovery_codes": [], "credentials_at": now},
        )
        end_sessions(connection, account)


def _take_totp(connection: Connection, account: int, code: str, key: bytes, now: datetime) -> bool:
    sealed = connection.scalar(select(accounts.c.totp_secret).where(accounts.c.id == account))
    if sealed is None:
        return False
    try:
        secret = _cipher(key, "totp").decrypt(sealed.encode()).decode()
    except InvalidToken:
        log.error(
            "The second factor of account %d was made under another KB_SECRET_KEY. Codes on paper "
            "still work; an admin can remove it.", account,
        )  # fmt: skip
        return False
    step = _step_of(secret, code, now)
    if step is None:
        return False
    # A code that was seen over a shoulder, or is sent twice, opens nothing (RFC 6238, 5.2).
    unused = accounts.c.totp_counter < step
    taken = connection.execute(
        update(accounts).where(accounts.c.id == account, unused).values(totp_counter=step)
    )
    return taken.rowcount == 1


def _take_recovery(connection: Connection, account: int, code: str) -> bool:
    kept: Sequence[str] | None = connection.scalar(
        select(accounts.c.recovery_codes).where(accounts.c.id == account).with_for_update()
    )
    left = [one for one in kept or () if not hmac.compare_digest(one, _hash(code))]
    if kept is None or len(left) == len(kept):
        return False
    change(connection, account, {"recovery_codes": left})
    return True


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step of which this is the code, near now; None for a wrong one."""
    step, written = int(now.timestamp()) // STEP_S, re.sub(r"\s", "", code)
    codes = pyotp.HOTP(secret)
    found = [
        step + drift
        for drift in _DRIFT
        if hmac.compare_digest(codes.at(step + drift).encode(), written.encode("utf-8", "replace"))
    ]
    return found[0] if found else None


def _new_codes() -> tuple[str, ...]:
    return tuple(
        "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
        for _ in range(RECOVERY_CODES)
    )


def _hash(code: str) -> str:
    return sha256(code.replace("-", "").encode("utf-8", "surrogatepass")).hexdigest()


def _cipher(key: bytes, purpose: str) -> Fernet:
    """Each use of the site's key has a key of its own."""
    return Fernet(urlsafe_b64encode(hmac.digest(key, f"accounts {purpose}".encode(), "sha256")))
