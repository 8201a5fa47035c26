"""Settings, read once: `KB_…` environment variables for operators, `kb.toml` for editors."""

from __future__ import annotations

import re
from base64 import b64decode
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from kb.desk_settings import DeskSettings
from kb.errors import ConfigError
from kb.model import Audience
from kb.outgoing import endpoint


class _SiteSettings(BaseSettings):
    """What the site, its index and its people need."""

    content_repo: Path = Field(
        default=Path(), description="Git repository that holds the articles."
    )
    content_ref: str = Field(default="HEAD", description="Branch, tag or commit to publish.")
    articles: str = Field(
        default="kb/articles", description="Folder of the articles inside the repository."
    )
    content_remote: str = Field(
        default="",
        max_length=1000,
        pattern=r"^(?:[!-,.-~][!-~]*)?$",
        description="Remote of that repository, by name or address, from which its branch is "
        "fetched before a push or the timer publishes; empty means that nothing is fetched.",
    )
    publish_poll_s: int = Field(
        default=0,
        ge=0,
        le=86_400,
        description="Seconds between two looks of `kb work` for new commits; 0 means never.",
    )
    git_webhook_secret: str | None = Field(
        default=None,
        min_length=16,
        pattern=r"^[!-~]+$",
        description="Verifies the pushes that GitHub, GitLab, Gitea or Forgejo tell `/hooks/git`; "
        "without it that address is closed. GitLab's signing token starts with `whsec_`.",
        repr=False,
    )
    default_audience: Audience = Field(
        default=Audience.INTERNAL,
        description="Audience of articles of which neither they nor kb.toml say it.",
    )
    data_dir: Path = Field(
        default=Path("var"),
        description="Every generated file: indexes, vector cache, models, the SQLite database.",
    )
    qdrant_url: str | None = Field(
        default=None,
        description="Address of a Qdrant server or cluster instead of the embedded engine.",
    )
    qdrant_api_key: str | None = Field(
        default=None, description="API key of that server.", repr=False
    )
    database_url: str | None = Field(
        default=None,
        description="`postgresql://USER:PASSWORD@HOST:5432/NAME` instead of SQLite for messages, "
        "ratings and searches.",
        repr=False,
    )
    retention_days: int = Field(
        default=90,
        ge=1,
        le=3650,
        description="Days that searches and ratings are kept, and the masked words of drafts.",
    )
    message_retention_days: int = Field(
        default=30,
        ge=1,
        le=3650,
        description="Days after the reply or the closing that the text of messages is kept.",
    )
    unanswered_retention_days: int = Field(
        default=365,
        ge=1,
        le=3650,
        description="Days that the text of messages is kept which nobody has answered or closed.",
    )
    access_log_retention_days: int = Field(
        default=730,
        ge=1,
        le=3650,
        description="Days that is kept who opened, exported or erased which conversation.",
    )
    secret_key: str | None = Field(
        default=None,
        min_length=16,
        description="Signs what forms and links carry; without it one is made and kept in the data "
        "folder. Several machines behind one address need the same.",
        repr=False,
    )
    embedder: str = Field(
        default="e5-small",
        description="`e5-small` (bundled) or any sentence-transformers model name or folder.",
    )
    keep_generations: int = Field(
        default=3, ge=1, le=50, description="Index generations kept for rollback."
    )
    keep_previews: int = Field(
        default=5, ge=1, le=50, description="Previews of branches kept at a time."
    )
    preview_days: int = Field(
        default=7, ge=1, le=90, description="Days after which a preview is deleted."
    )
    preview_mb: int = Field(
        default=2000,
        ge=100,
        le=1_000_000,
        description="Megabytes of disk for all previews together; the oldest go first, the one "
        "that was just built stays.",
    )
    workers: int = Field(default=2, ge=1, le=64, description="Web worker processes.")
    threads: int = Field(default=4, ge=1, le=64, description="Threads per web worker.")
    worker: bool = Field(
        default=True,
        description="Whether `kb serve` runs `kb work` beside itself: drafts and mail of the desk.",
    )
    trusted_hosts: str = Field(
        default="",
        description="Comma-separated host names that the site answers to; empty means any.",
    )
    proxy_hops: int = Field(
        default=0, ge=0, le=5, description="Reverse proxies in front whose headers are believed."
    )
    public_url: str = Field(
        default="",
        description="Address under which customers reach the site, such as "
        "`https://pomoc.example.pl`; empty means the request's own host.",
    )

    templates: Path | None = Field(
        default=None,
        description="Folder of templates that go before the built-in ones of the same name.",
    )
    rate_limit: int = Field(
        default=300,
        ge=0,
        le=1_000_000,
        description="Searches a minute from one address, in each worker; four times as many drafts "
        "and checks with one token. 0 leaves both and reading without limits.",
    )
    widget_origins: str = Field(
        default="",
        description="Comma-separated origins of the shop's pages that may show the widget, such "
        "as `https://sklep.example.pl`; empty means none.",
    )
    llm_url: str = Field(
        default="",
        description="Base address of a language model that speaks the OpenAI protocol, such as "
        "`http://localhost:11434/v1`; empty means that no model is asked. See docs/llm.md.",
    )
    llm_model: str = Field(
        default="",
        max_length=200,
        pattern=r"^[\w./:@+-]*$",
        validate_default=True,
        description="Name of the model as that server knows it; needed with `KB_LLM_URL`.",
    )
    llm_key: str | None = Field(
        default=None,
        pattern=r"^[!-~]+$",
        description="API key of that server, where it wants one.",
        repr=False,
    )
    llm_timeout_s: float = Field(
        default=8.0,
        gt=0,
        le=8,
        description="Seconds for the whole of a model's draft, its check and second try included; "
        "8 at most.",
    )
    llm_daily_tokens: int = Field(
        default=500_000,
        ge=1,
        description="Tokens a day (UTC) that all workers together may spend on the model.",
    )

    oidc_issuer: str = Field(
        default="",
        description="Issuer of the company's accounts (OpenID Connect), such as "
        "`https://login.example.org/realms/sklep`, for signing in to the desk; empty means that "
        "accounts have passwords alone.",
    )
    oidc_client_id: str = Field(
        default="",
        max_length=200,
        validate_default=True,
        description="Name of this installation at the issuer; needed with `KB_OIDC_ISSUER`.",
    )
    oidc_client_secret: str | None = Field(
        default=None,
        pattern=r"^[!-~]+$",
        description="Its secret there, where the issuer gave one.",
        repr=False,
    )
    oidc_name: str = Field(
        default="",
        max_length=40,
        description="What the button for it says, such as `Konto Google`; empty means "
        "„Konto firmowe”.",
    )

    @field_validator("git_webhook_secret")
    @classmethod
    def _can_sign(cls, written: str | None) -> str | None:
        """A signing token holds base64, as Standard Webhooks has it."""
        if written and written.startswith("whsec_"):
            try:
                key = b64decode(written.removeprefix("whsec_"), validate=True)
            except ValueError:
                key = b""
            if len(key) < 24:
                raise ValueError("whsec_ must be followed by at least 24 bytes in base64")
        return written

    @field_validator("public_url")
    @classmethod
    def _scheme_and_host(cls, written: str) -> str:
        """The address as it stands in links: ASCII, nothing after the host and its port."""
        return _origin(written.strip()) if written.strip() else ""

    @field_validator("llm_url")
    @classmethod
    def _may_be_called(cls, written: str) -> str:
        """No link-local or metadata address, plain http on this machine only."""
        return endpoint(written) if written.strip() else ""

    @field_validator("llm_model")
    @classmethod
    def _is_named(cls, written: str, info: ValidationInfo) -> str:
        if info.data.get("llm_url") and not written:
            raise ValueError("KB_LLM_URL needs the name of a model")
        return written

    @field_validator("oidc_issuer")
    @classmethod
    def _may_be_asked(cls, written: str) -> str:
        """As for a language model; kept to the letter, for tokens are compared with it."""
        if written.strip():
            endpoint(written)
        return written.strip()

    @field_validator("oidc_client_id")
    @classmethod
    def _is_registered(cls, written: str, info: ValidationInfo) -> str:
        if info.data.get("oidc_issuer") and not written:
            raise ValueError("KB_OIDC_ISSUER needs the client's name there")
        return written

    @field_validator("widget_origins")
    @classmethod
    def _origins(cls, written: str) -> str:
        """Each origin as browsers write it, joined by commas."""
        return ",".join(_origin(one.strip()) for one in written.split(",") if one.strip())


