"""The languages of the pages: Polish, in which texts are written, and English.

Views and templates take everything from here. Each function answers in the language of the
request, which its address decides: under /en everything is English.
"""

from webapp.language.choice import (
    BASE,
    ENGLISH,
    LANGUAGES,
    count,
    current,
    date_in_words,
    gettext,
    in_words,
    lang,
    later,
    marked,
    nbsp,
    offered,
    phrases,
)
from webapp.language.pages import page, twins

__all__ = [
    "BASE",
    "ENGLISH",
    "LANGUAGES",
    "count",
    "current",
    "date_in_words",
    "gettext",
    "in_words",
    "lang",
    "later",
    "marked",
    "nbsp",
    "offered",
    "page",
    "phrases",
    "twins",
]
