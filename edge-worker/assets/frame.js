// The form in a frame tells the page around it how tall it is, in the words that WordPress' pages read; and nothing else.
//
// It tells it to the origins that may frame it and to nobody else, and listens to the page around it alone. In a sandbox
// that keeps links from opening, the page around is asked to follow one: WordPress' pages do where it leads back here.
const main = document.querySelector("[data-origins]");
const allowed = main.dataset.origins.split(" ").filter(Boolean);

/** Pixels of the tallest form that is told: taller than any, and a number that nobody's layout breaks at. */
const MOST = 20_000;

/** What the page around gave the frame to be known by. */
const secret = () => /^#\?secret=([a-zA-Z0-9]{1,64})$/.exec(location.hash)?.[1];

/** The origins to tell: that of the page around where the browser says it, else each that may be it. */
const origins = () => {
  const around = location.ancestorOrigins?.[0] ?? (document.referrer && new URL(document.referrer).origin);
  return allowed.includes(around) ? [around] : allowed;
};

const tell = (message, value) => {
  for (const origin of origins()) parent.postMessage({ message, value, secret: secret() }, origin);
};

let told;
const height = (again) => {
  const value = Math.min(Math.ceil(main.getBoundingClientRect().height), MOST);
  if (!again && value == told) return;
  told = value;
  tell("height", value);
};

if (parent != window) {
  new ResizeObserver(() => height()).observe(main);
  // A browser paints no frame that nobody sees, and observes none: WordPress' pages hide theirs until it has told its height.
  height();
  for (const event of ["ready", "step", "invalid", "error", "success"]) addEventListener(`soundings:${event}`, () => setTimeout(height));
  addEventListener("message", ({ source, origin, data }) => {
    if (source != parent || !allowed.includes(origin) || data?.message != "ready") return;
    if (!data.secret || data.secret == secret()) height(true);
  });
  // In a sandbox that forbids forms a button sends none, and says so to nobody (HTML, "form submission algorithm"): its form
  // is told by a script, as the browser tells it elsewhere. What then goes out is a request of the widget's, and no form.
  addEventListener("click", (event) => {
    const button = event.composedPath().find((node) => node.localName == "button");
    const form = button?.type == "submit" && !button.formTarget && button.form;
    if (!form || event.defaultPrevented) return;
    const gone = new AbortController();
    form.addEventListener("submit", () => gone.abort(), { signal: gone.signal, capture: true });
    setTimeout(() => {
      if (gone.signal.aborted) return;
      gone.abort();
      form.dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true, submitter: button }));
    });
  });
  // Without an origin of its own the frame is in such a sandbox.
  if (self.origin == "null") {
    addEventListener("click", (event) => {
      const link = event.composedPath().find((node) => node.localName == "a" && node.href);
      if (!link || !secret() || new URL(link.href).host != location.host) return;
      event.preventDefault();
      tell("link", link.href);
    });
  }
}
