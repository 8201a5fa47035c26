"""The pages in a real browser: first paint, what is sent, layout shifts, results while typing.

    python -m tests.benchmarks.browser --json

`kb serve` with the sample base, two workers, and a headless Chromium share the machine. Every view
is opened with an empty cache. Times are milliseconds.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize

from kb.settings import load_settings
from kb.wiring import model_fingerprint
from tests.benchmarks.base import (
    SAMPLE,
    publish_repository,
    repository,
    repository_settings,
    scratch_data,
)
from tests.benchmarks.figures import percentiles, row, spread
from tests.benchmarks.machine import describe
from tests.benchmarks.queries import distinct_queries
from tests.benchmarks.server import serving
from tests.browser.chromium import chromium

VIEWS = {
    "home": "/",
    "results": "/szukaj?q=jak+zwrocic",
    "article": "/artykul/koszt-zwrotu",
}
_PHONE = ViewportSize(width=360, height=740)

# First contentful paint, sum of layout shifts, milliseconds of tasks beyond 50 ms.
_PAINT = """() => new Promise(done => {
  const seen = {fcp: 0, shift: 0, long: 0}
  const watch = (type, take) => new PerformanceObserver(list => list.getEntries().forEach(take))
    .observe({type, buffered: true})
  watch("paint", it => { if (it.name === "first-contentful-paint") seen.fcp = it.startTime })
  watch("layout-shift", it => { if (!it.hadRecentInput) seen.shift += it.value })
  watch("longtask", it => { seen.long += it.duration - 50 })
  setTimeout(() => done(seen), 300)
})"""

# From the end of the pause after the last key to the painted panel with that question's results.
_TYPE = """([question, pause]) => new Promise(done => {
  const box = document.querySelector(".search-box"), panel = document.querySelector(".panel")
  panel.replaceChildren()
  const watch = new MutationObserver(() => {
    if (!panel.querySelector(".option-title")) return
    watch.disconnect()
    requestAnimationFrame(() => requestAnimationFrame(() =>
      done(performance.now() - started - pause)))
  })
  watch.observe(panel, {childList: true, subtree: true})
  setTimeout(() => { watch.disconnect(); done(null) }, 3000)
  box.focus()
  box.value = question
  const started = performance.now()
  box.dispatchEvent(new InputEvent("input", {bubbles: true}))
})"""
#: As in webapp/static/site.js.
_PAUSE_MS = 150


def view(browser: Browser, site: str, path: str) -> dict[str, float]:
    """Open one page with an empty cache and say what it took."""
    context = browser.new_context(base_url=site, viewport=_PHONE)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    sent: list[float] = []
    session.on("Network.loadingFinished", lambda event: sent.append(event["encodedDataLength"]))
    page.goto(path)
    found: dict[str, float] = page.evaluate(_PAINT)
    context.close()
    # What came from the cache, such as the logo once more as the icon, was not sent again.
    return found | {"requests": len([size for size in sent if size]), "bytes": sum(sent)}


def typed(page: Page, questions: Sequence[str]) -> Iterator[float | None]:
    """Milliseconds from the end of the pause to results on the screen; None for no results."""
    page.goto("/")
    for question in questions:
        yield page.evaluate(_TYPE, [question, _PAUSE_MS])


def _views(browser: Browser, site: str, rounds: int) -> dict[str, Any]:
    found = {}
    for name, path in VIEWS.items():
        view(browser, site, path)
        seen = [view(browser, site, path) for _ in range(rounds)]
        found[name] = {
            "fcp": percentiles([one["fcp"] for one in seen]),
            "shift": max(one["shift"] for one in seen),
            "long_task_ms": round(max(one["long"] for one in seen), 1),
            "requests": max(one["requests"] for one in seen),
            "kilobytes": round(max(one["bytes"] for one in seen) / 1000, 1),
        }
    return found


def run(
    data_dir: Path,
    embedder: str = "e5-small",
    rounds: int = 20,
    questions: int = 100,
    articles: Path = SAMPLE,
) -> dict[str, Any]:
    """Measure views and typing. data_dir: where vectors and unpacked models are kept."""
    with tempfile.TemporaryDirectory(prefix="browser-") as scratch:
        repo = repository(articles, Path(scratch) / "repo")
        data = scratch_data(Path(scratch) / "data", data_dir)
        publish_repository(repo, data, embedder)
        asked = distinct_queries(articles / "golden.yaml", questions)
        settings = repository_settings(repo, data, embedder)
        with serving(settings, workers=2) as server, chromium() as browser:
            site = f"http://127.0.0.1:{server.port}"
            views = _views(browser, site, rounds)
            context = browser.new_context(base_url=site, viewport=_PHONE)
            times = list(typed(context.new_page(), asked))
            context.close()
    shown = [time for time in times if time is not None]
    return {
        "machine": describe(),
        "model": model_fingerprint(load_settings(data_dir=data_dir, embedder=embedder)),
        "results": {
            "views": views,
            "typing": percentiles(shown),
            "typed_without_results": len(times) - len(shown),
            "first_paint_p95": max(one["fcp"]["p95"] for one in views.values()),
            "largest_shift": max(one["shift"] for one in views.values()),
            "most_requests": max(one["requests"] for one in views.values()),
            "most_kilobytes": max(one["kilobytes"] for one in views.values()),
        },
    }


def table(result: Mapping[str, Any]) -> str:
    """The figures as Markdown."""
    found = result["results"]
    lines = [
        row("View, empty cache", "first paint p50 ms", "p95", "requests", "kB sent", "layout shift",
            "long tasks ms"),
        "|---" * 7 + "|",
        *(
            row(name, f"{one['fcp']['p50']:.0f}", f"{one['fcp']['p95']:.0f}", one["requests"],
                one["kilobytes"], f"{one['shift']:.3f}", one["long_task_ms"])
            for name, one in found["views"].items()
        ),
        "",
        row("Results while typing, after the pause", "p50 ms", "p95 ms", "p99 ms"),
        "|---" * 4 + "|",
        row(f"{found['typing']['count']} questions", *spread(found["typing"])),
    ]  # fmt: skip
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path, default=Path("var"))
    parser.add_argument("--embedder", default="e5-small")
    parser.add_argument("--rounds", type=int, default=20, help="of each view")
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)
    result = run(options.data_dir, options.embedder, options.rounds, options.questions)
    print(json.dumps(result, ensure_ascii=False) if options.json else table(result))


if __name__ == "__main__":
    main()
