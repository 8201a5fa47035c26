"""Every rule by its name: how bad it is, what it means, whether editors may change its level.

Levels are defaults; `[check]` of kb.toml changes them. docs/checks.md is made from this table.
"""

from __future__ import annotations

from dataclasses import dataclass

from kb.model import Level

_ERROR, _WARNING, _HINT = Level.ERROR, Level.WARNING, Level.HINT


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of `kb check`.

    en, pl: what it means, a sentence. fixed: its level cannot be changed, because publishing could
    not go on or would leak. fixable: `kb check --fix` mends it. text: it reads the words of an
    article, so publishing skips it unless it is an error.
    """

    name: str
    level: Level
    en: str
    pl: str
    fixed: bool = False
    fixable: bool = False
    text: bool = False


def _stop(name: str, en: str, pl: str) -> Rule:
    return Rule(name, _ERROR, en, pl, fixed=True)


def _text(name: str, level: Level, en: str, pl: str, fixable: bool = False) -> Rule:
    return Rule(name, level, en, pl, fixable=fixable, text=True)


RULES: tuple[Rule, ...] = (
    # The file and its head.
    _stop("encoding", "The file is UTF-8.", "Plik jest w UTF-8."),
    _stop("nul-byte", "The file is text.", "Plik jest tekstem, bez bajtów NUL."),
    _stop("file-too-large", "The file has at most a million bytes.",
          "Plik ma najwyżej milion bajtów."),
    _stop("file-name", "The file's name is UTF-8 text.", "Nazwa pliku jest tekstem UTF-8."),
    _stop("symlink", "No symbolic links.", "Bez dowiązań symbolicznych."),
    _stop("submodule", "No submodules.", "Bez podmodułów gita."),
    _stop("lfs-pointer", "The file itself is committed, not a pointer of Git LFS.",
          "W repozytorium jest sam plik, a nie wskaźnik Git LFS."),
    _stop("merge-conflict", "No marks of an unfinished merge.",
          "Bez znaczników niedokończonego scalania."),
    _stop("front-matter", "Front matter can be read, and its values are what they should be.",
          "Nagłówek między `---` da się odczytać, a wartości kluczy są poprawne."),
    Rule("audience", _WARNING, "`audience` is public or internal.",
         "`audience` ma wartość public albo internal."),
    Rule("language", _WARNING, "`language` is pl, en or uk.",
         "`language` ma wartość pl, en albo uk."),
    Rule("answer-words", _WARNING, "The words in `answers` stand in a sentence of the article.",
         "Słowa podane w `answers` stoją w zdaniu artykułu."),
    Rule("metadata", _HINT, "Questions, owner and date of review are given.",
         "Artykuł ma pytania, właściciela i datę przeglądu."),
    Rule("unknown-key", _HINT, "Keys are those that the product knows.",
         "Klucze są tymi, które program zna."),
    Rule("no-title", _HINT, "The article has a title.", "Artykuł ma tytuł."),
    Rule("expired", _HINT, "`valid_until` is not over.", "Data `valid_until` nie minęła."),
    Rule("overdue-review", _WARNING, "`review_by` is not over.", "Data `review_by` nie minęła."),
    Rule("legal-date", _WARNING,
         "What rests on the law says in `legal_as_of` when the law was checked, within a year.",
         "Artykuł oparty na prawie podaje w `legal_as_of`, kiedy je sprawdzono: najdalej rok temu.",
         text=True),
    # Between articles.
    _stop("duplicate-id", "No two articles have one `id`.", "Każdy artykuł ma własne `id`."),
    _stop("duplicate-slug", "No two articles have one address.", "Każdy artykuł ma własny adres."),
    Rule("duplicate-title", _WARNING, "No two articles have one title.",
         "Dwa artykuły nie mają tego samego tytułu."),
    Rule("duplicate-question", _WARNING, "No two articles answer one question.",
         "Dwa artykuły nie odpowiadają na to samo pytanie."),
    _text("similar-question", _HINT,
          "No two articles ask the same in other words (only `kb check` looks).",
          "Dwa artykuły nie pytają o to samo innymi słowami (patrzy na to tylko `kb check`)."),
    _text("near-duplicate", _WARNING,
          "No two articles say the same (only `kb check` looks).",
          "Dwa artykuły nie mówią tego samego (patrzy na to tylko `kb check`)."),
    _text("contradiction", _WARNING,
          "No two articles give different numbers, prices, deadlines or hours for the same thing "
          "(only `kb check` looks).",
          "Artykuły nie podają różnych liczb, cen, terminów ani godzin tej samej rzeczy (patrzy "
          "na to tylko `kb check`)."),
    # Golden questions, with --against.
    _stop("golden-worse", "No golden question gets worse without a reason (`--against`).",
          "Żadne pytanie wzorcowe nie wypada gorzej bez podania powodu (`--against`)."),
    _stop("golden-hijack",
          "No article comes into the first five of over 10 % of the golden questions "
          "(`--against`).",
          "Żaden artykuł nie wchodzi do pierwszej piątki ponad 10% pytań wzorcowych "
          "(`--against`)."),
    _stop("grounding-worse",
          "What drafts may say of an article, and what not, does not change without a reason "
          "(`--against`).",
          "To, co szkice mogą napisać na podstawie artykułu, a czego nie, nie zmienia się bez "
          "podania powodu (`--against`)."),
    _stop("draft-worse", "No draft of a message case gets worse without a reason (`--drafts`).",
          "Żaden szkic odpowiedzi na wiadomość wzorcową nie wypada gorzej bez podania powodu "
          "(`--drafts`)."),
    # Markdown.
    Rule("empty", _WARNING, "The article has text.", "Artykuł ma treść."),
    Rule("heading-level", _HINT, "Headings leave no level out.",
         "Nagłówki nie przeskakują poziomów."),
    Rule("duplicate-anchor", _WARNING, "Headings of an article differ.",
         "Nagłówki w artykule się różnią."),
    Rule("raw-html", _HINT, "Markdown instead of HTML.", "Markdown zamiast HTML."),
    Rule("nesting", _WARNING, "Lists and quotes are not nested too deep.",
         "Listy i cytaty nie są zagnieżdżone zbyt głęboko."),
    Rule("dead-link", _WARNING, "Links lead to articles that exist.",
         "Linki prowadzą do artykułów, które istnieją."),
    Rule("dead-anchor", _WARNING, "Links lead to headings that exist.",
         "Linki prowadzą do nagłówków, które istnieją."),
    _stop("internal-link", "Public articles do not link to internal ones.",
          "Artykuł publiczny nie prowadzi do wewnętrznego."),
    Rule("unsafe-link", _WARNING, "Links have a scheme that is shown.",
         "Linki mają schemat, który strona pokazuje."),
    Rule("missing-image", _WARNING, "Images exist.", "Obrazy istnieją."),
    Rule("external-image", _HINT, "Images lie beside the articles.",
         "Obrazy leżą obok artykułów."),
    _text("link-syntax", _WARNING, "Addresses are links and are written whole.",
          "Adresy są linkami i są zapisane w całości."),
    _text("link-text", _HINT, "The words of a link say where it leads.",
          "Słowa linku mówią, dokąd prowadzi."),
    # What a reader gets.
    _text("answer-first", _HINT, "The first sentence answers the question.",
          "Pierwsze zdanie odpowiada na pytanie."),
    _text("too-long", _HINT, "One article answers one question, in few words.",
          "Artykuł odpowiada na jedno pytanie i jest krótki."),
    _text("long-sentence", _HINT, "Sentences are short.", "Zdania są krótkie."),
    _text("hard-to-read", _HINT, "The text is easy to read (FOG-PL).",
          "Tekst czyta się łatwo (FOG-PL)."),
    _text("number-alone", _HINT, "A price or deadline stands in a sentence to quote alone.",
          "Cena albo termin stoi w zdaniu, które da się zacytować osobno."),
    _stop("placeholder", "Nothing of a template is left to be filled in.",
          "W artykule z szablonu wszystko jest uzupełnione."),
    _text("unfinished", _WARNING, "Nothing is left to be filled in.",
          "Nic nie zostało do uzupełnienia."),
    _text("forbidden-phrase", _WARNING, "No empty formulas instead of an answer.",
          "Bez pustych formułek w miejscu odpowiedzi."),
    _text("form-of-address", _HINT, "Public articles address the reader as “Ty”.",
          "Artykuł publiczny zwraca się do czytelnika na „Ty”."),
    _text("blame", _WARNING, "No blame on the customer.", "Bez obwiniania klienta."),
    _text("spelling", _HINT, "Words are in the dictionary or in slownik.txt.",
          "Słowa są w słowniku albo w pliku slownik.txt."),
    _text("typography", _HINT, "Polish quotation marks, dashes and spaces.",
          "Polskie cudzysłowy, myślniki i odstępy.", fixable=True),
    # Law, data, safety.
    _text("legal-trap", _WARNING, "Nothing that the law no longer says.",
          "Nic, czego prawo już nie mówi."),
    _text("personal-data", _WARNING, "No personal data of anybody.", "Bez danych osobowych."),
    _text("internal-word", _ERROR, "No internal words in public articles.",
          "Bez słów wewnętrznych w artykułach publicznych."),
    _text("machine-instruction", _WARNING, "No instructions to a machine.",
          "Bez poleceń dla maszyny."),
    _text("invisible-character", _WARNING, "No characters that nobody sees.",
          "Bez znaków, których nie widać.", fixable=True),
    _text("mixed-alphabet", _WARNING, "No word of two alphabets.",
          "Bez słów z liter dwóch alfabetów.", fixable=True),
    # Settings beside the articles.
    _stop("kb-toml", "kb.toml can be read, and its values are right.",
          "kb.toml da się odczytać, a wartości są poprawne."),
    _stop("settings", "flags.yaml and phrases.yaml can be read, and their values are right.",
          "flags.yaml i phrases.yaml dają się odczytać, a wartości są poprawne."),
    Rule("dead-settings", _WARNING, "phrases.yaml names articles and categories that exist.",
         "phrases.yaml wymienia artykuły i kategorie, które istnieją."),
    Rule("unused-key", _HINT, "Keys of kb.toml have an effect.", "Klucze kb.toml na coś wpływają."),
    _stop("logo", "The logo can be shown.", "Logo da się pokazać."),
    _stop("contrast", "Text in the shop's colour can be read.",
          "Tekst w kolorze sklepu da się przeczytać."),
)  # fmt: skip

BY_NAME = {rule.name: rule for rule in RULES}
