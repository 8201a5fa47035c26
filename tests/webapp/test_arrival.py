from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.arrival import Arrival, State

POST = b"POST /kontakt HTTP/1.1\r\nHost: x\r\ncontent-LENGTH: 5\r\n\r\nabcde"


def arrival() -> Arrival:
    return Arrival(most_head=200, most_body=100)


@given(st.lists(st.integers(1, len(POST) - 1)))
def test_a_request_is_whole_at_its_last_byte_however_it_is_cut(cuts: list[int]) -> None:
    places = [0, *sorted(set(cuts)), len(POST)]
    pieces = [POST[start:end] for start, end in pairwise(places)]
    found = arrival()

    states = [found.add(piece) for piece in pieces]

    assert states == [*[State.PARTIAL] * (len(pieces) - 1), State.WHOLE]
    assert found.take() == POST


def test_what_follows_is_handed_on_and_the_next_request_begins_anew() -> None:
    found = arrival()

    assert found.add(POST + b"GET / HT") is State.WHOLE
    assert found.take() == POST + b"GET / HT"
    assert not found
    assert found.add(b"GET / HTTP/1.1\r\n\r") is State.PARTIAL
    assert found.add(b"\n") is State.WHOLE


@pytest.mark.parametrize(
    ("request_head", "state"),
    [
        (b"GET / HTTP/1.0\r\n\r\n", State.WHOLE),
        (b"POST / HTTP/1.1\r\nContent-Length: 101\r\n\r\n", State.OVERSIZE),
        (b"POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\n", State.PARTIAL),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", State.UNMEASURED),
        (b"POST / HTTP/1.1\r\nContent-Length: 0\r\nContent-Length: 9\r\n\r\n", State.PARTIAL),
        (b"POST / HTTP/1.1\r\nContent-Length: " + b"0" * 20 + b"9\r\n\r\n", State.UNMEASURED),
        (b"POST / HTTP/1.1\r\nContent-Length: +9\r\n\r\n", State.UNMEASURED),
        (b"POST / HTTP/1.1\r\nContent-Length: 9, 9\r\n\r\n", State.UNMEASURED),
        (b"POST / HTTP/1.1\r\nContent-Length:\r\n\r\n", State.UNMEASURED),
        (b"POST / HTTP/1.1\r\nContent-Length : 9 \r\n\r\n", State.PARTIAL),
        (b"GET /" + b"a" * 200, State.ENDLESS),
        (b"\r\n\r\n", State.WHOLE),
    ],
)
def test_what_can_be_done_with_a_head(request_head: bytes, state: State) -> None:
    assert arrival().add(request_head) is state
