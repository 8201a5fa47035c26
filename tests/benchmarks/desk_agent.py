"""An agent at a browser: signs in, opens conversations, approves; sends again what went unheard."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPException
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Sequence

_TIMEOUT_S = 30
_PATIENCE_S = 180
#: 303: taken. 409: refused, with the reason on the page. 422: the form is not in order.
_ANSWERS = (200, 303, 409, 422)


class Forms(HTMLParser):
    """The fields of every form of a page, by the form's id or else its action."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, list[tuple[str, str]]] = {}
        self._form = ""
        self._text: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = given.get("id") or given.get("action", "")
            self.found[self._form] = []
        elif tag == "input" and given.get("type") == "hidden":
            self._add(given.get("form") or self._form, given.get("name", ""), given["value"])
        elif tag == "textarea":
            self._text = given.get("name", "")
            self._add(self._form, self._text, "")

    def handle_data(self, data: str) -> None:
        if self._text is not None and self._form in self.found:
            name, text = self.found[self._form][-1]
            self.found[self._form][-1] = (name, text + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._text = None
        if tag == "form":
            self._form = ""

    def _add(self, form: str, name: str, value: str) -> None:
        self.found.setdefault(form, []).append((name, value))


@dataclass
class Agent:
    """acknowledged: number of a conversation → what it was told that it approved."""

    port: int
    login: str
    password: str
    acknowledged: dict[str, str] = field(default_factory=dict)
    refused: int = 0
    unheard: int = 0
    _cookies: dict[str, str] = field(default_factory=dict)
    _never: Event = field(default_factory=Event)

    def sign_in(self) -> None:
        """Raises RuntimeError."""
        page = self.ask("GET", "/panel/wejscie")[1]
        forms = [fields for fields in Forms(page).found.values() if dict(fields).keys()]
        fields = dict(forms[0]) if forms else {}
        answer = self.ask(
            "POST", "/panel/wejscie", {**fields, "login": self.login, "haslo": self.password}
        )
        if answer[0] != 303:
            raise RuntimeError(f"{self.login} was not let in: {answer[0]}")

    def approve(self, number: str) -> None:
        """Approve the draft of a conversation, with a sentence of one's own, unless it is decided.

        The sentence has no source, so it is confirmed in the same form.
        """
        path = f"/panel/sprawa/{number}"
        page = self.ask("GET", path)[1]
        fields = Forms(page).found.get("p_reply")
        if fields is None:
            self.refused += 1
            return
        own = f"Odpowiada {self.login} w sprawie {number}."
        text = f"{dict(fields)['tekst'].strip()}\n\n{own}"
        kept = [(name, value) for name, value in fields if name not in ("tekst", "widziany")]
        sent = [*kept, ("tekst", text), ("potwierdzam", own), ("akcja", "zatwierdz")]
        status, page = self.ask("POST", f"{path}/odpowiedz", sent)
        if status == 303:
            self.acknowledged[number] = own
        elif status == 409:
            self.refused += 1
        else:
            raise RuntimeError(f"The approval of {number} was answered by {status}.")

    def ask(self, method: str, path: str, fields: object = None) -> tuple[int, str]:
        """Ask until there is an answer: the same again, as a person presses the button again."""
        until = monotonic() + _PATIENCE_S
        while monotonic() < until:
            try:
                status, page = self._once(method, path, fields)
            except (OSError, HTTPException):
                status, page = 0, ""
            if status in _ANSWERS:
                return status, page
            self.unheard += method == "POST"
            self._never.wait(0.2)
        raise RuntimeError(f"No answer to {method} {path} in {_PATIENCE_S} s.")

    def _once(self, method: str, path: str, fields: object) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=_TIMEOUT_S)
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        body = None if fields is None else urlencode(fields)  # type: ignore[arg-type]
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            page = answer.read().decode()
            for cookie in answer.headers.get_all("Set-Cookie") or ():
                name, _, value = cookie.partition(";")[0].partition("=")
                self._cookies[name] = value
            return answer.status, page
        finally:
            connection.close()
