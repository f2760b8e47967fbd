// The loader: shows the form that the edge rendered, sends it, and starts the Yew application on intent.
//
// It needs no Wasm, no cookie and no HTML string: where a page's policy forbids one of them, the step before stays.
// What it leaves out on purpose: words (they come with the form, all but one link's), validation (the edge does it), state
// (the inputs have it).
const TAG = "take-soundings";
const script = document.currentScript || document.querySelector(PINNED ? '[src*="/v1/embed-"]' : '[src$="/v1/embed.js"]');
const EDGE = new URL(script.src).origin;
const ASSETS = EDGE + "__ASSETS__";
const widgets = new Map();
let engine;

const make = (tag, attributes, ...children) => {
  const element = document.createElement(tag);
  for (const name in attributes) element.setAttribute(name, attributes[name]);
  element.append(...children);
  return element;
};

// Manual: a redirect of a form's post means that something between here and the edge is not the edge.
const call = async (url, options) => {
  const reply = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(15e3), ...options });
  // While many answers come in, the edge takes one with a proof of work: what makes it loads only then.
  return reply.status != 429 ? reply : more("prove", reply, url, options);
};

// A loader of one version (PINNED) checks what it loads against what that version was made of (INTEGRITY, by file): so a page
// that pins the loader by its own hash has pinned all that runs. `import` takes no hash, but a script that was preloaded with
// one stands in the page's module map from then on. The loader that updates itself has nothing to check against.
const checked = (name) => ({ integrity: INTEGRITY[name] });
const module = async (name) => {
  const link = make("link", { rel: "modulepreload", href: ASSETS + name, ...checked(name) });
  // A page's policy with a nonce asks it of every script.
  link.nonce = script.nonce;
  // The form shows and sends without: rather that than what nobody has checked.
  if (!link.relList.supports("modulepreload")) throw link;
  await new Promise((...ends) => {
    [link.onload, link.onerror] = ends;
    document.head.append(link);
  });
  link.remove();
  return import(link.href);
};

// What is seldom needed stands in files of its own.
const more = async (name, ...rest) =>
  (await (PINNED ? module(name + ".js") : import(ASSETS + name + ".js"))).default(widgets, ...rest);

