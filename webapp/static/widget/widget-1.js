// Podpowiedź: a button on a shop's page that opens its help centre in a panel; see docs/widget.md.
// A guest on pages that are not ours: no cookies, nothing stored, nothing global, nothing loaded
// before the button is pressed, no inline style or script. Released content never changes.
(() => {
  "use strict";

  const NAME = "podpowiedz-widget";
  const WORDS = {
    pl: {
      help: "Pomoc", close: "Zamknij", frame: "Pomoc: pytania i kontakt",
      away: "Nie udało się pokazać pomocy na tej stronie.", open: "Otwórz pomoc w nowej karcie",
    },
    en: {
      help: "Help", close: "Close", frame: "Help: questions and contact",
      away: "Help could not be shown on this page.", open: "Open help in a new tab",
    },
  };
  const LONGEST = 200; // characters of the page's path and of its title
  const PATIENCE_MS = 3000; // after the frame has loaded, until it must have spoken

  const tag = document.currentScript;
  if (!tag) return; // a module has none; the manual says how to write the tag
  const site = new URL(tag.src).origin;
  const { language, question = "", color = "" } = tag.dataset;
  const words = WORDS[language] || WORDS.pl;
  const base = `${site}${words === WORDS.en ? "/en" : ""}`;

  const brand = /^#[0-9a-f]{6}$/i.test(color) ? color : "#1f5a41";
  const STYLE = `
:host {
  all: initial !important; display: block !important; position: fixed !important;
  inset: auto 16px calc(16px + env(safe-area-inset-bottom)) auto !important;
  z-index: 2147483647 !important; direction: ltr !important; color-scheme: light dark !important;
  font: medium/1.5 "Segoe UI", "Noto Sans", system-ui, sans-serif !important;
  --paper: #fff !important; --ink: #1f231f !important;
  --line: #767b72 !important; --focus: #b3470a !important;
}
@media (prefers-color-scheme: dark) {
  :host {
    --paper: #1e221e !important; --ink: #ecebe4 !important;
    --line: #8b9188 !important; --focus: #f2b04c !important;
  }
}
* { box-sizing: border-box; }
button, a { font: inherit; font-weight: 600; cursor: pointer; }
button { min-height: 48px; padding: 8px 20px; border: 1px solid; border-radius: 8px; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
.open {
  display: flex; gap: 8px; align-items: center; border-color: #fff;
  background: ${brand}; color: ${readableOn(brand)};
}
.open:focus-visible { box-shadow: 0 0 0 2px var(--paper); }
svg { width: 1.25em; height: 1.25em; fill: none; stroke: currentColor; stroke-width: 2; }
dialog {
  position: fixed; inset: auto 16px calc(80px + env(safe-area-inset-bottom)) auto;
  width: 416px; height: min(680px, 100vh - 96px); max-width: none; max-height: none;
  margin: 0; padding: 0; flex-direction: column; overflow: hidden;
  background: var(--paper); color: var(--ink); border: 1px solid var(--line); border-radius: 8px;
}
dialog[open] { display: flex; }
.top { display: flex; align-items: center; justify-content: space-between; padding: 4px 4px 4px 16px; border-bottom: 1px solid var(--line); }
h2 { margin: 0; font-size: 1.1em; }
.top button { min-height: 44px; padding: 8px 12px; background: none; color: inherit; border-color: transparent; text-decoration: underline; text-underline-offset: 0.2em; }
.top button:focus-visible { outline-offset: -3px; }
iframe { flex: 1; width: 100%; min-height: 0; border: 0; }
.away { padding: 16px; }
.away a { color: inherit; }
[hidden] { display: none !important; }
@media (max-width: 600px), (max-height: 480px) {
  dialog { inset: 0; width: 100%; height: 100%; height: 100dvh; border: 0; border-radius: 0; }
}
@media print { :host { display: none !important; } }
`;
  const wholeScreen = matchMedia("(max-width: 600px), (max-height: 480px)");

  /** Black or white, whichever has more contrast on a colour (WCAG relative luminance). */
  function readableOn(hex) {
    const channel = (at) => {
      const value = parseInt(hex.slice(at, at + 2), 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    };
    const light = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
    return light > 0.179 ? "#000" : "#fff";
  }

  function make(name, attributes, ...inside) {
    const element = document.createElement(name);
    for (const key of Object.keys(attributes)) element.setAttribute(key, attributes[key]);
    element.append(...inside);
    return element;
  }

  function bubble() {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", "M4 5h16v11h-8l-5 4v-4H4z");
    svg.append(path);
    return svg;
  }

  function start() {
    if (document.querySelector(NAME)) return; // a second tag on the page
    const host = make(NAME, {});
    const root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];

    const button = make("button", {
      class: "open", type: "button", "aria-haspopup": "dialog", "aria-expanded": "false",
      "aria-controls": "panel",
    }, bubble(), words.help);
    const closer = make("button", { type: "button" }, words.close);
    const away = make("p", { class: "away", role: "alert", hidden: "" });
    const dialog = make("dialog", { id: "panel", "aria-labelledby": "title" },
      make("div", { class: "top" }, make("h2", { id: "title" }, words.help), closer), away);
    root.append(button, dialog);

    let frame = null;
    let shown = ""; // the address that the frame was opened with
    let ready = false; // it has said that it is there
    let wanted = false; // the focus is to go to its search box

    function address() {
      const asked = new URLSearchParams({
        strona: location.pathname.slice(0, LONGEST), tytul: document.title.slice(0, LONGEST),
      });
      if (question) asked.set("q", question);
      return `${base}/widget?${asked}`;
    }

    function load(where) {
      if (frame) frame.remove();
      shown = where;
      ready = false;
      away.hidden = true;
      frame = make("iframe", { src: where, title: words.frame, referrerpolicy: "no-referrer" });
      const mine = frame;
      frame.addEventListener("load", () => setTimeout(() => {
        if (!ready && frame === mine) giveWay();
      }, PATIENCE_MS), { once: true });
      dialog.append(frame);
    }

    /** Not let in, by this page's policy or by the help centre's, or nobody is there. */
    function giveWay() {
      frame.hidden = true;
      away.replaceChildren(`${words.away} `, make("a", {
        href: base === site ? `${site}/` : base, target: "_blank", rel: "noopener",
      }, words.open));
      away.hidden = false;
      console.warn(
        `Podpowiedź: ${site} did not answer in the frame. Is ${location.origin} in its`
        + " KB_WIDGET_ORIGINS, and the help centre in this page's frame-src?",
      );
    }

    function speak() {
      const focus = wanted && root.activeElement === closer;
      wanted = false;
      if (focus) frame.focus();
      frame.contentWindow.postMessage({ podpowiedz: "hello", focus }, site);
    }

    function show() {
      // Where it is the whole screen, the page behind it must not take the focus.
      if (wholeScreen.matches) dialog.showModal();
      else dialog.show();
      closer.focus();
    }

    function open() {
      button.setAttribute("aria-expanded", "true");
      const where = address();
      show();
      wanted = true;
      if (ready && shown === where) speak();
      else load(where);
    }

    button.addEventListener("click", () => (dialog.open ? dialog.close() : open()));
    closer.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      if (dialog.open) return; // it was only changed into the other kind
      button.setAttribute("aria-expanded", "false");
      button.focus();
    });
    root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !dialog.open) return;
      event.preventDefault();
      event.stopPropagation();
      dialog.close();
    });
    wholeScreen.addEventListener("change", () => {
      if (!dialog.open) return;
      const before = root.activeElement;
      dialog.close();
      show();
      if (before) before.focus();
    });
    addEventListener("message", ({ source, origin, data }) => {
      if (!frame || source !== frame.contentWindow || origin !== site || !data) return;
      if (data.podpowiedz === "ready") {
        ready = true;
        speak();
      } else if (data.podpowiedz === "close" && dialog.open) dialog.close();
    });

    document.body.append(host);
    try {
      // The top layer: no z-index and no transform of the page matters there.
      host.popover = "manual";
      host.showPopover();
    } catch {
      // Without it, the largest z-index has to do.
    }
  }

  /** Whatever this page has done to the browser's objects, its own scripts go on. */
  function careful() {
    try {
      start();
    } catch (error) {
      console.warn("Podpowiedź:", error);
    }
  }
  if (document.body) careful();
  else addEventListener("DOMContentLoaded", careful, { once: true });
})();
