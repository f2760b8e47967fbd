// What the application does with the page, and what a confirmation's buttons do. The decisions are the application's
// (widget/src/app), which is Wasm; reading, filling and sending a form are here, where they cost a fifth of the bytes.
//
// The loader gives `widget`: what it knows of one element.
import load from "soundings-application";

/** A draft and an answer without a connection are kept in the browser for so long. */
const WEEK = 6048e5;
/** How often a request is sent before the person is told: with the waits between that is some seconds. */
const ATTEMPTS = 4;
/** The longest wait after the first attempt; it doubles with each, up to the longest of all. */
const FIRST_WAIT = 800;
const LONGEST_WAIT = 3e5;
/** After so long without a stroke the count is read out. */
const PAUSE = 1e3;
/** The folder of this file and of the Wasm. */
const HERE = new URL(".", import.meta.url).href;
/** Everything that can hold a value or focus, in the page's order. */
const CONTROLS = "input,textarea,select,button,summary,a,[tabindex]";

const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

const edgeOf = ({ path }) => new URL(path).origin;
const hostedForm = ({ path }) => path.replace("/v1/consultations/", "/f/");

/** The pairs of name and value that the form in `root` holds. */
const pairsOf = (root) => {
  const form = root.querySelector("form");
  return form && [...new FormData(form)];
};
// A browser's form has no U+0000; a page's script might.
const joined = (pairs) => pairs.flat().map((text) => text.replaceAll("\0", "")).join("\0");
const split = (text) => {
  const words = text.split("\0");
  return words.flatMap((word, index) => (index % 2 ? [] : [[word, words[index + 1]]]));
};
const held = (pairs, name) => pairs.find(([own]) => own == name)?.[1] ?? "";

const fillIn = (root, pairs) => {
  for (const control of root.querySelectorAll("input,textarea,select")) {
    if (!control.name || control.type == "hidden") continue;
    if (/^(radio|checkbox)$/.test(control.type)) {
      control.checked = pairs.some(([name, value]) => name == control.name && value == control.value);
    } else control.value = held(pairs, control.name);
  }
};

/** Brings what was last said to the person: the last element made for that, else the form's first input. */
const focusNews = (root) =>
  (
    [...root.querySelectorAll("[tabindex]:not([hidden])")].pop() || root.querySelector("input:not([type=hidden]),textarea,select")
  )?.focus();

/** Focus stays with what was moved: on the same button where it is now, else on another of the same option; where the last
 * statement has its vote, on what takes it back. */
const keepFocus = (root, field, value) => {
  const find = (selector) => [...root.querySelectorAll(selector)].find((control) => control.getClientRects().length);
  const button = (test) => find(`button[value${test}"]:not([aria-disabled])`);
  const moved = button(`="${value}`) || button(`$=" ${field}`) || find(`[id="${field}"]`);
  if (moved) moved.focus();
  else if (!root.getRootNode().activeElement) button(`^="undo `)?.focus();
};

/** Drags an option of a ranking by its grip. `drop` is told its place, from 1, and its field. */
const drag = (down, drop) => {
  const item = down.target.closest(".grip")?.parentNode;
  if (!item || down.button) return;
  const gone = new AbortController();
  const others = [...item.parentNode.children].filter((other) => other != item);
  const middle = (other) => other.getBoundingClientRect().top + other.offsetHeight / 2;
  const listen = (type, act) => item.addEventListener(type, act, { signal: gone.signal });
  item.setPointerCapture(down.pointerId);
  listen("pointermove", ({ clientY }) => (item.style.translate = `0 ${clientY - down.clientY}px`));
  listen("pointerup", ({ clientY }) =>
    drop(`${1 + others.filter((other) => middle(other) < clientY).length} ${item.dataset.field}`),
  );
  listen("lostpointercapture", () => {
    gone.abort();
    item.style.translate = "";
  });
};

/** What is kept in the browser for a consultation. Storage may be forbidden, by a sandbox or by the person. */
const kept = (storage, path) => {
  const name = "soundings:" + path;
  const read = () => {
    try {
      return JSON.parse(window[storage].getItem(name)).filter(({ at }) => Date.now() - at < WEEK);
    } catch {
      return [];
    }
  };
  const write = (items) => {
    try {
      items.length ? window[storage].setItem(name, JSON.stringify(items)) : window[storage].removeItem(name);
      return true;
    } catch {
      return false;
    }
  };
  const others = (pairs) => read().filter((item) => held(item.pairs, "key") != held(pairs, "key"));
  return {
    all: () => read().map(({ pairs }) => pairs),
    add: (pairs) => write([...others(pairs), { at: Date.now(), pairs }]),
    only: (pairs) => write([{ at: Date.now(), pairs }]),
    drop: (pairs) => write(others(pairs)),
    clear: () => write([]),
  };
};

