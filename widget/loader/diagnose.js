// Why nothing shows, in words, for the developer of the page that embeds: `soundings.diagnose()`, and the panel that the
// element's attribute `debug` or `?soundings-debug` in the page's address opens. It is in English, and holds no answer.

const SAYS = {
  waiting: "The form loads when the element comes near the visible part of the page; with load=\"manual\", when the page calls soundings.render(element).",
  ready: "The form is shown and can be answered.",
  "origin-not-allowed": "This page's origin is not registered for the site. Ask the department to add it, exactly as the browser's address bar shows it, to the origins of the site.",
  "form-closed": "The consultation is not open: it has not been opened yet, or it is closed.",
  "csp-connect": "The page's Content-Security-Policy forbids requests to the edge. Add its origin to connect-src.",
  network: "The edge could not be reached, or knows no such consultation or site. Check both names, and whether an ad blocker or a proxy stands between.",
  "rate-limited": "Too many answers came from this network at once. It is tried again by itself.",
};
/** What the edge says when it is asked again, by the type of the problem. */
const REFUSALS = {
  "unknown-consultation": "The edge knows no consultation of this name, or it is a draft. Check the attribute \"consultation\".",
  "unknown-site": "The consultation has no site of this name. Check the attribute \"site\".",
};
const EVENTS = "ready view start step invalid submit success error warning".split(" ");
/** Events that the panel holds: those before are on the console. */
const HELD = 20;
const KNOWN = "consultation site lang theme load heading-level debug reply class id style part dir hidden slot title role".split(" ");

const STYLES = `
:host { all: initial; }
section {
  position: fixed; inset: auto 1em 1em auto; z-index: 2147483647; box-sizing: border-box;
  width: min(30em, calc(100vw - 2em)); max-height: 60vh; overflow: auto; padding: 1em;
  border: 2px solid; border-radius: 6px; background: Canvas; color: CanvasText;
  font: 15px/1.45 system-ui, sans-serif; overflow-wrap: anywhere; color-scheme: light dark;
}
h2, h3 { margin: 0 0 .4em; font-size: 1.1em; }
h3 { margin-top: 1em; font-size: 1em; }
p { margin: .4em 0; }
ol { margin: .4em 0; padding-inline-start: 1.5em; }
button { min-height: 2.5em; padding: .3em 1em; font: inherit; }
button:focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }
code { font-family: ui-monospace, monospace; }
@media print { section { display: none; } }
`;

const make = (tag, ...children) => {
  const element = document.createElement(tag);
  element.append(...children);
  return element;
};

const named = (element) => ["reply", "consultation", "site"].map((name) => element.getAttribute(name));

const diagnosed = (widgets) =>
  [...widgets].map(([element, { code }]) => {
    const [reply, own, site] = named(element);
    const consultation = reply || own;
    let says = SAYS[code];
    if (!consultation) says = "The element has no attribute \"consultation\".";
    else if (!element.checkVisibility?.()) says += " The element is hidden by the page's styles, or stands in something that is.";
    return { element, consultation, site, code, says };
  });

/** What stands at an element and means nothing. */
const misspelt = (element) =>
  element.getAttributeNames().filter((name) => !KNOWN.includes(name) && !/^(data|aria)-/.test(name));

/** Asks the edge why, where the loader only learned that it could not: the reply to a form says it by its type. */
const asked = async ({ path }, site) => {
  try {
    const reply = await fetch(`${path}/form?site=${site || "hosted"}`);
    if (reply.ok) return;
    const { type = "", title } = await reply.json();
    return REFUSALS[type.split("/").pop()] || title;
  } catch {}
};

let panel, root, events, shown;

const close = () => {
  panel.remove();
  panel = null;
};

const draw = async (widgets) => {
  const parts = [];
  for (const { element, consultation, site, code, says } of diagnosed(widgets)) {
    const why = code == "network" && (await asked(widgets.get(element) || {}, site));
    parts.push(make("h3", `${consultation || "?"} on ${site || "the hosted form's site"}`), make("p", why || says));
    for (const name of misspelt(element)) parts.push(make("p", "The element has an attribute that means nothing: ", make("code", name), "."));
  }
  if (!parts.length) parts.push(make("p", "There is no element <take-soundings> on this page."));
  const heading = make("h2", "Soundings: what shows, and why");
  const where = make("p", "This page's origin is ", make("code", location.origin), ".");
  const button = make("button", "Close");
  button.type = "button";
  button.onclick = close;
  const told = events.slice(-HELD).map((line) => make("li", line));
  // What was asked later is shown already.
  return () => panel && root.replaceChildren(heading, where, ...parts, make("h3", "What happened"), told.length ? make("ol", ...told) : make("p", "Nothing yet."), button);
};

const update = async (widgets) => {
  const turn = (shown = {});
  const put = await draw(widgets);
  // A reader of the button keeps it.
  if (turn == shown && panel && !panel.shadowRoot.activeElement) put();
};

const open = (widgets) => {
  if (panel) return;
  panel = make("div");
  panel.dataset.soundings = "debug";
  root = make("section");
  root.lang = "en";
  root.dir = "ltr";
  root.ariaLabel = "Soundings: what shows, and why";
  root.addEventListener("keydown", (event) => event.key == "Escape" && close());
  const shadow = panel.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLES);
  shadow.adoptedStyleSheets = [sheet];
  shadow.append(root);
  document.body.append(panel);
  update(widgets);
};

const listen = (widgets) => {
  events = [];
  const note = (name, detail) => {
    // Never with answers in it.
    console.info(name, detail);
    events.push([name, detail.code, detail.step].filter(Boolean).join(" "));
    if (panel) update(widgets);
  };
  for (const name of EVENTS) document.addEventListener("soundings:" + name, (event) => note(event.type, event.detail));
  // What happened before this file was there.
  for (const { consultation, site, code } of diagnosed(widgets)) {
    if (code == "ready") note("soundings:ready", { consultation, site });
    else if (code != "waiting") note("soundings:error", { code, consultation, site });
  }
};

export default (widgets, shows) => {
  if (shows) {
    if (!events) listen(widgets);
    if (document.body) open(widgets);
    else addEventListener("DOMContentLoaded", () => open(widgets));
  }
  return diagnosed(widgets);
};
