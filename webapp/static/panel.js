// Conveniences of the agents' desk; every page works without this file. Words come with the page.

const by = (id) => document.getElementById(`p_${id}`);
const say = (text) => { by("said").textContent = text; };

const isTyped = ({ value, defaultValue }) => value !== defaultValue;

/** Asks now and then what changed. A line offers to show it; only a page that waits for its draft,
    and on which nobody has typed, shows it by itself. */
function follow(line) {
  const { follow: address, only, version, every } = line.dataset;
  let { since } = line.dataset;
  const shown = new Map(
    [...document.querySelectorAll("[data-number]")].map(({ dataset }) => [dataset.number, dataset.updated]),
  );
  if (only) shown.set(only, version);
  const news = ({ number, updated, open }) => {
    if (only && number !== only) return false;
    return shown.has(number) ? shown.get(number) < updated : open && !only;
  };
  const ask = async () => {
    if (document.hidden) return;
    const response = await fetch(`${address}?${new URLSearchParams({ od: since })}`, {
      headers: { Accept: "application/json" },
    });
    if (!response.ok) return;
    const found = await response.json();
    since = found.since;
    if (!line.hidden || !found.changed.some(news)) return;
    if ("atOnce" in line.dataset && ![...document.querySelectorAll("textarea")].some(isTyped)) {
      location.reload();
      return;
    }
    line.hidden = false;
    say(line.textContent);
  };
  setInterval(() => ask().catch(() => {}), every * 1000);
}

/** Arrows go from one conversation of the list to the next. */
function arrows(list) {
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const links = [...list.querySelectorAll(".case-link")];
    const next = links[links.indexOf(document.activeElement) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}

/** A sentence of the check leads to the same one in the text, a number to its passage. */
function marks(box) {
  const pane = by("check");
  pane.addEventListener("click", (event) => {
    const cite = event.target.closest(".cite");
    if (cite) {
      show(cite.dataset.source);
      return;
    }
    const sentence = event.target.closest("[data-sentence]");
    if (!sentence || event.target.closest("label")) return;
    const at = box.value.indexOf(sentence.dataset.sentence);
    if (at < 0) return;
    box.focus();
    box.setSelectionRange(at, at + sentence.dataset.sentence.length);
  });
  pane.addEventListener("focusin", ({ target }) => {
    if (target.matches(".cite")) show(target.dataset.source);
  });
}

function show(number) {
  for (const source of document.querySelectorAll(".passage-source")) {
    source.classList.toggle("shown", source.id === `p_source_${number}`);
  }
  by(`source_${number}`)?.scrollIntoView({ block: "nearest" });
}

/** The check of what is being typed, a moment after the last key. */
function check(form) {
  const box = form.elements.tekst;
  let timer;
  let request;
  let approved = box.value;

  async function ask() {
    request = new AbortController();
    const response = await fetch(form.dataset.check, {
      method: "POST", body: new FormData(form), signal: request.signal,
    });
    if (!response.ok) throw new Error(response.statusText);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.getElementById("p_check");
    const before = by("check_sum").textContent;
    by("check").replaceChildren(...fresh.childNodes);
    by("check").classList.remove("outdated");
    if (by("check_sum").textContent !== before) say(by("check_sum").textContent);
  }

  function failed(error) {
    if (error.name === "AbortError") return;
    by("check_sum").textContent = form.dataset.failed;
    say(form.dataset.failed);
  }

  function changed() {
    by("check").classList.add("outdated");
    clearTimeout(timer);
    request?.abort();
    timer = setTimeout(() => ask().catch(failed), 500);
  }

  box.addEventListener("input", changed);
  // Who leaves with an unsaved text is asked by the browser; who sends the form is not.
  form.addEventListener("submit", () => { approved = box.value; });
  window.addEventListener("beforeunload", (event) => {
    if (box.value !== approved) event.preventDefault();
  });
  // From anywhere but another form, where it would mean that one. Keys that are held down say
  // nothing about the next draft.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat) return;
    const button = form.querySelector("[value=zatwierdz]");
    const other = (event.target.form ?? event.target.closest("form") ?? form) !== form;
    if (!button || other) return;
    event.preventDefault();
    form.requestSubmit(button);
  });
  const idle = form.querySelector("[data-no-script]");
  if (idle) idle.hidden = true;
  return changed;
}

function insert(box, text, changed) {
  const [start, end] = [box.selectionStart, box.selectionEnd];
  const before = box.value.slice(0, start);
  // Behind a line that ends in no stop, such as the signature, it would be taken for its sentence.
  const gap = !before || /\s$/.test(before) ? "" : /[.!?:]$/.test(before) ? " " : "\n\n";
  box.setRangeText(`${gap}${text} `, start, end, "end");
  box.focus();
  changed();
}

function pickers(form, changed) {
  const box = form.elements.tekst;
  const phrases = document.querySelector("[data-phrases]");
  phrases?.addEventListener("change", () => {
    if (phrases.value) insert(box, phrases.value, changed);
    phrases.value = "";
  });
  const find = document.querySelector("[data-find]");
  find?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const response = await fetch(`${find.action}?${new URLSearchParams(new FormData(find))}`);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const found = page.getElementById("p_found") ?? page.querySelector("h1");
    by("found").replaceChildren(...found.childNodes);
    for (const button of by("found").querySelectorAll("[data-insert]")) button.hidden = false;
    say(by("found").querySelector("li") ? "" : by("found").textContent.trim());
  });
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-insert]");
    if (!button) return;
    const key = Object.assign(document.createElement("input"), {
      type: "hidden", name: "zrodlo", value: button.dataset.key,
    });
    form.append(key);
    insert(box, button.parentElement.querySelector("[data-text]").textContent.trim(), changed);
  });
}

function copies(button) {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    say(button.dataset.copied);
    button.textContent = button.dataset.copied;
  });
}

document.querySelectorAll("[data-follow]").forEach(follow);
document.querySelectorAll("[data-keys=list]").forEach(arrows);
document.querySelectorAll("[data-copy]").forEach(copies);
const form = by("reply");
if (form) {
  const changed = check(form);
  marks(form.elements.tekst);
  pickers(form, changed);
}