/** Waits: full jitter, so that after an outage not everybody comes back at once; no longer than until there is a network. */
const backOff = async (attempt) => {
  const over = new AbortController();
  const online = new Promise((done) => addEventListener("online", done, { signal: over.signal }));
  await Promise.race([sleep(Math.random() * Math.min(FIRST_WAIT * 2 ** attempt, LONGEST_WAIT)), online]);
  over.abort();
};

/** The reply to one attempt, if it is one worth keeping. */
const attempt = async (widget, url, options) => {
  try {
    const reply = await widget.call(url, options);
    if (reply.status && reply.status < 500 && reply.status != 429) {
      return { status: reply.status, ...(await reply.json().catch(() => 0)) };
    }
    if (reply.status == 429) return { limited: true };
  } catch {}
};

/** What others said, out of the edge's confirmation `shown`, to stand below the application's: the Wasm knows nothing of it. */
const othersIn = (shown) => {
  const others = shown.querySelector(".others");
  const frame = shown.cloneNode();
  frame.append(others || "");
  return others && frame;
};

/** Who sends which answer, by its key: whoever begins ends the one before. An element that is taken out goes on sending. */
const senders = new Map();

/** Ends the sending of an answer, which is kept no longer: a reply that still comes is nobody's. */
const recall = (widget, pairs) => {
  senders.get(held(pairs, "key"))?.abort();
  kept("localStorage", widget.path).drop(pairs);
};

/** Sends `pairs` under their key until they are acknowledged: however often they arrive, they count once. */
const send = async (widget, pairs, tell) => {
  const unsent = kept("localStorage", widget.path);
  const key = held(pairs, "key");
  const sender = new AbortController();
  sender.box = widget.box;
  senders.get(key)?.abort();
  senders.set(key, sender);
  // Kept before it is sent: a page that is closed meanwhile loses nothing.
  const safe = unsent.add(pairs);
  let reply;
  for (let tries = 0; !reply?.status; tries += 1) {
    if (tries) await backOff(tries);
    if (sender.signal.aborted) return;
    reply = await attempt(widget, widget.path + "/responses", { method: "POST", body: new URLSearchParams(pairs) });
    if (sender.signal.aborted) return;
    if (!reply?.status && (tries == ATTEMPTS - 1 || (!tries && navigator.onLine === false))) {
      widget.fail(reply?.limited ? "rate-limited" : "network");
      tell(safe ? "waiting" : "failed");
      if (!safe) return;
    }
  }
  senders.delete(key);
  unsent.drop(pairs);
  if (reply.receipt) {
    widget.emit("success");
    widget.others = othersIn(widget.build(reply.tree));
    tell("sent", reply.receipt);
  } else if (reply.status == 410) tell("withdrawn");
  else {
    widget.fail(reply.status == 403 ? "origin-not-allowed" : reply.status == 409 ? "form-closed" : "network");
    tell(reply.status == 409 ? "closed" : "failed");
  }
};

/** Withdraws. Gone is what was asked for: an earlier attempt may have arrived unseen. */
const withdraw = async (widget, receipt, tell) => {
  for (let tries = 0; tries < ATTEMPTS; tries += 1) {
    if (tries) await backOff(tries);
    const reply = await attempt(widget, `${edgeOf(widget)}/v1/receipts/${receipt}`, { method: "DELETE" });
    if (reply?.status) return tell(/^(2|410)/.test(reply.status) ? "withdrawn" : "kept");
  }
  tell("kept");
};

/** The controls in `root` by what makes each the same in two showings of a form: never its text, which may be translated. */
const named = (root) => {
  const found = new Map();
  for (const control of root.querySelectorAll(CONTROLS)) {
    const value = control.localName == "textarea" || control.localName == "select" ? "" : control.value;
    const name = [control.localName, control.name, value].join();
    let place = 0;
    while (found.has(name + place)) place += 1;
    found.set(name + place, control);
  }
  return found;
};

/** Puts `next`, just rendered and not yet in the page, in the place of `old`, the loader's content. Not Yew's hydration:
 * that empties fields, and panics where a browser's translation changed the text. All in one task: no event between. */
