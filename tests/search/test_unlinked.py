from __future__ import annotations

from kb.search.unlinked import unlinked

HTML = (
    '<p>Zobacz <a href="/artykul/kupon#jak">kupon <em>letni</em></a>, '
    '<a href="/artykul/kupony">kupony</a> i <a href="https://x.example/artykul/kupon">stronę</a>.'
)


def test_only_links_to_what_is_not_shown_become_words() -> None:
    assert unlinked(HTML, {"kupon"}) == (
        "<p>Zobacz kupon <em>letni</em>, "
        '<a href="/artykul/kupony">kupony</a> i '
        '<a href="https://x.example/artykul/kupon">stronę</a>.'
    )
    assert unlinked(HTML, set()) == HTML
