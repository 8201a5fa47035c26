// Answers while a message is written; the form works without this file. Words come with the page.

const by = (id) => document.getElementById(`p_${id}`);
const make = (tag, about) => Object.assign(document.createElement(tag), about);
const [box, place, counted, list] = ["wiadomosc", "matches", "counted", "found"].map(by);
let timer;
let request;

function entry({ url, title, line, language: lang }) {
  const item = make("li");
  const link = make("a", { href: url, target: "_blank", textContent: title, lang });
  item.append(link, make("p", { textContent: line, lang }));
  return item;
}

async function ask() {
  request = new AbortController();
  const { signal } = request;
  const asked = new URLSearchParams({ q: box.value.slice(0, 1000) });
  const response = await fetch(`${place.dataset.suggest}?${asked}`, { signal });
  const { answered, groups } = await response.json();
  const found = answered ? groups.flatMap((group) => group.options) : [];
  const before = list.textContent;
  list.replaceChildren(...found.filter((one) => one.title).slice(0, 3).map(entry));
  const some = list.childElementCount > 0;
  by("answered").hidden = by("tabs").hidden = !some;
  by("wait").hidden = some;
  if (some && list.textContent !== before) by("said").textContent = place.dataset.said;
}

box.addEventListener("input", () => {
  // It takes its room with the first key, so that nothing jumps when answers come.
  place.classList.add("watching");
  counted.hidden = false;
  counted.textContent = counted.dataset.words.replace("{}", [...box.value].length);
  clearTimeout(timer);
  request?.abort();
  // Offline or outdated: what is shown stays, and the form can be sent.
  if (box.value.trim().length > 11) timer = setTimeout(() => ask().catch(() => {}), 600);
});
by("show").hidden = true;
by("wait").hidden = list.childElementCount > 0;