const changePlaces = (old, next) => {
  const focused = old.getRootNode().activeElement;
  // Both stand in the page for a moment that is never painted: focus moves straight from one to the other.
  old.after(next);
  const controls = named(next);
  for (const [name, from] of named(old)) {
    const to = controls.get(name);
    if (!to) continue;
    if (from.localName == "textarea") {
      // Set where the person pulled it larger.
      to.style.cssText = from.style.cssText;
      to.scrollTop = from.scrollTop;
    }
    if (from.localName == "summary") to.parentNode.open = from.parentNode.open;
    if (from == focused) {
      to.focus({ preventScroll: true });
      if (from.localName == "textarea") to.setSelectionRange(from.selectionStart, from.selectionEnd, from.selectionDirection);
    }
  }
  old.remove();
};

let sheets;
/** The styles of what the application adds, once for all elements: by the hash that a loader of one version gives (`styles`).
 * Without them a form is a form. */
const styles = ({ styles }) =>
  (sheets ??= fetch(HERE + "more.css", styles)
    .then(async (reply) => [await new CSSStyleSheet().replace(await reply.text())])
    .catch(() => []));

const dress = (box, more) => {
  const tree = box.getRootNode();
  tree.adoptedStyleSheets = [...new Set([...tree.adoptedStyleSheets, ...more])];
};

/** Takes over the form that the loader shows, with what was typed, chosen, focused and opened. `wasm` is the application,
 * `start` the reply of `GET /v1/consultations/{id}/start`. */
export const takeOver = async (widget, wasm, start) => {
  const [application, text, more] = await Promise.all([load(wasm), start.text(), styles(widget)]);
  const { box } = widget;
  dress(box, more);
  // A press, a key, a composition or a request would be broken off by a change of places.
  while (widget.busy) await sleep(50);
  const old = box.firstElementChild;
  const typed = pairsOf(box);
  // Reset while it loaded, the form may have been taken over by then.
  if (!box.isConnected || widget.act || !(widget.receipt || typed)) return;
  const drafts = kept("sessionStorage", widget.path);
  const unsent = kept("localStorage", widget.path);
  // Not what another element on the page is sending right now: its reply belongs there.
  const foreign = ({ box: own }) => own != box && own.isConnected;
  const waiting = unsent.all().filter((pairs) => !foreign(senders.get(held(pairs, "key")) ?? widget)).pop();
  const draft = drafts.all().pop();
  let pairs = widget.receipt ? widget.sent : typed;
  let shows = box.querySelector("#failed:not([hidden])") ? "failed" : box.querySelector("#summary") ? "wrong" : "";
  if (waiting && !widget.receipt && held(waiting, "revision") == held(typed, "revision")) {
    pairs = waiting;
    shows = "waiting";
  } else if (draft && !widget.receipt) {
    const names = new Set(typed.filter(([, value]) => value).map(([name]) => name));
    const more = draft.filter(([name, value]) => value && !names.has(name) && name.startsWith("answers."));
    if (more.length) shows ||= "draft";
    pairs = [...typed.filter(([name]) => !more.some(([own]) => own == name)), ...more];
  }

  const root = document.createElement("div");
  let placed, pause, pressed, pressedSubmit;
  // A draft is one of a first answer: a change that is not sent is nothing to come back to.
  let recorded = widget.receipt;
  // The answer that waits for a connection: who edits it takes it back.
  let queued;
  // Whether the person did anything here: what was left to be sent before comes to them by words, and takes no focus.
  let touched;
  const tell = (...told) => {
    try {
      if (widget.act) widget.tell(told.join("\0"));
    } catch (error) {
      giveUp(error);
    }
  };
  const deliver = (pairs) =>
    send(widget, pairs, (what, receipt) => {
      const still = what == "waiting" && queued;
      queued = what == "waiting" && pairs;
      if (still) return;
      if (what == "sent") {
        recorded = receipt;
        drafts.clear();
      }
      tell(what, receipt ?? "");
    });
  const keepDraft = () => recorded || drafts.only(pairsOf(root));

  // Where the Wasm breaks off, the form stands as it was last shown: the loader sends it from then on.
  const ended = new AbortController();
  const giveUp = (error) => {
    if (ended.signal.aborted || !String(error?.stack).includes(HERE)) return;
    widget.act = null;
    ended.abort();
    widget.emit("warning", { code: "app" });
    pressedSubmit?.form?.requestSubmit(pressedSubmit);
  };
  const watch = (type, of) => addEventListener(type, (event) => giveUp(of(event)), { signal: ended.signal });
  // Rendering goes on by itself, in tasks of its own.
  watch("error", ({ error }) => error);
  watch("unhandledrejection", ({ reason }) => reason);

  // What the application calls (src/app/host.rs).
  widget.told = (name, value) => widget.emit(name, name == "step" ? { step: +value } : undefined);
  widget.say = (text) => (widget.status.textContent = text);
  widget.send = () => {
    widget.sent = pairsOf(root);
    deliver(widget.sent);
  };
  widget.withdraw = (receipt) => withdraw(widget, receipt, tell);
  widget.rendered = (fields, news) => {
    if (!placed) {
      placed = true;
      widget.others = othersIn(old);
      fillIn(root, pairs);
      changePlaces(old, root);
      widget.act = act;
      if (shows == "waiting") queued = pairs;
      for (const other of unsent.all()) {
        // Somebody else's, who used this browser before: it is sent, and its receipt is not shown.
        if (held(other, "key") == held(queued || [], "key")) deliver(queued);
        else send(widget, other, () => {});
      }
    }
    // It stands beside a receipt, and goes with it.
    if (widget.others) root.querySelector("code") ? box.append(widget.others) : widget.others.remove();
    if (fields) fillIn(root, split(fields));
    if (news && touched) focusNews(root);
    else if (news) widget.say(root.querySelector("[part=heading]").textContent);
    pressedSubmit = null;
    const field = pressed?.split(" ")[1];
    if (field) {
      keepFocus(root, field, pressed);
      keepDraft();
    }
    pressed = null;
  };

  const act = (event) => {
    const { target, type, submitter } = event;
    // To the hosted form, as plain HTML does.
    if (submitter?.formTarget) return;
    const button = type == "click" && target.closest("button[value][type=button]:not([aria-disabled])");
    if (type == "click" && !button) return;
    pressed = button?.value;
    touched = true;
    if (type == "submit") {
      event.preventDefault();
      pressedSubmit = submitter;
    }
    const fields = pairsOf(root);
    if (type != "submit" && queued) {
      // What is edited is not what waits.
      recall(widget, queued);
      queued = null;
    }
    if (type == "input") {
      keepDraft();
      clearTimeout(pause);
      if (/^text/.test(target.type)) pause = setTimeout(() => {
        const question = target.id.split(".")[1];
        const told = ["count", "personal", "found"].map((part) => root.querySelector(`[id="${part}.${question}"]:not([hidden])`));
        widget.say(told.map((part) => part?.textContent).join(" ").trim());
      }, PAUSE);
    }
    if (button?.value == "clear") drafts.clear();
    if (!target.name && type == "input") return tell("postcode", target.value, target.id);
    tell(
      type == "click" ? "press" : type,
      type == "input" ? (target.localName == "textarea" ? target.name : "") : (button || submitter)?.value || "",
      joined(fields || []),
    );
  };

  root.addEventListener("pointerdown", (event) => drag(event, (move) => tell("press", (pressed = move))));
  const focused = old.getRootNode().activeElement?.name || "";
  // In a frame the site's name has its signature behind it.
  const there = `/about/${held(pairs, "site").split(".")[0]}?lang=${held(pairs, "lang")}&consultation=`;
  const about = widget.path.replace("/v1/consultations/", there);
  const told = [hostedForm(widget), about, widget.level, widget.receipt || "", shows, focused, joined(pairs)];
  application(widget, root, text, told.join("\0"));
  const { stop } = widget;
  widget.stop = () => {
    ended.abort();
    stop?.();
    // Still in the page, it is to show the form anew, and empty.
    if (box.isConnected) drafts.clear();
  };
};

