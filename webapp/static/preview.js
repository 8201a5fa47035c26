// The page of a preview that waits: says when it is built, and shows it. Nobody is typing there.

const EVERY_MS = 2000;
const told = document.querySelector("[data-state]");

async function look() {
  try {
    const response = await fetch(told.dataset.state, { headers: { Accept: "application/json" } });
    if (response.ok && (await response.json()).state !== told.dataset.known) {
      document.getElementById("p_said").textContent = told.dataset.ready;
      location.reload();
      return;
    }
  } catch {
    // The link on the page does the same.
  }
  setTimeout(look, EVERY_MS);
}

if (told) setTimeout(look, EVERY_MS);
