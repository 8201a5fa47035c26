"""A library in memory with the methods of the real one, so that pages are tested alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from html import escape
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from kb.answer.model import (
    Draft,
    Flag,
    FlagKind,
    InternalNote,
    QuestionAnswered,
    Register,
    Sentence,
    Source,
)
from kb.answer.model import Status as Verdict
from kb.errors import NotFound, QueryError
from kb.ingest.editorial import Category, Colours, Contact, Editorial, FooterLink, Logo
from kb.ingest.versions import Place, Version
from kb.model import (
    Article,
    ArticlePage,
    ArticleSummary,
    Audience,
    Hit,
    Passage,
    Revision,
    SearchResult,
    Status,
)

if TYPE_CHECKING:
    from kb.answer.request import Checked, Request

COMMIT = "4f1d2c3b4a5968778695a4b3c2d1e0f9a8b7c6d5"
CHANGED = datetime(2026, 10, 3, 9, 30, tzinfo=UTC)

LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>'

EDITORIAL = Editorial(
    name="Lniany Dom",
    languages=("pl", "en"),
    categories=(
        Category("zwroty", "Zwroty i wymiana", "Returns and exchanges"),
        Category("dostawa", "Dostawa i odbiór"),
    ),
    tagline="Odpowiedzi na pytania o zamówienia, dostawę i zwroty.",
    contact=Contact(
        phone="+48 12 000 00 00",
        email="pomoc@lnianydom.example",
        hours=("od poniedziałku do piątku 8:00–18:00", "w sobotę 9:00–14:00"),
        address="ul. Lniana 5, 30-001 Kraków",
    ),
    logo=Logo("logo.svg", LOGO),
    colours=Colours("#1f5a41", "#83c9a6"),
    footer_links=(
        FooterLink("Dane osobowe", "Personal data", slug="koszt-zwrotu"),
        FooterLink("Sklep", url="https://lnianydom.example/"),
    ),
    legal_footer="Lniany Dom sp. z o.o., ul. Lniana 5, 30-001 Kraków",
)

RETURN_HTML = """<p>Zwrot przez Paczkomat InPost z kodem z formularza jest bezpłatny.</p>
<div class="scroll"><table><thead><tr><th>Sposób</th><th>Kto płaci</th></tr></thead>
<tbody><tr><td>Paczkomat InPost z naszym kodem</td><td>my</td></tr>
<tr><td>kurier lub poczta</td><td>Ty</td></tr></tbody></table></div>
<h2 id="jak-odeslac-paczke-za-darmo">Jak odesłać paczkę za darmo?</h2>
<ol><li>Otwórz formularz i podaj numer zamówienia oraz e-mail.</li>
<li>Wybierz rzeczy do zwrotu i zapisz kod nadania.</li>
<li>Nadaj paczkę w Paczkomacie, zanim minie 14 dni ważności kodu.</li></ol>
<h2 id="czy-oddajecie-koszt-dostawy">Czy oddajecie koszt dostawy do mnie?</h2>
<p>Przy zwrocie całego zamówienia oddajemy też koszt dostawy do Ciebie. Zobacz
<a href="/artykul/kiedy-zwrot-pieniedzy">kiedy oddajemy pieniądze</a>.</p>"""

RETURN_TEXT = (
    "1. Otwórz formularz i podaj numer zamówienia oraz e-mail.\n"
    "2. Wybierz rzeczy do zwrotu i zapisz kod nadania.\n"
    "3. Nadaj paczkę w Paczkomacie, zanim minie 14 dni ważności kodu."
)
RETURN_MARKED = RETURN_TEXT.replace("paczkę", "<mark>paczkę</mark>").replace(
    "zwrotu", "<mark>zwrotu</mark>"
)


ENGLISH_HTML = """<p>We deliver to the whole European Union.</p>
<h2 id="how-much">How much is it?</h2>
<p>12.99 PLN. See <a href="/artykul/paczkomat">parcels</a>.</p>
<h2 id="how-long">How long does it take?</h2><p>5 days.</p>"""
SUMMARIES = {
    "pl": "Krótka odpowiedź w pierwszym zdaniu, a w nim 14 dni i 12,99 zł.",
    "en": "A short answer in the first sentence, with 14 days in it.",
    "uk": "Коротка відповідь.",
}


HISTORY = (
    Revision("4f1d2c3b4a59", CHANGED, "Anna Nowak", "Doprecyzuj <b>koszt</b> zwrotu"),
    Revision("0a1b2c3d4e5f", datetime(2026, 9, 1, 8, 0, tzinfo=UTC), "Jan Żak", ""),
)


def summary(slug: str, category: str, title: str, *, language: str = "pl") -> ArticleSummary:
    return ArticleSummary(slug, category, title, language, CHANGED, SUMMARIES[language])


ARTICLES: tuple[ArticleSummary, ...] = (
    summary("koszt-zwrotu", "zwroty", "Ile kosztuje zwrot?"),
    summary("kiedy-zwrot-pieniedzy", "zwroty", "Kiedy oddamy Ci pieniądze?"),
    summary("wymiana-rozmiaru", "zwroty", "Jak wymienić rozmiar?"),
    summary("zwrot-prezentu", "zwroty", "Czy mogę zwrócić prezent?"),
    summary("zwrot-w-salonie", "zwroty", "Jak zwrócić towar w salonie?"),
    summary("czego-nie-mozna-zwrocic", "zwroty", "Czego nie można zwrócić?"),
    summary("paczkomat", "dostawa", "Jak odebrać paczkę z Paczkomatu?"),
    summary("delivery-abroad", "dostawa", "Do you deliver abroad?", language="en"),
    summary("zagubiony", "", "Artykuł bez działu"),
)
CATEGORIES = (("zwroty", "Zwroty i wymiana", 6), ("dostawa", "Dostawa i odbiór", 2), ("", "", 1))


def hit(item: ArticleSummary, *, html: str | None = None, anchor: str = "") -> Hit:
    text = RETURN_TEXT if html else item.summary
    passage = Passage(text, html or escape(text), anchor, (12, 18))
    words = ("paczkę", "zwrotu", "paczkę") if html else ()
    return Hit(
        item.slug, item.category, item.title, item.language, item.updated_at, passage,
        0.91234567, 1, 2, words,
    )  # fmt: skip


@dataclass
class FakeReader:
    """Answers every question that mentions a return; `failure` is raised instead when set."""

    editorial: Editorial = EDITORIAL
    asked: list[dict[str, Any]] = field(default_factory=list)
    degraded: tuple[str, ...] = ()
    articles_served: tuple[ArticleSummary, ...] = ARTICLES
    categories_served: tuple[tuple[str, str, int], ...] = CATEGORIES

    @property
    def manifest(self) -> SimpleNamespace:
        """Other articles are another generation, as they are in a published base."""
        return SimpleNamespace(
            name=str(hash((self.articles_served, self.categories_served))),
            commit=COMMIT,
            folder="pomoc",
        )

    def search(
        self,
        query: str,
        *,
        limit: int = 5,
        category: str | None = None,
        language: str | None = None,
        exact: bool = False,
    ) -> SearchResult:
        self.asked.append(
            {
                "query": query,
                "limit": limit,
                "category": category,
                "language": language,
                "exact": exact,
            }
        )
        if not query:
            raise QueryError("empty", "The question is empty; type what you are looking for.")
        if len(query) > 2000:
            raise QueryError("too-long", f"The question has {len(query)} characters, over 2000.")
        answered = "zwr" in query.casefold()
        corrected = query.replace("zwrocic", "zwrócić") if "zwrocic" in query else None
        best = hit(ARTICLES[0], html=RETURN_MARKED, anchor="jak-odeslac-paczke-za-darmo")
        found = (best, *(hit(item) for item in ARTICLES[1:]))
        return SearchResult(
            query=query,
            corrected_query=None if exact else corrected,
            answered=answered,
            confidence=0.93 if answered else 0.04,
            hits=tuple(item for item in found if category in (None, item.category))[:limit],
            took_ms=12.345,
            commit=COMMIT,
            degraded=self.degraded,
        )

    def complete(self, prefix: str, *, limit: int = 8) -> tuple[str, ...]:
        found = ("zwrot prezentu", "zwrot w salonie", "zwrot pieniędzy")
        return tuple(text for text in found if text.startswith(prefix))[:limit]

    slugs_by_path: Mapping[str, str] = field(default_factory=dict)

    def shows(self, slug: str) -> bool:
        return any(item.slug == slug for item in self.articles_served)

    def article(self, slug: str) -> ArticlePage:
        found = next((item for item in self.articles_served if item.slug == slug), None)
        if found is None:
            raise NotFound(f"There is no public article {slug!r}.")
        polish = (
            ("jak-odeslac-paczke-za-darmo", "Jak odesłać paczkę za darmo?"),
            ("czy-oddajecie-koszt-dostawy", "Czy oddajecie koszt dostawy do mnie?"),
        )
        english = (("how-much", "How much is it?"), ("how-long", "How long does it take?"))
        return ArticlePage(
            summary=found,
            html=ENGLISH_HTML if found.language == "en" else RETURN_HTML,
            markdown="Zwrot jest bezpłatny.",
            contents=english if found.language == "en" else polish,
            commit=COMMIT,
            source_path=f"{found.category}/{slug}.md",
            authors=("Anna Nowak",),
            owner="Zespół obsługi klienta",
            legal_as_of=date(2026, 10, 1),
            related=ARTICLES[1:4],
            history=HISTORY,
        )

    def articles(self, category: str | None = None) -> tuple[ArticleSummary, ...]:
        return tuple(item for item in self.articles_served if category in (None, item.category))

    def categories(self) -> tuple[tuple[str, str, int], ...]:
        present = {item.category for item in self.articles_served}
        return tuple(category for category in self.categories_served if category[0] in present)

    def status(self) -> Status:
        return Status(
            commit=COMMIT,
            committed_at=CHANGED,
            published_at=CHANGED,
            articles=len(self.articles_served),
            chunks=40,
            fingerprint="fake",
            engine="memory",
            degraded=self.degraded,
        )


@dataclass
class FakeLibrary:
    """Gives one reader, or raises `failure` as a library without an index would."""

    public: FakeReader = field(default_factory=FakeReader)
    failure: Exception | None = None

    def reader(self, audience: Audience) -> FakeReader:
        if audience is not Audience.PUBLIC:
            raise AssertionError("the public web application asked for internal articles")
        if self.failure is not None:
            raise self.failure
        return self.public


class FakeVersions:
    """Has one version of the first article, of the commit that is served."""

    def read(self, place: Place, slug: str, commit: str) -> Version:
        if (slug, commit) != (ARTICLES[0].slug, COMMIT):
            raise NotFound("There is no such version.")
        now = ARTICLES[0]
        article = Article(
            id=slug, slug=slug, category=now.category, title=now.title, audience=Audience.PUBLIC,
            language=now.language, sections=(), html="<p>Dawna treść.</p>", markdown="",
            source_path=f"{slug}.md", commit=commit, updated_at=now.updated_at,
        )  # fmt: skip
        return Version(article, commit, now.updated_at, None, "Dawna treść.")


@dataclass
class FakeRecorder:
    """Takes searches and marks, and keeps them in order."""

    items: list[Any] = field(default_factory=list)

    def add(self, item: Any) -> bool:
        self.items.append(item)
        return True


SOURCE = Source(
    key="k7f3a9c2d1",
    slug="koszt-zwrotu",
    category="zwroty",
    audience=Audience.PUBLIC,
    title="Ile kosztuje zwrot?",
    anchor="jak-odeslac-paczke-za-darmo",
    url="/artykul/koszt-zwrotu#jak-odeslac-paczke-za-darmo",
    quote=RETURN_TEXT,
    commit=COMMIT,
    lines=(12, 18),
)


@dataclass
class FakeAssistant:
    """Cites one passage, repeats the customer's words for the agent; raises `failure` when set.

    answers: whether it knows the answer.
    """

    asked: list[Request] = field(default_factory=list)
    checked: list[tuple[tuple[Sentence, ...], str, str]] = field(default_factory=list)
    failure: Exception | None = None
    answers: bool = True
    warmed: int = 0

    def warm(self) -> None:
        self.warmed += 1

    def suggest(self, request: Request) -> Draft:
        self.asked.append(request)
        if self.failure is not None:
            raise self.failure
        said = "\n".join(request.messages)
        asks = bool(said.strip())
        supported = Sentence("Zapisz kod nadania.", (SOURCE.key,), Verdict.SUPPORTED)
        greeting = Sentence("Dzień dobry,", status=Verdict.PHRASE)
        nothing = Flag(FlagKind.NOTHING_TO_ANSWER, "Wiadomość o nic nie pyta.", "")
        angry = Flag(FlagKind.ANGER, "Klient jest zły.", said, "zlosc", escalate=True)
        return Draft(
            id="d-1",
            version=1,
            state="proposed",
            language=request.language or "pl",
            register=request.register or Register.FORMAL,
            channel=request.channel,
            confidence=0.91234567 if asks else 0.0,
            generator="extractive-1/0a1b2c3d",
            commit=COMMIT,
            text=f"Dzień dobry, {request.customer_name}\n\nZapisz kod nadania.",
            escalate=asks,
            sentences=(greeting, supported) if asks else (greeting,),
            citations=(SOURCE,) if asks else (),
            questions=(QuestionAnswered(said, self.answers, (SOURCE.key,)),) if asks else (),
            internal=(InternalNote("zlosc", "kto", "Odpowiada kierownik."),) if asks else (),
            flags=(angry,) if asks else (nothing,),
        )

    def check(
        self, sentences: Sequence[Sentence], *, commit: str = "", message: str = ""
    ) -> Checked:
        from kb.answer.request import Checked

        self.checked.append((tuple(sentences), commit, message))
        if self.failure is not None:
            raise self.failure
        return Checked(
            sentences=tuple(
                replace(one, status=Verdict.SUPPORTED)
                if SOURCE.key in one.citations
                else replace(one, reasons=("Zdanie nie wskazuje fragmentu.",))
                for one in sentences
            ),
            commit=COMMIT,
            changed=tuple(
                sorted({key for one in sentences for key in one.citations} - {SOURCE.key})
            ),
        )
