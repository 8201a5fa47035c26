"""Which addresses may be called: as they are written, and as names turn out to be."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import ConfigError
from kb.outgoing import endpoint, forbidden_peer, is_loopback
from kb.settings import load_settings


@pytest.mark.parametrize(
    ("written", "called"),
    [
        ("http://localhost:11434/v1", "http://localhost:11434/v1"),
        ("http://127.0.0.1:8080/v1/", "http://127.0.0.1:8080/v1"),
        ("http://[::1]:8080/v1", "http://[::1]:8080/v1"),
        (" https://api.example.org/v1 ", "https://api.example.org/v1"),
        ("https://llm.firma.local", "https://llm.firma.local"),
        ("https://10.0.0.7:8443/v1", "https://10.0.0.7:8443/v1"),
        ("HTTPS://API.example.org/v1", "https://api.example.org/v1"),
    ],
)
def test_addresses_that_may_be_called(written: str, called: str) -> None:
    assert endpoint(written) == called


@pytest.mark.parametrize(
    "written",
    [
        "",
        "localhost:11434",
        "ftp://localhost/v1",
        "file:///etc/passwd",
        "unix:/run/llm.sock",
        "http:///v1",
        "http://api.example.org/v1",
        "http://10.0.0.7:8000/v1",
        "http://localhost.example.org/v1",
        "https://ala:haslo@api.example.org/v1",
        "https://@api.example.org/v1",
        "https://api.example.org/v1?key=1",
        "https://api.example.org/v1#a",
        "https://api.example.org\\@169.254.169.254/v1",
        "https://api.example.org:99999/v1",
        "https://api.exa mple.org/v1",
        "https://żółw.example.org/v1",
        "https://169.254.169.254/latest",
        "http://169.254.169.254/latest",
        "https://169.254.1.2/v1",
        "https://[fe80::1]/v1",
        "https://[fe80::1%25eth0]/v1",
        "https://[fd00:ec2::254]/v1",
        "https://[::ffff:169.254.169.254]/v1",
        "https://[::169.254.169.254]/v1",
        "https://[64:ff9b::a9fe:a9fe]/v1",
        "https://[2002:a9fe:a9fe::]/v1",
        "https://0.0.0.0/v1",
        "https://[::]/v1",
        "https://2852039166/v1",
        "https://0xa9fea9fe/v1",
        "https://0251.0376.0251.0376/v1",
        "https://169.254.43518/v1",
        "https://169.254.169.254./v1",
        "https://100.100.100.200/v1",
        "https://168.63.129.16/v1",
        "https://metadata.google.internal/v1",
        "https://metadata.google.internal./v1",
        "https://METADATA/v1",
    ],
)
def test_addresses_that_must_not_be_called(written: str) -> None:
    with pytest.raises(ValueError, match=r"must|gives|link-local|Port|plain http"):
        endpoint(written)


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_is_refused(written: str) -> None:
    try:
        called = endpoint(f"https://{written}")
    except ValueError:
        return
    assert endpoint(called) == called


@pytest.mark.parametrize(
    "number", ["169.254.169.254", "fe80::1", "::ffff:169.254.0.1", "0.0.0.0", "255.255.255.255"]
)
def test_numbers_that_no_name_may_lead_to(number: str) -> None:
    assert forbidden_peer(ip_address(number))


@pytest.mark.parametrize("number", ["127.0.0.1", "::1", "10.1.2.3", "192.168.0.9", "2a00:1::7"])
def test_numbers_that_a_name_may_lead_to(number: str) -> None:
    assert forbidden_peer(ip_address(number)) == ""


def test_this_machine_is_known_by_its_own_form_only() -> None:
    assert all(map(is_loopback, ("localhost", "127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1")))
    assert not any(map(is_loopback, ("localhost.pl", "10.0.0.1", "::", "0.0.0.0", "")))


def test_a_setting_with_such_an_address_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_LLM_URL", "http://169.254.169.254/v1")
    monkeypatch.setenv("KB_LLM_MODEL", "m")

    with pytest.raises(ConfigError, match="KB_LLM_URL"):
        load_settings()


def test_an_address_without_a_model_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_LLM_URL", "http://localhost:8080/v1")

    with pytest.raises(ConfigError, match="KB_LLM_MODEL"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KB_LLM_TIMEOUT_S", "9"),
        ("KB_LLM_TIMEOUT_S", "0"),
        ("KB_LLM_TIMEOUT_S", "nan"),
        ("KB_LLM_DAILY_TOKENS", "0"),
        ("KB_LLM_KEY", "two\nlines"),
        ("KB_LLM_MODEL", "a b"),
    ],
)
def test_other_values_that_stop_the_start(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(ConfigError, match=name) as caught:
        load_settings()

    assert "two" not in str(caught.value)


def test_the_key_is_not_shown_with_the_settings() -> None:
    settings = load_settings(llm_url="http://localhost/v1", llm_model="m", llm_key="sekret")

    assert "sekret" not in repr(settings)
