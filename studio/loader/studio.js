// What the studio does with its page: hears events, asks the edge, keeps what is not saved. What is decided is decided in
// Rust (studio/src), which is Wasm. The page has no inline script, and this one writes no HTML.
import load from "soundings-studio-application";

/** The folder of this file and of the Wasm. */
const HERE = new URL(".", import.meta.url).href;
/** Milliseconds after the last stroke before the preview follows. */
const PREVIEW_PAUSE = 400;
/** Bytes of a file that are read: some more than a draft can have. */
const FILE_MOST = 3e5;
/** Milliseconds after which a request is given up. */
const PATIENCE = 15e3;

const root = document.getElementById("studio");
const status = document.getElementById("studio-status");
const { id, home, frame, drafts, revisions, signIn } = root.dataset;
const draftAddress = `${drafts}/${id}`;
const wall = (text) => new Date(text).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
const say = (text) => (status.textContent = text);

/** A request to the edge, as the signed-in person. */
const ask = (url, options) =>
  fetch(url, { redirect: "manual", credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE), ...options });
const sendJson = (url, method, body, headers) =>
  ask(url, { method, body, headers: { "content-type": "application/json", ...headers } });
const signedOut = (reply) => reply.type == "opaqueredirect" || reply.status == 401 || reply.status == 403;

let tag = "";
let version = 0;
let kept = "";
let unsaved = false;
let turn = 0;
let due, pausing, previewed, channel, broken;

const tell = (...told) => {
  if (broken) return;
  try {
    host.tell(told.map((text) => String(text).replaceAll("\0", "")).join("\0"));
  } catch (error) {
    giveUp(error);
  }
};

const offer = (name, text) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: `application/${name.split(".").pop()}` }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1e4);
};

/** Where the Wasm breaks off, what was written is still here: as a file, and unsaved in the eyes of the browser. */
const giveUp = (error) => {
  if (broken) return;
  broken = true;
  console.error(error);
  const box = document.getElementById("studio-broken");
  box.hidden = false;
  box.querySelector("button").onclick = () => offer(`${id}.json`, kept);
  box.focus();
};
addEventListener("error", ({ error }) => error instanceof WebAssembly.RuntimeError && giveUp(error));
addEventListener("unhandledrejection", ({ reason }) => reason instanceof WebAssembly.RuntimeError && giveUp(reason));
addEventListener("beforeunload", (event) => (unsaved || broken) && event.preventDefault());
addEventListener("online", () => tell("due"));

const note = (reply, draft) => {
  tag = reply.headers.get("etag") || tag;
  version = draft.version;
};

/** Tells what somebody else saved; nothing where they took the draft away. */
const overtaken = async () => {
  const reply = await ask(draftAddress);
  if (reply.status == 404) {
    tag = "";
    return tell("overtaken");
  }
  const theirs = await reply.json();
  note(reply, theirs);
  tell("overtaken", theirs.saved_by, JSON.stringify(theirs.definition), wall(theirs.saved_at));
};

/** Sends the draft, on top of the version that this page knows: after a conflict that which was shown beside it. */
const save = async (text) => {
  try {
    const reply = await sendJson(draftAddress, "PUT", text, tag ? { "if-match": tag } : { "if-none-match": "*" });
    if (reply.ok) {
      const draft = await reply.json();
      note(reply, draft);
      return tell("saved", wall(draft.saved_at), JSON.stringify(draft));
    }
    if (reply.status == 412 || reply.status == 428) return await overtaken();
    if (signedOut(reply)) return tell("unsaved", "signed-out");
    tell("unsaved", reply.status >= 500 || reply.status == 429 ? "connection" : "refused");
  } catch {
    tell("unsaved", "connection");
  }
};

const submit = async (open) => {
  try {
    const reply = await sendJson(`${draftAddress}/submit`, "POST", JSON.stringify({ version, open }));
    const told = await reply.json();
    if (reply.ok) {
      note(reply, told);
      return tell("submitted", JSON.stringify(told));
    }
    const errors = (told.errors ?? []).map(({ pointer, detail }) => `${pointer}: ${detail}`);
    tell("refused", [told.detail ?? told.title, ...errors].join("\n"));
  } catch {
    tell("refused", "It was not submitted: there is no connection. Try again.");
  }
};

/** Asks what a revision asked, with its sites. */
const revision = async (number) => {
  try {
    const reply = await ask(`${revisions}/${number}`);
    if (!reply.ok) throw reply.status;
    tell("revision", number, JSON.stringify((await reply.json()).definition));
  } catch {
    tell("revision", number, "");
  }
};

/** Has the edge read a file. More than a draft can hold is not sent, and told to be too much. */
const read = async (file) => {
  try {
    const body = JSON.stringify({ file: await file.slice(0, FILE_MOST).text() });
    const reply = await sendJson(`${home}/studio/_import`, "POST", body);
    tell("imported", JSON.stringify(await reply.json()));
  } catch {
    tell("imported", "");
  }
};

const downloadYaml = async (name, text) => {
  try {
    const reply = await sendJson(`${home}/studio/_yaml`, "POST", text);
    if (!reply.ok) throw reply.status;
    offer(name, await reply.text());
  } catch {
    tell("unwritten");
  }
};

