// The frame in which a draft is tried out: the widget itself, with this script in the place of the edge. The page around it
// hands over what the edge rendered of the draft; nothing leaves the frame, whose policy allows requests for the widget's own
// files alone, and which has no storage.

const edge = new URL(location.href).origin;
const consultation = "preview";
const path = `${edge}/v1/consultations/${consultation}`;
const place = document.getElementById("place");
const real = window.fetch;
let shown;

const json = (value, status = 200) => new Response(JSON.stringify(value), { status, headers: { "content-type": "application/json" } });

/** What the edge would answer. Nothing that was filled in is looked at. */
const answer = (url, method) => {
  const asked = url.slice(path.length).split("?")[0];
  if (asked === "/form") return json(shown.form);
  if (asked === "/start") return new Response(shown.start);
  if (asked === "/responses" && method === "POST") return json({ receipt: shown.receipt, tree: shown.confirmation }, 201);
  if (url.startsWith(`${edge}/v1/receipts/`) && method === "DELETE") return new Response(null, { status: 204 });
  return new Response(null, { status: 404 });
};

window.fetch = async (url, options = {}) => {
  const text = String(url);
  const ours = text.startsWith(path) || text.startsWith(`${edge}/v1/receipts/`);
  return ours ? answer(text, options.method ?? "GET") : real(url, options);
};

/** Fills in what was tried out before, as far as the form still asks it. The application takes that over as if it had been typed. */
const refill = (form, answers) => {
  for (const control of form.elements) {
    const given = answers.getAll(control.name);
    if (control.type == "radio" || control.type == "checkbox") control.checked = given.includes(control.value);
    else if (given.length && control.type != "hidden") control.value = given[0];
  }
};

const put = (next) => {
  const before = place.querySelector("take-soundings")?.shadowRoot?.querySelector("form");
  const answers = before && new FormData(before);
  shown = next;
  document.documentElement.dataset.theme = next.theme;
  const host = document.createElement("take-soundings");
  host.setAttribute("consultation", consultation);
  host.setAttribute("site", "hosted");
  host.setAttribute("lang", next.form.lang);
  host.setAttribute("theme", next.theme);
  host.setAttribute("load", "eager");
  // Without it the loader would lead to a hosted form that is not there.
  const link = document.createElement("a");
  link.textContent = document.title;
  host.append(link);
  // The application takes over at once, as it does where somebody comes near the form with a pointer.
  host.addEventListener("soundings:ready", () => {
    const form = host.shadowRoot.querySelector("form");
    if (answers && form) refill(form, answers);
    host.shadowRoot.dispatchEvent(new Event("pointerover", { bubbles: true }));
  });
  document.documentElement.lang = next.form.lang;
  document.documentElement.dir = next.form.dir;
  const scrolled = window.scrollY;
  place.replaceChildren(host);
  host.addEventListener("soundings:ready", () => window.scrollTo(0, scrolled), { once: true });
};

const loader = document.createElement("script");
loader.src = `${edge}/v1/embed.js`;
document.head.append(loader);

const { port1, port2 } = new MessageChannel();
port1.onmessage = ({ data }) => put(data);
parent.postMessage("ready", edge, [port2]);
