// Conveniences of an article; every page works without this file. Its words come with the page.

/** A button beside each heading of an article that copies the address of that part. */
function copyButtons() {
  const template = document.getElementById("p_copy");
  if (!template || !navigator.clipboard) return;
  for (const heading of document.querySelectorAll(".prose h2[id]")) {
    const button = template.content.firstElementChild.cloneNode(true);
    const word = button.querySelector(".copy-word");
    const name = word.textContent;
    button.setAttribute("aria-label", button.ariaLabel.replace("{}", heading.textContent));
    button.addEventListener("click", async () => {
      const address = new URL(location.href);
      address.hash = heading.id;
      try {
        await navigator.clipboard.writeText(address.href);
        word.textContent = button.dataset.copied;
      } catch {
        word.textContent = button.dataset.failed;
      }
      document.getElementById("p_said").textContent = word.textContent;
      button.classList.add("copied");
      setTimeout(() => {
        word.textContent = name;
        button.classList.remove("copied");
      }, 2000);
    });
    const row = document.createElement("div");
    row.className = "titled";
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
        tabindex: "0", role: "region", "aria-label": target.dataset.label,
      })) {
        if (scrolls) target.setAttribute(name, value);
        else target.removeAttribute(name);
      }
    }
  });
  document.querySelectorAll(".scroll").forEach((table) => watch.observe(table));
}

/** A box to tick before each step; nothing is stored. */
function steps() {
  const box = document.getElementById("p_step")?.content.firstElementChild;
  if (!box) return;
  for (const list of document.querySelectorAll(".prose > ol")) {
    [...list.children].forEach((step, index) => {
      const tick = box.cloneNode();
      tick.ariaLabel = tick.ariaLabel.replace("{}", list.start + index);
      step.prepend(tick);
    });
  }
}

/** A rating is sent in place: what the server answers comes where the form was. */
async function rate(event) {
  const form = event.target;
  if (!form.closest(".rating") || form.plain) return;
  const { submitter } = event;
  const body = new URLSearchParams(new FormData(form, submitter));
  event.preventDefault();
  try {
    const response = await fetch(form.action, { method: "POST", body });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const answer = page.getElementById("p_rating");
    document.getElementById("p_rating").replaceWith(answer);
    answer.focus();
  } catch {
    form.plain = true;
    form.requestSubmit(submitter);
  }
}

// The search that led here has been told; the address goes on without its name.
const address = new URL(location);
address.searchParams.delete("z");
history.replaceState(history.state, "", address);

addEventListener("submit", rate);
copyButtons();
scrollers();
steps();