/** Has the edge render the draft, and hands that to the frame. */
const show = async (now, text, lang, theme) => {
  if (text) {
    let rendered;
    try {
      const reply = await sendJson(`${frame}?lang=${lang}`, "POST", text);
      if (reply.ok) rendered = await reply.json();
    } catch {
      // Told below.
    }
    // What was asked of a draft that has changed meanwhile is of no more use.
    if (now != turn) return;
    if (!rendered) return tell("previewed", "lost");
    previewed = rendered;
  }
  if (!previewed) return;
  previewed.theme = theme;
  // The frame has an origin of its own, which has no name: what is told is for the one window that this page has made, and
  // goes through a port that only that window was given.
  channel?.postMessage(previewed);
  if (text) tell("previewed", "shown");
};

addEventListener("message", (event) => {
  const window = document.getElementById("frame")?.contentWindow;
  if (event.source != window || event.data != "ready" || !event.ports[0]) return;
  channel = event.ports[0];
  if (previewed) channel.postMessage(previewed);
});

/** The element of that identifier, or the nearest around it: `at.questions.0.text.en` lies in `at.questions.0`. */
const nearest = (name) => {
  for (let found, rest = name; rest; rest = rest.slice(0, rest.lastIndexOf("."))) {
    if ((found = document.getElementById(rest))) return found;
    if (!rest.includes(".")) return;
  }
};

const focus = (name) => {
  const found = nearest(name);
  if (!found) return;
  for (let around = found.closest("details"); around; around = around.parentElement.closest("details")) {
    if (!around.contains(found) || found.localName != "summary") around.open = true;
  }
  // What is a group takes focus on its first control, where it has one.
  const first = found.matches("fieldset,li,div") && found.querySelector("input:not([type=hidden]),textarea,select,button");
  (first || found).focus();
};

const host = {
  keep: (text, now) => {
    kept = text;
    unsaved = now;
  },
  wait: (milliseconds) => {
    clearTimeout(due);
    due = setTimeout(() => tell("due"), milliseconds);
  },
  save,
  submit,
  revision,
  preview: (...asked) => {
    clearTimeout(pausing);
    turn += 1;
    pausing = setTimeout(show, PREVIEW_PAUSE, turn, ...asked);
  },
  say,
  focus,
  rendered: () => {
    for (const list of root.querySelectorAll("select")) {
      const chosen = list.querySelector("option[selected]");
      if (chosen && list.value != chosen.value) list.value = chosen.value;
    }
  },
  download: offer,
  downloadYaml,
};

const held = (control) => {
  if (control.type == "checkbox") return control.checked ? "on" : "";
  return control.value;
};

root.addEventListener("input", async ({ target }) => {
  if (target.type == "file") {
    const [file] = target.files;
    if (file) await read(file);
    target.value = "";
    return;
  }
  // A text of several items is read when its button is pressed.
  if (target.name && !target.name.startsWith("lines ")) tell("input", target.name, held(target));
});

root.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#at"]');
  if (link) {
    event.preventDefault();
    return tell("press", `ui-goto ${link.hash.slice(1)}`);
  }
  const button = event.target.closest("button[value]");
  if (!button || button.ariaDisabled) return;
  let text = "";
  if (button.value.startsWith("ui-lines ")) {
    const area = document.getElementById(button.value.split(" ")[1]);
    text = area.value;
    area.value = "";
    return tell("press", button.value.replace(/ \S+/, ""), text);
  }
  tell("press", button.value, text);
});

root.addEventListener("keydown", (event) => {
  // A field's own undo knows nothing of the others: this one takes back what was done last, wherever that was.
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() != "z") return;
  event.preventDefault();
  tell("press", event.shiftKey ? "ui-redo" : "ui-undo");
});

root.addEventListener("pointerdown", (down) => {
  const card = down.target.closest(".question-card__grip")?.closest(".question-card");
  if (!card || down.button) return;
  down.preventDefault();
  const gone = new AbortController();
  const others = [...card.parentNode.children].filter((other) => other != card);
  const middle = (other) => other.getBoundingClientRect().top + other.offsetHeight / 2;
  const listen = (type, act) => card.addEventListener(type, act, { signal: gone.signal });
  card.setPointerCapture(down.pointerId);
  card.classList.add("question-card--dragged");
  listen("pointermove", ({ clientY }) => (card.style.translate = `0 ${clientY - down.clientY}px`));
  listen("pointerup", ({ clientY }) =>
    tell("drop", card.dataset.place, others.filter((other) => middle(other) < clientY).length),
  );
  listen("lostpointercapture", () => {
    gone.abort();
    card.style.translate = "";
    card.classList.remove("question-card--dragged");
  });
});

const begin = async () => {
  const [start, reply] = await Promise.all([load(await fetch(`${HERE}studio_bg.wasm`)), ask(draftAddress)]);
  let draft = "";
  let saved = "";
  if (reply.ok) {
    const found = await reply.json();
    note(reply, found);
    draft = JSON.stringify(found);
    saved = wall(found.saved_at);
  } else if (signedOut(reply)) {
    location.href = signIn;
    return;
  } else if (reply.status != 404) throw new Error(`the draft: ${reply.status}`);
  const text = (name) => document.getElementById(name)?.textContent || "";
  // What nobody was asked yet is gone on with as it is.
  const now = text("studio-now");
  if (!draft && now) draft = `{"definition":${now}}`;
  const told = [id, frame, draft, text("studio-live"), saved, home, text("studio-revisions")];
  start(host, root, told.join("\0"));
  root.removeAttribute("aria-busy");
  // A link from elsewhere leads to the field that it names.
  // The application hears once it has rendered, which is a task later.
  if (location.hash.startsWith("#at")) setTimeout(tell, 0, "press", `ui-goto ${location.hash.slice(1)}`);
};

begin().catch((error) => {
  console.error(error);
  document.getElementById("studio-failed").hidden = false;
  root.hidden = true;
});
