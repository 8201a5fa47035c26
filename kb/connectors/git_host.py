"""Pushes that GitHub, GitLab, Gitea and Forgejo tell: believed when signed, and only of one branch.

https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries,
https://docs.gitlab.com/user/project/integrations/webhooks/ and
https://docs.gitea.com/usage/webhooks.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from kb.connectors.incoming import Headers, payload, refused, require_signed, words
from kb.delivery.signature import PREFIX, signing_key
from kb.store.database import Store, insert_for
from kb.store.schema import received_webhooks

_PUSHES = frozenset({"push", "Push Hook"})
_DELETED = re.compile(r"0{40}|0{64}")
_SHA = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,128}")


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of a push. status: taken, known or ignored.

    reason: why it was ignored: `event`, `branch` or `deleted`. commit: the branch's, as told.
    """

    status: str
    reason: str = ""
    commit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GitHost:
    """A host of the content repository.

    branch: gives the one that is published, without `refs/heads/`; empty for none. Called only for
    what is signed. ask: is called with the host's kind for each new push, before it is known.
    """

    store: Store
    secret: str = field(repr=False)
    branch: Callable[[], str]
    ask: Callable[[str, datetime], object]

    def receive(self, body: bytes, headers: Headers, now: datetime) -> Heard:
        """Take in what a webhook says; nothing of it is run or passed to git.

        A push is known by each of its delivery's name and its content, so that neither can be told
        again under another. Raises WebhookRefused, MessageError, StoreUnavailable, and what
        `branch` and `ask` raise.
        """
        system, proofs = self._believed(body, headers, now)
        event = headers.get(f"x-{system}-event", "")
        if event not in _PUSHES:
            return Heard("ignored", "event")
        told_us = payload(body)
        branch = self.branch()
        if not branch or told_us.get("ref") != f"refs/heads/{branch}":
            return Heard("ignored", "branch")
        after = words(told_us, "after")
        if _DELETED.fullmatch(after):
            return Heard("ignored", "deleted")
        commit = after if _SHA.fullmatch(after) else ""
        return self._once(system, proofs, commit, now)

    def _believed(
        self, body: bytes, headers: Headers, now: datetime
    ) -> tuple[str, tuple[str, ...]]:
        """The kind of the host, and what makes this delivery the same as another.

        Gitea and Forgejo add GitHub's headers to their own, hence their names come first.
        """
        if "x-gitea-event" in headers or "x-forgejo-event" in headers:
            # Forgejo adds Gitea's.
            system = "forgejo" if "x-forgejo-event" in headers else "gitea"
            shown = headers.get(f"x-{system}-signature", "")
            delivery = headers.get(f"x-{system}-delivery", "")
            self._require_hmac(body, shown, system)
        elif "x-github-event" in headers:
            system, delivery = "github", headers.get("x-github-delivery", "")
            scheme, _, shown = headers.get("x-hub-signature-256", "").partition("=")
            self._require_hmac(body, shown if scheme == "sha256" else "", system)
        elif "x-gitlab-event" in headers:
            return "gitlab", self._by_gitlab(body, headers, now)
        else:
            raise refused("It is of no git host that is known.")
        if not _NAME.fullmatch(delivery):
            raise refused("The delivery has no name.")
        return system, (delivery, _digest(body))

    def _require_hmac(self, body: bytes, shown: str, system: str) -> None:
        expected = hmac.new(self.secret.encode(), body, "sha256").hexdigest()
        if not hmac.compare_digest(expected.encode(), shown.encode("utf-8", "replace")):
            raise refused(f"The signature of {system} is missing or wrong.")

    def _by_gitlab(self, body: bytes, headers: Headers, now: datetime) -> tuple[str, ...]:
        """Signed by Standard Webhooks with a signing token, else with the secret token itself.

        A signed one binds its name, its time and its body. The bare token proves only that the
        sender knows it, hence the body counts too: one push tells each commit once.
        """
        if not self.secret.startswith(PREFIX):
            shown = headers.get("x-gitlab-token", "").encode("utf-8", "replace")
            if not hmac.compare_digest(self.secret.encode(), shown):
                raise refused("X-Gitlab-Token is missing or wrong.")
            delivery = headers.get("idempotency-key") or headers.get("x-gitlab-event-uuid", "")
            if not _NAME.fullmatch(delivery):
                raise refused("The delivery has no name.")
            return delivery, _digest(body)
        return (require_signed(signing_key(self.secret), body, headers, now),)

    def _once(self, system: str, proofs: tuple[str, ...], commit: str, now: datetime) -> Heard:
        """Ask for a publish unless one of the proofs was seen before."""
        named = f"git-{system}"
        rows = [{"system": named, "delivery": _digest(one.encode()), "at": now} for one in proofs]
        with self.store.writing() as connection:
            insert = insert_for(connection)
            fresh = [
                connection.execute(insert(received_webhooks).values(row).on_conflict_do_nothing())
                for row in rows
            ]
            if any(noted.rowcount == 0 for noted in fresh):
                return Heard("known", commit=commit)
            # Before the rows are kept: where it fails, the host tells the push again.
            self.ask(system, now)
        return Heard("taken", commit=commit)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
