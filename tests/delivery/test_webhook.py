"""Replies reach the operator's own system signed, and wait for it when it is down."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from kb.delivery.calling import post
from kb.delivery.means import Means
from kb.delivery.outbox import Outbox
from kb.delivery.signature import is_fresh, is_signed, signature, signing_key
from kb.delivery.webhook import WebhookCarrier
from kb.errors import DeliveryError
from kb.store.database import Store
from kb.store.schema import deliveries
from tests.delivery.certificate import server_context
from tests.delivery.conftest import NOW, TEXT, approved
from tests.delivery.receiver import Receiver, receiving
from tests.delivery.test_outbox import Clock, only

SECRET = "whsec_" + b64encode(bytes(range(32))).decode()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


def outbox(store: Store, receiver: Receiver, clock: Clock | None = None) -> Outbox:
    now = clock or Clock()
    carrier = WebhookCarrier(store, f"{receiver.url}/odbior", signing_key(SECRET), now, whole_s=0.5)
    return Outbox(store, {Means.WEBHOOK: carrier}, now)


def test_a_reply_is_posted_with_all_that_is_needed_to_send_it(
    store: Store, receiver: Receiver
) -> None:
    delivery = approved(store, means="webhook")

    outbox(store, receiver).send_due()

    (posted,) = receiver.posted
    told = json.loads(posted.body)
    assert posted.path == "/odbior"
    assert posted.headers["content-type"] == "application/json"
    assert posted.headers["webhook-id"] == delivery
    assert (told["type"], told["timestamp"]) == ("reply.approved", NOW.isoformat())
    assert told["data"]["text"] == TEXT
    assert told["data"]["author"] == "Ewa Nowak"
    assert told["data"]["customer"]["email"] == "anna@example.org"
    assert only(store).state == "sent"


def test_it_is_signed_by_the_standard(sqlite: Store, receiver: Receiver) -> None:
    delivery = approved(sqlite, means="webhook")

    outbox(sqlite, receiver).send_due()

    posted = receiver.posted[0]
    key = b64decode(SECRET.removeprefix("whsec_"))
    signed = f"{delivery}.{int(NOW.timestamp())}.".encode() + posted.body
    expected = b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert posted.headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    assert posted.headers["webhook-signature"] == f"v1,{expected}"


def test_the_example_of_the_specification() -> None:
    # https://github.com/standard-webhooks/standard-webhooks/blob/main/libraries (test vectors)
    key = signing_key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    sent_at = datetime.fromtimestamp(1614265330, UTC)

    made = signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", sent_at, b'{"test": 2432232314}')

    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert is_signed(
        key, "msg_p5jXN8AQM9LWM0D4loKWxJek", sent_at, b'{"test": 2432232314}', f"v1,old= {made}"
    )


def test_a_moment_is_believed_for_five_minutes() -> None:
    assert is_fresh(NOW, NOW + timedelta(minutes=5))
    assert not is_fresh(NOW, NOW + timedelta(minutes=5, seconds=1))
    assert not is_fresh(NOW + timedelta(minutes=5, seconds=1), NOW)


@pytest.mark.parametrize("secret", ["whsec_", "whsec_YWJj", "whsec_???", "whsec_ąąąą"])
def test_a_secret_that_is_none(secret: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        signing_key(secret)


def test_a_receiver_that_is_down_for_a_day_gets_it_then_and_once(
    sqlite: Store, receiver: Receiver
) -> None:
    delivery, clock = approved(sqlite, means="webhook"), Clock()
    box = outbox(sqlite, receiver, clock)
    receiver.status = 503

    while clock.now < NOW + timedelta(hours=20):
        box.send_due()
        clock.now = only(sqlite).due_at
    tried, receiver.status = len(receiver.posted), 200
    box.send_due()
    clock.now += timedelta(days=2)
    box.send_due()

    assert only(sqlite).state == "sent"
    assert len(receiver.posted) == tried + 1
    assert {one.headers["webhook-id"] for one in receiver.posted} == {delivery}
    assert len({one.headers["webhook-timestamp"] for one in receiver.posted}) == tried + 1


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (200, "sent"),
        (204, "sent"),
        (302, "pending"),
        (400, "pending"),
        (401, "pending"),
        (429, "pending"),
        (500, "pending"),
        (410, "failed"),
    ],
)
def test_only_gone_is_never_tried_again(
    sqlite: Store, receiver: Receiver, status: int, state: str
) -> None:
    approved(sqlite, means="webhook")
    receiver.status = status
    receiver.body = b"" if status == 204 else b"{}"

    outbox(sqlite, receiver).send_due()

    assert only(sqlite).state == state
    with sqlite.reading() as connection:
        error = connection.scalar(select(deliveries.c.error))
    assert error == "" if state == "sent" else str(status) in str(error)


def test_redirects_are_not_followed(sqlite: Store, receiver: Receiver) -> None:
    approved(sqlite, means="webhook")
    receiver.status, receiver.location = 307, f"{receiver.url}/gdzie-indziej"

    outbox(sqlite, receiver).send_due()

    assert [one.path for one in receiver.posted] == ["/odbior"]


def test_a_receiver_that_does_not_answer_is_left_in_time(sqlite: Store, receiver: Receiver) -> None:
    approved(sqlite, means="webhook")
    receiver.hangs = True

    outbox(sqlite, receiver).send_due()

    assert only(sqlite).state == "pending"
    assert only(sqlite).error == "127.0.0.1 did not answer in time."


def test_a_receiver_that_is_not_there(sqlite: Store) -> None:
    with receiving() as gone:
        pass
    approved(sqlite, means="webhook")

    outbox(sqlite, gone).send_due()

    assert only(sqlite).error == "127.0.0.1 cannot be reached now (ConnectionRefusedError)."


@pytest.mark.parametrize("host", ["169.254.169.254", "168.63.129.16", "100.100.100.200"])
def test_metadata_addresses_are_not_called(host: str) -> None:
    with pytest.raises(DeliveryError, match="must not be called"):
        post(f"https://{host}/", b"{}", {})


def test_plain_http_leads_nowhere_but_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.delivery.connection.is_loopback", lambda _: False)

    with receiving() as found, pytest.raises(DeliveryError, match="must not be called"):
        post(found.url, b"{}", {})


def test_by_https_its_certificate_must_be_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, shown = server_context(tmp_path)
    with receiving(context) as found:
        with pytest.raises(DeliveryError, match="SSLCertVerificationError"):
            post(found.url, b"{}", {})
        assert found.posted == []
        monkeypatch.setenv("SSL_CERT_FILE", str(shown))
        assert post(found.url, b"{}", {}).ok
