// Conveniences of the help centre; every page works without this file.
// Texts from the server are only ever put into pages as text, never as HTML.

const PAUSE_MS = 150; // after the last key, before the server is asked
const SHORTEST = 2;
const LONGEST = 300; // who pastes a letter presses the button
const RESULTS = 5;
const COMPLETIONS = 3;
const EXCERPT = 140;
const UNLIKELY = 0.02; // the page without an answer keeps silent below it, too

const NUMBER = new Intl.PluralRules("pl");
const FORMS = {
  result: { one: "wynik", few: "wyniki", many: "wyników" },
  article: { one: "artykuł", few: "artykuły", many: "artykułów" },
};
const count = (number, noun) => `${number}\u00a0${FORMS[noun][NUMBER.select(number)]}`;

function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

// One polite region for the whole page: what changes is said without moving the focus.
const said = make("p", { role: "status", class: "out-of-sight" });
document.body.append(said);

/** Results and completions while a question is typed: the combobox of the ARIA practices guide. */
function suggest(form) {
  const box = form.elements.q;
  const icon = form.querySelector("button .icon");
  const panel = make("div", {
    id: `${box.id}_panel`, class: "panel", role: "listbox", "aria-label": "Podpowiedzi", hidden: "",
  });
  box.parentElement.append(panel);
  for (const [name, value] of Object.entries({
    // A search field may not be a combobox (ARIA in HTML), and its Escape would empty it.
    type: "text", inputmode: "search", role: "combobox", "aria-autocomplete": "list",
    "aria-controls": panel.id, "aria-expanded": "false", "aria-keyshortcuts": "/",
  })) box.setAttribute(name, value);

  let options = [];
  let active = -1;
  let shown = ""; // the question that the panel answers
  let timer = 0;
  let request = new AbortController();

  const isOpen = () => !panel.hidden;

  function activate(index) {
    options[active]?.setAttribute("aria-selected", "false");
    active = index;
    const option = options[active];
    if (!option) {
      box.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", option.id);
  }

  function toggle(open) {
    activate(-1);
    panel.hidden = !open;
    box.setAttribute("aria-expanded", String(open));
  }

  function close() {
    clearTimeout(timer);
    request.abort();
    toggle(false);
  }

  function parameters(question) {
    const found = new URLSearchParams({ q: question });
    const category = form.elements.kategoria?.value;
    if (category) found.set("kategoria", category);
    return found;
  }

  const option = (attributes, ...children) => make("a", {
    class: "option", role: "option", tabindex: "-1", "aria-selected": "false", ...attributes,
  }, ...children);

  function completion(text) {
    return option({ href: `${form.action}?${parameters(text)}` }, icon.cloneNode(true), text);
  }

  function result({ url, title, language, passage }) {
    const line = passage.text.replaceAll(" | ", ", ").replace(/\s+/g, " ").slice(0, EXCERPT);
    return option(
      { href: url, lang: language },
      make("span", { class: "option-title" }, title),
      make("span", { class: "option-line" }, line),
    );
  }

  function group(id, name, members) {
    if (!members.length) return [];
    const label = make("div", { class: "panel-label", id: `${panel.id}_${id}` }, name);
    return [make("div", { role: "group", "aria-labelledby": label.id }, label, ...members)];
  }

  function show(question, completions, answer) {
    const found = answer.answered || answer.confidence >= UNLIKELY ? answer.results : [];
    const heading = answer.answered ? "Odpowiedzi" : "Może chodzi o";
    const queries = completions.filter((text) => text !== question).map(completion);
    const articles = found.map(result);
    panel.replaceChildren(
      ...group("queries", "Pytania", queries), ...group("articles", heading, articles),
    );
    options = [...queries, ...articles];
    options.forEach((item, index) => { item.id = `${panel.id}_option_${index}`; });
    shown = question;
    toggle(options.length > 0);
    if (!found.length) said.textContent = "Brak wyników";
    else if (answer.answered) said.textContent = count(found.length, "result");
    else said.textContent = `Może chodzi o ${count(found.length, "article")}`;
  }

  async function read(address, asked) {
    const response = await fetch(`${address}?${new URLSearchParams(asked)}`, {
      signal: request.signal, headers: { Accept: "application/json" },
    });
    if (!response.ok) throw new Error(`${response.status}`);
    return response.json();
  }

  async function ask(question) {
    request.abort();
    request = new AbortController();
    const { signal } = request;
    const category = form.elements.kategoria?.value ?? "";
    try {
      const [{ completions }, answer] = await Promise.all([
        read(form.dataset.completions, { q: question, limit: COMPLETIONS }),
        read(form.dataset.results, { q: question, limit: RESULTS, category }),
      ]);
      if (!signal.aborted) show(question, completions, answer);
    } catch {
      // Aborted, offline or refused: the button still works and explains.
      if (!signal.aborted) close();
    }
  }

  const typed = () => box.value.trim();

  // The back button brings the question back: `autocomplete="off"` keeps browsers from doing so.
  const remember = () => history.replaceState({ ...history.state, [box.id]: box.value }, "");
  const kept = history.state?.[box.id];
  if (typeof kept === "string") box.value = kept;

  box.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (event.isComposing) return;
    const question = typed();
    if (question.length < SHORTEST || question.length > LONGEST) {
      close();
      remember();
      return;
    }
    timer = setTimeout(() => {
      remember();
      ask(question);
    }, PAUSE_MS);
  });

  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!isOpen()) {
        if (!options.length || shown !== typed()) return;
        toggle(true);
      }
      event.preventDefault();
      // One place more than there are options: the box itself, with nothing chosen.
      const places = options.length + 1;
      const step = event.key === "ArrowDown" ? 1 : -1;
      activate(((active + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter" && isOpen() && options[active]) {
      event.preventDefault();
      options[active].click();
    } else if (event.key === "Escape" && isOpen()) {
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
  if (!box) return;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
}

/** A button beside each heading of an article that copies the address of that part. */
function copyButtons() {
  const template = document.getElementById("p_copy");
  if (!template || !navigator.clipboard) return;
  for (const heading of document.querySelectorAll(".prose h2[id]")) {
    const button = template.content.firstElementChild.cloneNode(true);
    const word = button.querySelector(".copy-word");
    const name = word.textContent;
    button.setAttribute("aria-label", `${name} do części „${heading.textContent}”`);
    button.addEventListener("click", async () => {
      const address = new URL(location.href);
      address.hash = heading.id;
      try {
        await navigator.clipboard.writeText(address.href);
        word.textContent = "Skopiowano";
      } catch {
        word.textContent = "Nie udało się skopiować";
      }
      said.textContent = word.textContent;
      button.classList.add("copied");
      setTimeout(() => {
        word.textContent = name;
        button.classList.remove("copied");
      }, 2000);
    });
    const row = make("div", { class: "titled" });
    heading.replaceWith(row);
    row.append(heading, button);
  }
}

/** A table that does not fit can be scrolled with the keyboard as well. */
function scrollers() {
  const watch = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const scrolls = target.scrollWidth > target.clientWidth;
      for (const [name, value] of Object.entries({
        tabindex: "0", role: "region", "aria-label": "Tabela, przewija się w bok", lang: "pl",
      })) {
        if (scrolls) target.setAttribute(name, value);
        else target.removeAttribute(name);
      }
    }
  });
  document.querySelectorAll(".scroll").forEach((table) => watch.observe(table));
}

document.querySelectorAll(".search").forEach(suggest);
shortcut();
copyButtons();
scrollers();
