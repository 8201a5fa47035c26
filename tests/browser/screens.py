"""Pictures of the pages for docs/screens, made by `make screens`.

The sample base under the real model, a phone and a desktop, both languages, both themes; the desk
as `kb demo` fills it.
"""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, cast

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize

from kb.accounts.accounts import add_account
from kb.accounts.model import Role
from kb.demo.fill import fill
from kb.settings import Settings
from kb.wiring import migrate, open_store
from tests.benchmarks import fresh
from tests.benchmarks.base import (
    FOLDER,
    SAMPLE,
    commit_all,
    publish_repository,
    repository,
    repository_settings,
    scratch_data,
)
from tests.benchmarks.fresh import ROOT
from tests.benchmarks.server import free_port, serving
from tests.browser.chromium import chromium
from tests.browser.desk import PASSWORD, sign_in

SIZES = {
    "phone": ViewportSize(width=360, height=740),
    "desktop": ViewportSize(width=1280, height=800),
}
THEMES = ("light", "dark")
#: Logins of who looks at the agents' desk and at the editors'.
_AGENT, _EDITOR = "ola", "iga"


def _nothing(page: Page) -> None:
    pass


def _type(question: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        page.locator(".search-box").first.press_sequentially(question)
        page.get_by_role("listbox").wait_for()

    return act


@dataclass(frozen=True)
class Scene:
    """One picture. what: for the list beside the pictures; whole: the page or the window."""

    name: str
    language: str
    path: str
    what: str
    act: Callable[[Page], None] = _nothing
    whole: bool = True


def _open_widget(page: Page) -> None:
    page.get_by_role("button", name="Pomoc").click()
    frame = page.frame_locator("iframe")
    frame.locator(".search-box").fill("jak zwrocic")
    frame.locator(".search-box").press("Enter")
    frame.locator(".answer").wait_for()


def _write(page: Page) -> None:
    page.get_by_label("Wiadomość", exact=True).press_sequentially(
        "Paczka miała przyjść w piątek i nadal jej nie ma. Co mam zrobić?"
    )
    page.locator("#p_found li").first.wait_for()


def _say_no(page: Page) -> None:
    page.get_by_role("button", name="Nie", exact=True).click()
    page.get_by_role("button", name="Wyślij").wait_for()


def _open_first(page: Page) -> None:
    """The first conversation that no flag keeps from an ordinary answer."""
    page.locator(".case:not(:has(.tag-flag)) .case-link").first.click()
    page.get_by_label("Odpowiedź do klienta").wait_for()


def _change_a_number(page: Page) -> None:
    _open_first(page)
    box = page.get_by_label("Odpowiedź do klienta")
    box.fill(f"{box.input_value()}\n\nZwrot przyjmiemy nawet po 60 dniach.")
    page.locator(".sentence-unsupported").first.wait_for()


def _open_a_change(page: Page) -> None:
    page.get_by_role("link", name=BRANCH).first.click()
    page.locator("main table a").first.click()
    page.locator("main ins").first.wait_for()


#: What is changed on a branch, which editors look at before customers see it.
BRANCH = "termin-zwrotu"
CHANGED = ("zwroty/odstapienie-od-umowy.md", "30 dni", "45 dni")
IN_VAIN = "czy+naprawiacie+rowery"
SCENES = (
    Scene("home", "pl", "/", "Strona główna"),
    Scene("typing", "pl", "/", "Podpowiedzi w trakcie pisania", _type("jak zwrocic"), whole=False),
    Scene("answer", "pl", "/szukaj?q=jak+zwrocic", "Odpowiedź na pytanie bez polskich liter"),
    Scene("no-answer", "pl", f"/szukaj?q={IN_VAIN}", "Brak odpowiedzi"),
    Scene("person-first", "pl", f"/szukaj?q=sprzedajecie+opony&bylo={IN_VAIN}",
          "Dwa pytania na próżno: najpierw człowiek"),
    Scene("article", "pl", "/artykul/jak-odeslac-towar", "Artykuł z krokami"),
    Scene("rating", "pl", "/artykul/koszt-zwrotu", "Artykuł nie pomógł: dlaczego", _say_no),
    Scene("contact", "pl", f"/kontakt?bylo={IN_VAIN}",
          "Formularz, który w trakcie pisania pokazuje odpowiedzi", _write),
    Scene("widget", "pl", "/widget/demo", "Pomoc na stronie sklepu", _open_widget, whole=False),
    Scene("privacy", "pl", "/prywatnosc", "Prywatność i AI"),
    Scene("not-found", "pl", "/artykul/nie-ma-takiego", "Adres, którego nie ma"),
    Scene("home", "en", "/en", "The home page"),
    Scene("answer", "en", "/en/search?q=how+to+return+a+parcel", "A question asked in English"),
    Scene("article", "en", "/en/article/jak-odeslac-towar", "A Polish article for English readers"),
    Scene("contact", "en", "/en/contact", "The way to a person"),
    Scene("desk-inbox", "pl", "/panel", "Skrzynka konsultantów"),
    Scene("desk-conversation", "pl", "/panel", "Sprawa ze szkicem odpowiedzi", _open_first),
    Scene("desk-unsupported", "pl", "/panel", "Zdanie bez źródła w odpowiedzi", _change_a_number),
    Scene("desk-statistics", "pl", "/panel/statystyki", "Statystyki"),
    Scene("editors-live", "pl", "/redakcja", "Redakcja: co widzą klienci"),
    Scene("editors-articles", "pl", "/redakcja/artykuly", "Redakcja: artykuły", whole=False),
    Scene("editors-gaps", "pl", "/redakcja/braki", "Redakcja: czego brakuje",
          whole=False),
    Scene("preview", "pl", "/podglad", "Podgląd zmiany w artykule", _open_a_change),
)  # fmt: skip


def chosen(only: str) -> list[Scene]:
    """The scenes whose names begin so."""
    return [scene for scene in SCENES if scene.name.startswith(only)]


def file_name(scene: Scene, size: str, theme: str) -> str:
    return f"{scene.name}-{scene.language}-{size}-{theme}.png"


def pictures(
    browser: Browser, site: str, scenes: Sequence[Scene]
) -> Iterator[tuple[Scene, str, bytes]]:
    """Every scene in every size and theme: the scene, the file's name, PNG."""
    for size, viewport in SIZES.items():
        for theme in THEMES:
            context = browser.new_context(
                base_url=site,
                locale="pl-PL",
                viewport=viewport,
                color_scheme="dark" if theme == "dark" else "light",
                reduced_motion="reduce",
            )
            page, signed_in = context.new_page(), ""
            for scene in scenes:
                if (who := _looks_at(scene)) != signed_in:
                    context.clear_cookies()
                    sign_in(page, who)
                    signed_in = who
                page.goto(scene.path)
                scene.act(page)
                name = file_name(scene, size, theme)
                yield scene, name, page.screenshot(full_page=scene.whole)
            context.close()


def _looks_at(scene: Scene) -> str:
    """The login of who sees a scene; empty for customers."""
    if scene.path.startswith("/panel"):
        return _AGENT
    return _EDITOR if scene.path.startswith(("/redakcja", "/podglad")) else ""


def small(png: bytes) -> bytes:
    """The picture in 128 colours: flat pages look the same and take a third."""
    with Image.open(io.BytesIO(png)) as picture:
        reduced = picture.convert("RGB").quantize(128, dither=Image.Dither.NONE)
    out = io.BytesIO()
    reduced.save(out, "PNG", optimize=True)
    return out.getvalue()


def fill_desk(settings: Mapping[str, object]) -> None:
    """Conversations of a week, and an agent who looks at them."""
    of_desk = Settings(**cast("Any", settings))
    migrate(of_desk)
    with closing(open_store(of_desk)) as store:
        now = datetime.now(UTC)
        fill(of_desk, store, now, lambda *_: None)
        add_account(store, _AGENT, "Ola Nowak", Role.LEAD, now, password=PASSWORD)
        add_account(store, _EDITOR, "Iga Lis", Role.EDITOR, now, password=PASSWORD)


def preview_a_change(repo: Path, settings: Mapping[str, object]) -> None:
    """Change an article on a branch, and build what editors see of it."""
    path, before, after = CHANGED
    run = partial(subprocess.run, cwd=repo, check=True, stdout=subprocess.DEVNULL)
    run(["git", "switch", "-q", "-c", BRANCH])
    article = repo / FOLDER / path
    article.write_text(article.read_text("utf-8").replace(before, after), "utf-8")
    commit_all(repo, "Termin zwrotu 45 dni")
    run(["git", "switch", "-q", "-"])
    run([sys.executable, "-m", "kb.cli", "preview", BRANCH], env=fresh.environment(settings))


def index() -> str:
    """The list of pictures as Markdown."""
    lines = ["# Screens", "", "Made by `make screens` from the sample base.", ""]
    for scene in SCENES:
        names = [file_name(scene, size, theme) for size in SIZES for theme in THEMES]
        lines += [f"## {scene.what} ({scene.language})", ""]
        lines += [" ".join(f"[{name[:-4]}]({name})" for name in names), ""]
    return "\n".join(lines).rstrip() + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path, default=ROOT / "var")
    parser.add_argument("--embedder", default="e5-small")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "screens")
    parser.add_argument("--only", default="", help="scenes whose names begin so; the rest stays")
    options = parser.parse_args(arguments)
    options.output.mkdir(parents=True, exist_ok=True)
    scenes = chosen(options.only)
    for old in options.output.glob(f"{options.only}*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory(prefix="screens-") as scratch:
        repo = repository(SAMPLE, Path(scratch) / "repo")
        data = scratch_data(Path(scratch) / "data", options.data_dir.absolute())
        publish_repository(repo, data, options.embedder)
        settings = repository_settings(repo, data, options.embedder)
        fill_desk(settings)
        preview_a_change(repo, settings)
        port = free_port()
        settings["widget_origins"] = f"http://127.0.0.1:{port}"
        with serving(settings, workers=1, port=port) as server, chromium() as browser:
            for _, name, png in pictures(browser, f"http://127.0.0.1:{server.port}", scenes):
                (options.output / name).write_bytes(small(png))
    (options.output / "README.md").write_text(index(), "utf-8")


if __name__ == "__main__":
    main()
