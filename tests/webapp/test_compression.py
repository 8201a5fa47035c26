from __future__ import annotations

import gzip

import pytest
from flask.testing import FlaskClient

GZIP = {"Accept-Encoding": "gzip, deflate, br"}
PATHS = ("/", "/artykul/koszt-zwrotu", "/kategoria/zwroty", "/sitemap.xml", "/static/site.css",
         "/api/v1/search?q=zwrot", "/llms.txt", "/static/favicon.svg")  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_text_is_the_same_packed_and_plain(client: FlaskClient, path: str) -> None:
    plain, packed = client.get(path), client.get(path, headers=GZIP)
    again = client.get(path, headers=GZIP)

    assert "Content-Encoding" not in plain.headers
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
    if len(plain.get_data()) < 500:
        assert "Content-Encoding" not in packed.headers
        return
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) == len(packed.get_data()) < len(plain.get_data())
    if not path.startswith("/api/"):  # which tells how long the search took
        assert gzip.decompress(packed.get_data()) == plain.get_data()
        assert packed.get_data() == again.get_data()


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip", "gzip"),
        ("gzip;q=0", None),
        ("gzip;q=0.5, identity;q=0.9", None),
        ("*", "gzip"),
        ("br, gzip;q=0.1", "gzip"),
        ("br", None),
        ("", None),
    ],
)
def test_what_the_client_takes_decides(
    client: FlaskClient, accepted: str, coding: str | None
) -> None:
    response = client.get("/", headers={"Accept-Encoding": accepted})

    assert response.headers.get("Content-Encoding") == coding


@pytest.mark.parametrize("path", ["/", "/sitemap.xml", "/static/site.css"])
def test_an_unchanged_page_is_not_sent_again_in_either_coding(
    client: FlaskClient, path: str
) -> None:
    packed, plain = client.get(path, headers=GZIP), client.get(path)

    for headers in (GZIP, {}):
        for tag in (packed.headers["ETag"], plain.headers["ETag"]):
            again = client.get(path, headers=headers | {"If-None-Match": tag})
            assert (again.status_code, again.get_data()) == (304, b"")
            assert again.headers["Vary"] == "Accept-Encoding"


def test_head_tells_what_get_would_send(client: FlaskClient) -> None:
    head, full = client.head("/", headers=GZIP), client.get("/", headers=GZIP)

    assert head.get_data() == b""
    for name in ("Content-Encoding", "Content-Length", "ETag"):
        assert head.headers[name] == full.headers[name]


def test_small_answers_are_left_alone(client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.get("/healthz", headers=GZIP).headers


def test_a_part_of_a_file_is_sent_as_it_is(client: FlaskClient) -> None:
    part = client.get("/static/site.css", headers=GZIP | {"Range": "bytes=0-99"})

    assert part.status_code == 206
    assert "Content-Encoding" not in part.headers
