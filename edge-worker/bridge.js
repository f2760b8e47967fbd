// What the Worker has JavaScript do. A call from Wasm into JavaScript, and each object of the runtime, costs more than the
// work that is done by it: here one call does what takes ten or thirty through bindings.
import { exports } from "cloudflare:workers";

/** Headers of a request that most requests are asked for, in the order in which `src/http.rs` reads them. */
const USUAL = ["cf-ray", "x-request-id", "origin", "content-type", "content-length", "idempotency-key", "if-none-match", "sec-fetch-site"];

/** Of these only the headers of a body: what is fetched has none. */
const OF_A_BODY = { from: USUAL.indexOf("content-type"), to: USUAL.indexOf("idempotency-key") };

/** A request on a line each: its method, its address, a name that it may be given, its usual headers. One that is there
    begins with an equals sign; neither has a line break in it. */
export const head = ({ method, url, headers }) => {
  let text = `${method}\n${url}\n${crypto.randomUUID()}`;
  const fetched = method === "GET" || method === "HEAD";
  for (let place = 0; place < USUAL.length; place += 1) {
    const value = fetched && place >= OF_A_BODY.from && place <= OF_A_BODY.to ? null : headers.get(USUAL[place]);
    text += value === null ? "\n" : `\n=${value}`;
  }
  return text;
};

/** Headers that many replies have in common, by their text and by the names of those that each has for itself: a reply writes its
    own over those of the last, and the runtime copies them all. To get at a response's headers makes an object more. */
const shared = new Map();
/** There are some dozen: kinds of reply, and origins that may read them. */
const SHARED = 500;

const headersOf = (common, own) => {
  const lines = own.split("\n");
  // An empty line, where a name would stand, ends what they have in common.
  let names = `${common}\n`;
  for (let line = 0; line + 1 < lines.length; line += 2) names += `\n${lines[line]}`;
  let headers = shared.get(names);
  if (!headers) {
    headers = new Headers();
    setAll(headers, common.split("\n"));
    if (shared.size >= SHARED) shared.clear();
    shared.set(names, headers);
  }
  setAll(headers, lines);
  return headers;
};

/** Names and values by turns. */
const setAll = (headers, lines) => {
  for (let line = 0; line + 1 < lines.length; line += 2) headers.set(lines[line], lines[line + 1]);
};

/** A response with headers that others have too, and its own. Its body is the text, or what else there is. */
export const respond = (status, common, own, text, body) => {
  const init = { status, headers: headersOf(common, own) };
  // Its bytes are as the header `content-encoding` says: the runtime is not to encode them again.
  if (body instanceof Uint8Array) init.encodeBody = "manual";
  return new Response(text ?? body, init);
};

/** A promise that another request may keep, and the function that keeps it. It keeps itself after a time: the runtime takes
    a request for hung that waits for nothing of its own. */
export const sleep = (milliseconds) => {
  const { promise, resolve } = Promise.withResolvers();
  const timer = setTimeout(resolve, milliseconds);
  return [promise.then(() => clearTimeout(timer)), resolve];
};

/** A promise that is kept after a time. */
export const nap = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Calls an object, and gives what it said: a text, or, where it did not answer, a status. */
export const call = async (namespace, name, text) => await namespace.getByName(name).call(text);

/** What is compressed with brotli, as it was. The runtime decodes what a Worker answers, and lets no Worker call its decoder:
    so the Worker asks itself (`Packed` in `shim.js`), within the machine. */
export const unpacked = async (brotli) => {
  const reply = await exports.Packed.fetch("https://packed.invalid/", { method: "POST", body: brotli });
  return new Uint8Array(await reply.arrayBuffer());
};
