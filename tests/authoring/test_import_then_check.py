"""Whatever an export holds, what is written passes the check, and no word is public by accident."""

from __future__ import annotations

import contextlib
import json
import re
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.errors import AuthoringError
from kb.ingest.examine import examine
from kb.ingest.repository import read_worktree
from kb.model import Audience
from tests.authoring.base import errors_of, files_in, imported, zendesk

TITLE = st.text(max_size=30)
BODY = st.lists(
    st.one_of(
        st.text(alphabet="ab ż\n#*_[]()<>&|`~:-\"'!\\1.", max_size=30),
        st.sampled_from([
            "<p>", "</p>", "<ul><li>", "<table><tr><td>", "<h2 id=x>H</h2>", "<h1>", "<b>", "</b>",
            "<a href='/hc/pl/articles/1'>a</a>", "<a href='/hc/pl/articles/2#x'>b</a>",
            "<a href='../x'>c</a>", "<a href='javascript:x'>d</a>", "<img src='/i.png' alt='e'>",
            "<script>", "</script>", "---\n", "<pre>", "<a href='//x.pl'>",
            "[z](/hc/pl/articles/2)",
            "![y](x.png)", "[w]: /hc/pl/articles/2\n\n[w]", "<https://x.pl>", "\x00", "&#11;# x",
        ]),
    ),
    max_size=8,
).map("".join)  # fmt: skip
ARTICLE = st.fixed_dictionaries({
    "id": st.sampled_from([1, 2, 3, "../4", None]),
    "title": TITLE,
    "body": BODY,
    "draft": st.booleans(),
    "locale": st.sampled_from(["pl", "en-us", "uk", "de", "", None]),
    "section_id": st.sampled_from([1, 2, None]),
    "label_names": st.lists(TITLE, max_size=3),
    "author_id": st.sampled_from([1, None]),
})  # fmt: skip
SECTIONS = st.lists(
    st.fixed_dictionaries({"id": st.sampled_from([1, 2]), "name": TITLE}), max_size=2
)


@settings(max_examples=120, deadline=None)
@given(
    st.lists(ARTICLE, min_size=1, max_size=5), SECTIONS, st.sampled_from(["zendesk", "chatwoot"])
)
def test_what_is_imported_has_no_errors(
    articles: list[dict[str, Any]], sections: list[dict[str, Any]], system: str
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "pomoc")
        export = Path(name, "export.json")
        document: dict[str, Any] = {**zendesk(*articles), "sections": sections}
        if system == "chatwoot":
            states = ["published", "draft"]
            document = {
                "payload": [
                    {**a, "content": a["body"], "slug": a["id"], "status": states[a["draft"]]}
                    for a in articles
                ]
            }
        export.write_text(json.dumps(document), encoding="utf-8")
        try:
            report = imported(export, system, folder)
        except AuthoringError:
            return
        if any(article.path for article in report.articles):
            assert errors_of(folder) == []
        for path in files_in(folder) if folder.exists() else ():
            assert re.fullmatch(r"[a-z0-9-]+/[a-z0-9-]+\.md", path)


VALUE = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from([
                "articles", "article", "id", "title", "body", "content", "description", "payload",
                "data", "type", "status", "state", "locale", "translations", "sections", "users",
                "label_names", "tags", "meta", "category", "author", "hierarchy", "seo_data",
                "translated_content", "visibility", "created_at", "html_url", "url", "parent_id",
            ]),
            inner, max_size=5,
        ),
    ),
    max_leaves=25,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(VALUE, st.sampled_from(["zendesk", "freshdesk", "intercom", "chatwoot"]))
def test_json_of_any_shape_is_refused_in_words_or_imported(value: Any, system: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        export = Path(name, "export.json")
        export.write_text(json.dumps(value), encoding="utf-8")
        with contextlib.suppress(AuthoringError):
            imported(export, system, Path(name, "pomoc"))


def test_a_public_article_never_leads_to_an_internal_one(tmp_path: Path) -> None:
    forms = [
        "<a href='/hc/pl/articles/2'>a</a>",
        "<a href='https://x.zendesk.com/hc/pl/articles/2-tytul?x=1#y'>b</a>",
        "<img src='/hc/pl/articles/2' alt='c'>",
    ]
    export = tmp_path / "export.json"
    export.write_text(
        json.dumps(zendesk({"body": "".join(forms)}, {"body": "x", "draft": True})), "utf-8"
    )
    imported(export, "zendesk", tmp_path / "pomoc", category="zwroty")

    base, problems = examine(read_worktree(tmp_path / "pomoc"), Audience.INTERNAL)
    assert [a.links for a in base.articles if a.audience is Audience.PUBLIC] == [()]
    assert "internal-link" not in {problem.rule for problem in problems}
