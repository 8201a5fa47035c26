"""Settings from the environment: what is wrong is named, with its remedy."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from kb.errors import ConfigError
from kb.model import Audience
from kb.settings import Settings, load_settings


def test_without_any_variable_this_repository_is_published_into_var() -> None:
    settings = load_settings()

    assert (settings.content_repo, settings.articles) == (Path(), "kb/articles")
    assert (settings.data_dir, settings.qdrant_url) == (Path("var"), None)
    assert settings.default_audience is Audience.INTERNAL


def test_variables_are_read_and_arguments_go_before_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_CONTENT_REF", "produkcja")
    monkeypatch.setenv("KB_WORKERS", "8")

    settings = load_settings(workers=1)

    assert (settings.content_ref, settings.workers) == ("produkcja", 1)


def test_an_unknown_variable_is_named_with_the_known_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_CONTENT_REPOS", "/srv/artykuly")

    with pytest.raises(ConfigError) as caught:
        load_settings()

    assert str(caught.value).startswith("Unknown setting KB_CONTENT_REPOS. Known ones: ")
    assert "KB_CONTENT_REPO," in str(caught.value)
    assert str(caught.value).endswith("README.md.")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("KB_WORKERS", "dwa", "valid integer"),
        ("KB_WORKERS", "0", "greater than or equal to 1"),
        ("KB_KEEP_GENERATIONS", "51", "less than or equal to 50"),
        ("KB_PROXY_HOPS", "-1", "greater than or equal to 0"),
        ("KB_DEFAULT_AUDIENCE", "wszyscy", "'public' or 'internal'"),
    ],
)
def test_a_wrong_value_is_named_with_its_fault(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(ConfigError) as caught:
        load_settings()

    assert str(caught.value).startswith(f"Wrong setting: {name}: ")
    assert words in str(caught.value)
    assert str(caught.value).endswith("See the settings table in README.md.")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("", ""),
        ("https://pomoc.example.pl", "https://pomoc.example.pl"),
        ("https://pomoc.example.pl/", "https://pomoc.example.pl"),
        (" HTTPS://Pomoc.Example.pl:8443/ ", "https://pomoc.example.pl:8443"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("https://pomoc.żółw.pl", "https://pomoc.xn--w-uga1v8h.pl"),
    ],
)
def test_the_public_address_is_kept_as_scheme_and_host(written: str, kept: str) -> None:
    assert load_settings(public_url=written).public_url == kept


@pytest.mark.parametrize(
    "written",
    [
        "pomoc.example.pl",
        "//pomoc.example.pl",
        "ftp://pomoc.example.pl",
        "javascript:alert(1)",
        "https://",
        "https://example.pl/pomoc",
        "https://example.pl/?a=1",
        "https://example.pl/#a",
        "https://anna@example.pl",
        "https://example.pl:port",
        "https://[example.pl",
        "https://exa mple.pl",
        'https://example.pl">',
    ],
)
def test_a_public_address_that_links_cannot_start_with_is_refused(written: str) -> None:
    with pytest.raises(ConfigError, match=r"^Wrong setting: KB_PUBLIC_URL: "):
        load_settings(public_url=written)


def test_all_wrong_values_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_WORKERS", "dwa")
    monkeypatch.setenv("KB_THREADS", "cztery")

    with pytest.raises(ConfigError, match=r"KB_WORKERS: .*; KB_THREADS: "):
        load_settings()


def test_settings_do_not_change_while_a_process_runs_and_hide_their_key() -> None:
    settings = Settings(qdrant_api_key="tajny-klucz")

    with pytest.raises(ValidationError, match="frozen"):
        settings.workers = 3
    assert "tajny-klucz" not in repr(settings)


def test_origins_of_the_widget_are_written_as_browsers_send_them() -> None:
    written = " https://Sklep.example/ ,https://łąka.example:8443,"

    assert Settings(widget_origins=written).widget_origins == (
        "https://sklep.example,https://xn--ka-ola7v.example:8443"
    )


@pytest.mark.parametrize(
    "written", ["sklep.example", "https://*", "https://a.example/strona", "https://a b", "'self'"]
)
def test_what_is_no_origin_is_refused(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("KB_WIDGET_ORIGINS", written)

    with pytest.raises(ConfigError, match="KB_WIDGET_ORIGINS"):
        load_settings()


def test_a_mail_server_needs_a_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_SMTP_HOST", "smtp.example.pl")

    with pytest.raises(ConfigError, match=r"KB_SMTP_FROM: .*needs an address"):
        load_settings()
    assert load_settings(smtp_from="Sklep <pomoc@example.pl>").smtp_tls == "starttls"


@pytest.mark.parametrize(
    "written", ["short", "with a space in it", "whsec_notbase64!", "whsec_AAAA"]
)
def test_a_secret_of_a_git_host_that_cannot_sign_is_refused(written: str) -> None:
    with pytest.raises(ConfigError, match="KB_GIT_WEBHOOK_SECRET"):
        load_settings(git_webhook_secret=written)


@pytest.mark.parametrize("written", ["--upload-pack=x", "two words", "a\nb"])
def test_a_remote_that_looks_like_an_option_is_refused(written: str) -> None:
    with pytest.raises(ConfigError, match="KB_CONTENT_REMOTE"):
        load_settings(content_remote=written)
