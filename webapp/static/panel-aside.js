// Forms beside the reply of a conversation, sent without leaving what somebody has typed there. Words
// come with the page; without this file the forms load it anew.

const by = (id) => document.getElementById(`p_${id}`);
const say = (text) => { by("said").textContent = text; };
const hasTyped = () => [...document.querySelectorAll("textarea")].some(
  ({ value, defaultValue }) => value !== defaultValue,
);

/** The parts that a form changes come back with the page that answers. */
function takeOver(page, form) {
  const part = form.dataset.aside || "left";
  const [here, fresh] = [by(part), page.getElementById(`p_${part}`)];
  if (!page.getElementById("p_left")) {
    // Another page than was expected, such as that of a session that is over.
    tell(page.querySelector("h1")?.textContent ?? by("fresh").dataset.failed);
    form.querySelector("[type=submit]").disabled = false;
    return;
  }
  const note = by("note");
  const kept = note && !form.contains(note) ? note.value : "";
  const open = [...here.querySelectorAll("details")].map((it) => it.open);
  if (fresh) here.replaceChildren(...fresh.childNodes);
  here.querySelectorAll("details").forEach((it, at) => { it.open ||= Boolean(open[at]); });
  if (kept && part === "left") by("note").value = kept;
  by("fresh").dataset.version = page.getElementById("p_fresh").dataset.version;
  by("trouble").replaceChildren(...page.getElementById("p_trouble").childNodes);
  here.tabIndex = -1;
  here.focus({ preventScroll: true });
  say(by("trouble").textContent.trim() || by("fresh").dataset.done);
}

function tell(words) {
  const line = Object.assign(document.createElement("p"), { className: "trouble", textContent: words });
  line.setAttribute("role", "alert");
  by("trouble").replaceChildren(line);
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-aside]") || !hasTyped()) return;
  event.preventDefault();
  const sending = new FormData(form);
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  try {
    const response = await fetch(form.action, { method: "POST", body: sending });
    takeOver(new DOMParser().parseFromString(await response.text(), "text/html"), form);
  } catch {
    button.disabled = false;
    say(by("fresh").dataset.failed);
  }
});
