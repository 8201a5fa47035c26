// Inside the widget's frame: closes it by Escape, and opens what is not the widget's elsewhere.
// Talks to the page that it is in only after that page has shown to be one of the shop's.

const shops = document.body.dataset.origins.split(" ");
let shop = ""; // the origin of the page around, once it has spoken

addEventListener("message", ({ source, origin, data }) => {
  if (source !== parent || !shops.includes(origin) || data?.podpowiedz !== "hello") return;
  shop = origin;
  if (data.focus) document.querySelector(".search-box")?.focus();
});

addEventListener("keydown", (event) => {
  // Escape that closed the list of suggestions has done its work.
  if (event.key !== "Escape" || event.defaultPrevented || event.isComposing || !shop) return;
  parent.postMessage({ podpowiedz: "close" }, shop);
});

for (const link of document.links) {
  const inside = /^\/(en\/)?widget(\/|$)/.test(link.pathname) && link.origin === location.origin;
  if (/^https?:$/.test(link.protocol) && !inside) {
    link.target = "_blank";
    link.rel = "noopener";
  }
}

// To whoever it is: nothing is said but that the page is here.
if (parent !== window) parent.postMessage({ podpowiedz: "ready" }, "*");