class Settings(DeskSettings, _SiteSettings):
    """One object per process. Every field is documented in the README's table (a test compares)."""

    model_config = SettingsConfigDict(env_prefix="KB_", frozen=True, extra="forbid")


def load_settings(**overrides: Any) -> Settings:
    """Read the environment once.

    Raises ConfigError that names the variable, its value's fault and the README's table.
    """
    import os

    known = {f"KB_{name.upper()}" for name in Settings.model_fields}
    unknown = sorted(name for name in os.environ if name.startswith("KB_") and name not in known)
    if unknown:
        raise ConfigError(
            f"Unknown setting {', '.join(unknown)}. "
            f"Known ones: {', '.join(sorted(known))}. See the settings table in README.md."
        )
    try:
        return Settings(**overrides)
    except ValidationError as exc:
        faults = "; ".join(
            f"KB_{'_'.join(map(str, error['loc'])).upper()}: {error['msg']}"
            for error in exc.errors()
        )
        raise ConfigError(f"Wrong setting: {faults}. See the settings table in README.md.") from exc


def _origin(written: str) -> str:
    """Scheme, host and port, in ASCII. Raises ValueError when anything else stands there."""
    parts = urlsplit(written)
    name = parts.hostname or ""
    # Pages link to each other from the root, so a folder of a host cannot be served.
    rest = parts.path.strip("/") + parts.query + parts.fragment + (parts.username or "")
    if parts.scheme not in {"http", "https"} or not re.fullmatch(r"[\w.:-]+", name) or rest:
        raise ValueError("must be scheme and host alone, as https://pomoc.example.pl")
    host = f"[{name}]" if ":" in name else name
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{host.encode('idna').decode('ascii')}{port}"