const start = (host) => {
  // A reply is shown in the place of a form: the edge knows which of the two has that name.
  const consultation = host.getAttribute("reply") || host.getAttribute("consultation");
  const site = host.getAttribute("site") || "hosted";
  const tongue = host.closest("[lang]")?.lang || "";
  const level = +host.getAttribute("heading-level") || 2;
  const query = `?lang=${tongue}&site=${site}`;
  const path = EDGE + "/v1/consultations/" + consultation;
  // Whether a draft or an unsent answer waits in the browser (app.js). Storage may be forbidden.
  let waits;
  try {
    waits = localStorage["soundings:" + path] || sessionStorage["soundings:" + path];
  } catch {}
  const root = host.shadowRoot || host.attachShadow({ mode: "open" });
  const box = make("div", 0, make("slot"));
  const status = make("div", { role: "status" });
  const gone = new AbortController();
  let blocked, sending, shown, loaded;

  const emit = (name, detail) => {
    if (name == "success") host.key = 0;
    host.dispatchEvent(
      new CustomEvent("soundings:" + name, { bubbles: 1, composed: 1, detail: { ...detail, consultation, site } }),
    );
  };
  const fail = (code) => emit("error", { code: (widget.code = code) });
  // A moment later: a violation of the page's policy is reported after the request has failed.
  const lost = async (reply) => {
    await new Promise((done) => setTimeout(done, 99));
    fail({ 403: "origin-not-allowed", 429: "rate-limited" }[reply?.status] || blocked || "network");
  };
  const say = (text) => (status.textContent = text);

  // A node is a text or ["tag", attributes or 0, ...nodes].
  const build = (node) =>
    typeof node == "string"
      ? node
      : make(
          node[0].replace(/^h(\d)/, (_, own) => "h" + Math.min(6, own - 2 + level)),
          node[1],
          ...node.slice(2).map(build),
        );

  // What app.js sees of the loader.
  const widget = { path, level, box, status, build, call, emit, fail, code: "waiting" };
  // Its styles are the application's to load.
  if (PINNED) widget.styles = checked("more.css");

  const put = (content) => {
    box.replaceChildren(content);
    box.style.minHeight = "";
  };
  const show = (tree) => {
    put(build(tree));
    const fields = box.querySelector("form")?.elements;
    if (!fields) return;
    // The address of a blob ends in a UUID (File API, "generate a new blob URL"). crypto.randomUUID is not there on plain http.
    // The key is the element's until the edge has said that it has the answer: taken out and put back meanwhile, it counts once.
    fields.key.value ||= host.key ||= URL.createObjectURL(new Blob()).slice(-36);
    const page = location.origin + location.pathname;
    // The edge takes no longer one; the answer is worth more than where it was given.
    if (/^http.{1,2000}$/.test(page)) fields.page.value = page;
  };

  const near = (margin, act) =>
    new IntersectionObserver(
      (entries, observer) => {
        if (!entries.pop().isIntersecting) return;
        observer.disconnect();
        act();
      },
      { rootMargin: margin },
    ).observe(box);

  const wake = async () => {
    if (!shown) return;
    shown = 0;
    let code = "csp-wasm";
    try {
      // The smallest module there is: says whether the page's policy allows Wasm, before 50 KB are fetched for nothing.
      new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
      code = "app";
      // Side by side, each of them waits for the network; the Wasm once for all elements.
      engine ||= PINNED ? fetch(ASSETS + "soundings_bg.wasm", checked("soundings_bg.wasm")) : fetch(ASSETS + "soundings_bg.wasm");
      const [{ takeOver }, ...start] = await Promise.all([
        PINNED ? module("soundings.js") : import(ASSETS + "soundings.js"),
        engine,
        call(path + "/start" + query),
      ]);
      await takeOver(widget, ...start);
    } catch {
      engine = 0;
      // The server's form stays, and it can send.
      emit("warning", { code });
    }
  };

  const stop = () => {
    widget.stop?.();
    widget.stop = widget.act = null;
  };

  const begin = async () => {
    let reply;
    try {
      const styles = (PINNED ? call(ASSETS + "soundings.css", checked("soundings.css")) : call(ASSETS + "soundings.css"))
        .then(async (reply) => [await new CSSStyleSheet().replace(await reply.text())])
        // A form without styles is a form.
        .catch(() => []);
      reply = await call(path + "/form" + query);
      const form = await reply.json();
      root.adoptedStyleSheets = await styles;
      stop();
      widget.receipt = shown = 0;
      show(form.tree);
      status.lang = form.lang;
      if (form.state != "open") return fail("form-closed");
      shown = 1;
      emit((widget.code = "ready"));
      if (waits) wake();
      near("0px", () => {
        emit("view");
        if (!navigator.connection?.saveData) (window.requestIdleCallback || setTimeout)(wake);
      });
    } catch {
      stop();
      put(make("slot"));
      lost(reply);
    }
  };
  // Once, whoever asks first; again only where the form is to be cleared.
  widget.load = (again) => (loaded = (!again && loaded) || begin());
  widget.end = () => {
    gone.abort();
    stop();
  };

  const send = async (form, { name, value } = 0) => {
    const failed = root.getElementById("failed");
    const button = form.querySelector("[data-busy]");
    const label = button.textContent;
    sending = widget.busy = 1;
    widget.sent = [...new FormData(form), [name || "go", value || ""]];
    button.ariaDisabled = true;
    button.textContent = say(button.dataset.busy);
    // Not lost with "try again", which goes out of sight.
    button.focus();
    failed.hidden = 1;
    emit("submit");
    let reply;
    try {
      // The key is a field of the form, so that this is a simple request: no preflight.
      reply = await call(path + "/responses", { method: "POST", body: new URLSearchParams(widget.sent) });
      reply = await reply.json();
      show(reply.tree);
      widget.receipt = reply.receipt;
      if (reply.receipt) emit("success");
      else if (reply.status == 422) emit("invalid");
      // Without a status it is the next part of the form.
      else reply.status ? fail("form-closed") : emit("step");
    } catch {
      await lost(reply);
      button.ariaDisabled = null;
      button.textContent = label;
      failed.hidden = 0;
    }
    say("");
    sending = widget.busy = 0;
    [...box.querySelectorAll("[tabindex]:not([hidden])")].pop()?.focus();
  };

  // In the capturing phase, so that nobody in the page is before the loader.
  const listen = (types, act, target = root) =>
    types.split(" ").forEach((type) => target.addEventListener(type, act, { signal: gone.signal, capture: 1 }));

  // A touch begins with a pointer that comes over.
  listen("keydown pointerover focusin", wake);
  root.addEventListener("input", () => emit("start"), { once: 1 });
  // Shortcuts of the host's page never see what is typed here.
  listen("keypress keydown keyup", (event) => event.stopPropagation());
  // The application does not take over in the middle of a press, a key or a composition.
  listen("keydown pointerdown compositionstart", () => (widget.busy = 1));
  listen(
    "pointercancel keyup pointerup compositionend",
    (event) => event.isComposing || setTimeout(() => (widget.busy = sending)),
    document,
  );
  listen(
    "securitypolicyviolation",
    (event) => event.blockedURI.includes(EDGE) && (blocked = "csp-connect"),
    document,
  );
  listen("submit", (event) => {
    // A button with a target posts to the hosted form, as plain HTML does.
    if (widget.act || event.submitter?.formTarget) return;
    event.preventDefault();
    if (!sending) send(event.target, event.submitter);
  });
  listen("input click submit", (event) => widget.act?.(event));
  listen("click", (event) => {
    const target = event.target.closest('[href^="#"],[data-act]');
    if (!target) return;
    if (target.hash) {
      // In a shadow root such a link changes the host's address, and neither scrolls nor focuses.
      event.preventDefault();
      return root.getElementById(target.hash.slice(1)).focus();
    }
    more("soundings", widget, target);
  });

  // Whoever looks why nothing shows is told in a panel, and on the console what happens.
  if (host.hasAttribute("debug") || /soundings-debug/.test(location)) more("diagnose", 1);
  root.replaceChildren(box, status);
  if (!host.querySelector("a")) {
    const text = /^cy/.test(tongue) ? "Dweud eich dweud" : "Have your say";
    host.append(make("a", { href: `${EDGE}/f/${consultation}${query}` }, text));
  }
  const load = host.getAttribute("load");
  if (load != "manual") {
    // Reserved so that what stands below does not jump; taller than most screens leave free.
    box.style.minHeight = "min(100vh,50em)";
    load == "eager" || waits ? widget.load() : near("500px", widget.load);
  }
  return widget;
};