/** What a confirmation's buttons do. */
export default async (widgets, widget, button) => {
  const { copied, act } = button.dataset;
  const code = widget.box.querySelector("code");
  const receipt = code.textContent;
  const address = act == "share" ? hostedForm(widget) : receipt;
  const page = `${edgeOf(widget)}/r/${receipt}`;
  if (act == "save") {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`${document.title}\n${receipt}\n${page}\n`], { type: "text/plain" }));
    link.download = hostedForm(widget).split("/").pop() + ".txt";
    return link.click();
  }
  if (act == "print") {
    // The receipt alone, and not the host's page around it.
    const frame = document.createElement("iframe");
    frame.hidden = true;
    document.body.append(frame);
    const paper = frame.contentDocument;
    paper.body.style.whiteSpace = "pre-line";
    paper.body.append([document.title, receipt, page].join("\n\n"));
    frame.contentWindow.print();
    return frame.remove();
  }
  if (act == "share" && navigator.share) return navigator.share({ url: address }).catch(() => {});
  try {
    await navigator.clipboard.writeText(address);
  } catch {
    if (act == "share") return widget.say(address);
    getSelection().selectAllChildren(code);
    if (!document.execCommand("copy")) return;
  }
  button.dataset.done = "";
  widget.status.textContent = copied;
  // Where the application never took over, the mark of what is done comes now.
  dress(widget.box, await styles(widget));
};
