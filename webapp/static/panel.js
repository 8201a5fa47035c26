// Conveniences of the agents' desk; every page works without this file. Words come with the page.

const by = (id) => document.getElementById(`p_${id}`);
const say = (text) => { by("said").textContent = text; };

const isTyped = ({ value, defaultValue }) => value !== defaultValue;
const hasTyped = () => [...document.querySelectorAll("textarea")].some(isTyped);
const parsed = async (response) =>
  new DOMParser().parseFromString(await response.text(), "text/html");

/** Asks now and then what changed. A line offers to show it; only a page that waits for its draft,
    and on which nobody has typed, shows it by itself. */
function follow(line) {
  const { follow: address, only, every } = line.dataset;
  let { since } = line.dataset;
  const shown = new Map(
    [...document.querySelectorAll("[data-number]")].map(({ dataset }) => [dataset.number, dataset.updated]),
  );
  const news = ({ number, updated, open }) => {
    // A form that was sent aside brings the version that it made.
    if (only) return number === only && line.dataset.version < updated;
    return shown.has(number) ? shown.get(number) < updated : open;
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
    if ("atOnce" in line.dataset && !hasTyped()) {
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
    const [start, end] = place(box, pane, sentence);
    if (start < 0) return;
    if (event.target.closest("[data-take-out]")) {
      takeOut(box, start, end);
      // Where several are taken out, the keys stay in the list.
      event.target.closest("[data-take-out]").focus();
      return;
    }
    box.focus();
    box.setSelectionRange(start, end);
  });
  pane.classList.add("live");
  pane.addEventListener("focusin", ({ target }) => {
    if (target.matches(".cite")) show(target.dataset.source);
  });
}

/** Where a sentence of the check stands in the text; -1 where it does not any more. */
function place(box, pane, sentence) {
  let from = 0;
  for (const one of pane.querySelectorAll("[data-sentence]")) {
    const text = one.dataset.sentence;
    const at = box.value.indexOf(text, from);
    if (one === sentence) return [at, at + text.length];
    if (at >= 0) from = at + text.length;
  }
  return [-1, -1];
}

/** Takes a sentence out with the space around it: of a line by itself the line, and no paragraph is
    parted from the next by more than one empty line. */
function takeOut(box, start, end) {
  const text = box.value;
  const before = text.slice(0, start).match(/[ \t]*$/)[0].length;
  const behind = text.slice(end).match(/^[ \t]*/)[0].length;
  let [from, to] = [start - before, end + behind];
  const opens = !from || text[from - 1] === "\n";
  const closes = to === text.length || text[to] === "\n";
  if (opens && closes) {
    while (from && text[from - 1] === "\n") from -= 1;
    while (text[to] === "\n") to += 1;
    const lines = Math.max(text.slice(from, start).split("\n").length, text.slice(end, to).split("\n").length) - 1;
    write(box, from, to, from && to < text.length ? "\n".repeat(Math.min(lines, 2)) : "");
  } else {
    write(box, opens ? start : from, closes ? end + behind : to, opens || closes ? "" : " ");
  }
}

/** Puts a text in the place of another, as keys would: Ctrl and Z takes it back. */
function write(box, start, end, text) {
  box.focus();
  box.setSelectionRange(start, end);
  const done = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
  if (done) return;
  box.setRangeText(text, start, end, "end");
  box.dispatchEvent(new Event("input", { bubbles: true }));
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
    const fresh = (await parsed(response)).getElementById("p_check");
    const before = by("check_sum").textContent;
    const buttons = () => [...by("check").querySelectorAll("[data-take-out]")];
    const focused = buttons().indexOf(document.activeElement);
    by("check").replaceChildren(...fresh.childNodes);
    if (focused >= 0) (buttons()[focused] ?? buttons().at(-1) ?? box).focus();
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
}

/** Where something is put in: at the cursor, or behind the last sentence with a source while nobody
    has put the cursor anywhere. */
function target(box) {
  if (box.dataset.touched) return [box.selectionStart, box.selectionEnd];
  const last = [...by("check").querySelectorAll(".sentence-supported")].at(-1);
  const end = last ? place(box, by("check"), last)[1] : -1;
  return end < 0 ? [box.value.length, box.value.length] : [end, end];
}

function insert(box, text) {
  const [start, end] = target(box);
  const before = box.value.slice(0, start);
  // Behind a line that ends in no stop, such as the signature, it would be taken for its sentence.
  const gap = !before || /\s$/.test(before) ? "" : /[.!?:]$/.test(before) ? " " : "\n\n";
  write(box, start, end, `${gap}${text}${/^\s/.test(box.value.slice(end)) ? "" : " "}`);
}

function pickers(form) {
  const box = form.elements.tekst;
  box.addEventListener("focus", () => { box.dataset.touched = "1"; });
  const phrases = document.querySelector("[data-phrases]");
  phrases?.addEventListener("change", () => {
    if (phrases.value) insert(box, phrases.value);
    phrases.value = "";
  });
  const find = document.querySelector("[data-find]");
  find?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const address = new URL(find.action);
    // In place of the list's own filters, which stand in the address of every form of this page.
    address.search = new URLSearchParams(new FormData(find));
    const page = await parsed(await fetch(address));
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
    insert(box, button.parentElement.querySelector("[data-text]").textContent.trim());
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
  check(form);
  marks(form.elements.tekst);
  pickers(form);
}