const find = (target) => (target?.matches ? target : document.querySelector(target || TAG));
const each = (target, act) => widgets.forEach((widget, host) => (!target || host == find(target)) && act(host, widget));

const api = {
  // https: / / HOST / v1 / assets / VERSION /
  version: ASSETS.split("/")[5],
  ready: (act) => act(api),
  render(target, options) {
    let host = find(target);
    if (host.localName != TAG) host.append((host = make(TAG, options)));
    widgets.get(host)?.load();
    return host;
  },
  reset: (target) => each(target, (host, widget) => widget.load(true)),
  remove: (target) => each(target, (host) => host.remove()),
  diagnose: () => more("diagnose"),
  push: ([name, ...rest]) => api[name](...rest),
};

// The script may stand on a page more than once: the first one defines, each one places its own element.
if (!customElements.get(TAG)) {
  const queue = window.soundings;
  window.soundings = api;
  customElements.define(
    TAG,
    class extends HTMLElement {
      connectedCallback() {
        if (!widgets.has(this)) widgets.set(this, start(this));
      }
      disconnectedCallback() {
        // Moved within the page, it is back at once and keeps its form.
        setTimeout(() => {
          if (this.isConnected) return;
          widgets.get(this)?.end();
          widgets.delete(this);
        });
      }
    },
  );
  // Each in a task of its own: one that throws takes no other with it.
  queue?.forEach?.((call) => setTimeout(api.push, 0, call));
}

if (script.dataset.consultation) {
  const host = make(TAG);
  for (const { name, value } of script.attributes) if (/^data-/.test(name)) host.setAttribute(name.slice(5), value);
  const place = () => {
    const target = document.querySelector(script.dataset.target || null);
    if (target) target.append(host);
    else if (script.closest("body")) script.after(host);
    else document.body.append(host);
  };
  // What stands before the script is there already, what comes after is not.
  document.readyState == "loading" && (script.dataset.target || !document.body)
    ? document.addEventListener("DOMContentLoaded", place)
    : place();
}
