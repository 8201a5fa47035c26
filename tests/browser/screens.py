"""Pictures of the pages for docs/screens, made by `make screens`.

The sample base under the real model, a phone and a desktop, both languages, both themes.
"""

from __future__ import annotations

import argparse
import io
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize

from tests.benchmarks.base import (
    SAMPLE,
    publish_repository,
    repository,
    repository_settings,
    scratch_data,
)
from tests.benchmarks.fresh import ROOT
from tests.benchmarks.server import free_port, serving
from tests.browser.chromium import chromium

SIZES = {
    "phone": ViewportSize(width=360, height=740),
    "desktop": ViewportSize(width=1280, height=800),
}
THEMES = ("light", "dark")


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
)  # fmt: skip


def pictures(browser: Browser, site: str) -> Iterator[tuple[Scene, str, bytes]]:
    """Every scene in every size and theme: the scene, the file's name, PNG."""
    for size, viewport in SIZES.items():
        for theme in THEMES:
            context = browser.new_context(
                base_url=site,
                viewport=viewport,
                color_scheme="dark" if theme == "dark" else "light",
                reduced_motion="reduce",
            )
            page = context.new_page()
            for scene in SCENES:
                page.goto(scene.path)
                scene.act(page)
                name = f"{scene.name}-{scene.language}-{size}-{theme}.png"
                yield scene, name, page.screenshot(full_page=scene.whole)
            context.close()


def small(png: bytes) -> bytes:
    """The picture in 128 colours: flat pages look the same and take a third."""
    with Image.open(io.BytesIO(png)) as picture:
        reduced = picture.convert("RGB").quantize(128, dither=Image.Dither.NONE)
    out = io.BytesIO()
    reduced.save(out, "PNG", optimize=True)
    return out.getvalue()


def index(made: Sequence[tuple[Scene, str]]) -> str:
    """The list of pictures as Markdown."""
    lines = ["# Screens", "", "Made by `make screens` from the sample base.", ""]
    for scene in dict.fromkeys(scene for scene, _ in made):
        names = [name for one, name in made if one == scene]
        lines += [f"## {scene.what} ({scene.language})", ""]
        lines += [" ".join(f"[{name[:-4]}]({name})" for name in names), ""]
    return "\n".join(lines).rstrip() + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path, default=ROOT / "var")
    parser.add_argument("--embedder", default="e5-small")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "screens")
    options = parser.parse_args(arguments)
    options.output.mkdir(parents=True, exist_ok=True)
    for old in options.output.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory(prefix="screens-") as scratch:
        repo = repository(SAMPLE, Path(scratch) / "repo")
        data = scratch_data(Path(scratch) / "data", options.data_dir.absolute())
        publish_repository(repo, data, options.embedder)
        settings = repository_settings(repo, data, options.embedder)
        made = []
        port = free_port()
        settings["widget_origins"] = f"http://127.0.0.1:{port}"
        with serving(settings, workers=1, port=port) as server, chromium() as browser:
            for scene, name, png in pictures(browser, f"http://127.0.0.1:{server.port}"):
                (options.output / name).write_bytes(small(png))
                made.append((scene, name))
    (options.output / "README.md").write_text(index(made), "utf-8")


if __name__ == "__main__":
    main()
