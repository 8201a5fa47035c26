// Conveniences of the help centre; every page works without this file. Words come from the server
// in the page's language, and are only ever put into pages as text, never as HTML.

const PAUSE_MS = 150; // after the last key, before the server is asked

function put(element, attributes, ...children) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const make = (tag, ...rest) => put(document.createElement(tag), ...rest);
const isShortcut = (event) => event.altKey || event.ctrlKey || event.metaKey;

/** Answers while a question is typed: the combobox of the ARIA practices guide. */
function suggest(form) {
  const box = form.elements.q;
  const { label, shortest, longest } = form.dataset;
  const icon = form.querySelector("button .icon");
  const panel = make("div", {
    id: `${box.id}_panel`, class: "panel", role: "listbox", "aria-label": label, hidden: "",
  });
  box.parentElement.append(panel);
  put(box, {
    // A search field may not be a combobox (ARIA in HTML), and its Escape would empty it.
    type: "text", inputmode: "search", role: "combobox", "aria-autocomplete": "list",
    "aria-controls": panel.id, "aria-expanded": "false", "aria-keyshortcuts": "/",
  });

  let options = [];
  let active = -1;
  let shown = ""; // the question that the panel answers
  let timer = 0;
  let request = new AbortController();

  function activate(index) {
    options[active]?.setAttribute("aria-selected", "false");
    active = index;
    const chosen = options[active];
    if (!chosen) {
      box.removeAttribute("aria-activedescendant");
      return;
    }
    chosen.ariaSelected = "true";
    chosen.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", chosen.id);
  }

  function toggle(open) {
    activate(-1);
    panel.hidden = !open;
    box.ariaExpanded = open;
  }

  function close() {
    clearTimeout(timer);
    request.abort();
    toggle(false);
  }

  /** A completed question has a text, an article a title and a line. */
  function option({ url, text, title, line, language, note }) {
    const inside = text ? [icon.cloneNode(true), text] : [
      make("span", { class: "option-title", lang: language }, title),
      make("span", { class: "in-language" }, note),
      make("span", { class: "option-line", lang: language }, line),
    ];
    return make("a", {
      class: "option", role: "option", tabindex: "-1", "aria-selected": "false", href: url,
    }, ...inside);
  }

  function group({ label: name, options: members }) {
    const heading = make("div", { class: "panel-label", "aria-hidden": "true" }, name);
    return make("div", { role: "group", "aria-label": name }, heading, ...members.map(option));
  }

  function show(question, { status, groups }) {
    panel.replaceChildren(...groups.map(group));
    options = [...panel.querySelectorAll(".option")];
    options.forEach((item, index) => { item.id = `${panel.id}_option_${index}`; });
    shown = question;
    toggle(options.length > 0);
    document.getElementById("p_said").textContent = status;
  }

  async function ask(question) {
    remember();
    request.abort();
    request = new AbortController();
    const { signal } = request;
    try {
      const asked = new URLSearchParams(new FormData(form));
      const response = await fetch(`${form.dataset.suggest}?${asked}`, { signal });
      if (!response.ok) throw new Error(response.status);
      const answer = await response.json();
      if (!signal.aborted) show(question, answer);
    } catch {
      // Offline or refused: the button still works and explains.
      if (!signal.aborted) close();
    }
  }

  const typed = () => box.value.trim();

  // The back button brings the question back: `autocomplete="off"` keeps browsers from doing so.
  const remember = () => history.replaceState({ ...history.state, [box.id]: box.value }, "");
  box.value = history.state?.[box.id] ?? box.value;

  box.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (event.isComposing) return;
    const question = typed();
    if (question.length < shortest || question.length > longest) {
      close();
      remember();
      return;
    }
    timer = setTimeout(ask, PAUSE_MS, question);
  });

  box.addEventListener("keydown", (event) => {
    if (event.isComposing || isShortcut(event)) return;
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      if (panel.hidden) {
        if (!options.length || shown !== typed()) return;
        toggle(true);
      }
      event.preventDefault();
      // One place more than there are options: the box itself.
      const places = options.length + 1;
      const step = key === "ArrowDown" ? 1 : -1;
      activate(((active + 1 + step + places) % places) - 1);
    } else if (key === "Enter" && !panel.hidden && options[active]) {
      event.preventDefault();
      options[active].click();
    } else if (key === "Escape" && !panel.hidden) {
      event.preventDefault();
      close();
    }
  });

  box.addEventListener("blur", close);
  box.addEventListener("change", remember);
  // A press must not take the focus away, or the panel would close before the click.
  panel.addEventListener("mousedown", (event) => event.preventDefault());
  panel.addEventListener("click", remember);
  form.addEventListener("submit", () => {
    remember();
    close();
  });
  addEventListener("pagehide", close);
}

/** The key "/" leads to the search box from anywhere but a field. */
function shortcut() {
  const box = document.querySelector(".search-box");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || !box || isShortcut(event)) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
}

document.querySelectorAll(".search").forEach(suggest);
shortcut();
