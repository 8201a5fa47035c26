"""What the library's values are called on the screens of the desk."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.language import gettext, later

FLAGS: Mapping[str, str] = {
    "complaint": later("reklamacja"),
    "anger": later("złość"),
    "legal_threat": later("groźba prawna"),
    "press": later("media"),
    "security": later("bezpieczeństwo konta"),
    "personal_data": later("dane osobowe"),
    "abuse": later("podejrzenie nadużycia"),
    "repeated_contact": later("kolejny kontakt"),
    "vulnerable": later("trudna sytuacja"),
    "injection": later("polecenie dla automatu"),
    "claimed_promise": later("powołuje się na obietnicę"),
    "nothing_to_answer": later("nic do odpowiedzi"),
}
ORIGINS: Mapping[str, str] = {
    "form": later("formularz"),
    "api": later("inny program"),
    "email": later("e-mail"),
    "pasted": later("wklejona"),
    "webhook": later("inny system"),
    "chatwoot": "Chatwoot",
    "zammad": "Zammad",
}
CHANNELS: Mapping[str, str] = {
    "email": later("e-mail"),
    "chat": later("czat"),
    "social": later("media społecznościowe"),
}
STATUSES: Mapping[str, str] = {
    "open": later("do odpowiedzi"),
    "snoozed": later("odłożona"),
    "answered": later("odpowiedziana"),
    "closed": later("zamknięta"),
    "merged": later("połączona z inną"),
}
STATES: Mapping[str, str] = {
    "proposed": later("szkic przygotowany"),
    "edited": later("szkic poprawiony"),
    "approved": later("zatwierdzono"),
    "rejected": later("odrzucono"),
    "superseded": later("zastąpiono nowym szkicem"),
}
DELIVERIES: Mapping[str, str] = {
    "pending": later("czeka"),
    "sending": later("trwa"),
    "sent": later("zakończona"),
    "failed": later("nieudana"),
    "cancelled": later("cofnięta"),
}
STALE: Mapping[str, str] = {
    "articles": later("Artykuł, na którym opiera się szkic, zmienił się po jego przygotowaniu."),
    "expired": later("Artykuł, na którym opiera się szkic, przestał obowiązywać."),
    "conversation": later("Klient napisał po przygotowaniu szkicu."),
    "text": later("Tekst zmienił się od ostatniego sprawdzenia."),
}
#: Why a draft is turned down. Kept in these words, whatever the language of who chose them.
REASONS: Mapping[str, str] = {
    text: text
    for text in (
        later("nie na temat"),
        later("brakuje ważnej informacji"),
        later("nieaktualne"),
        later("zły ton"),
        later("odpowiadam inną drogą"),
    )
}


def named(names: Mapping[str, str], value: str) -> str:
    """The word for a value; the value itself where there is none."""
    return gettext(names[value]) if value in names else value
