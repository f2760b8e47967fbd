// What the Worker has JavaScript do. A call from Wasm into JavaScript, and each object of the runtime, costs more than the
// work that is done by it: here one call does what takes ten or thirty through bindings.
import { exports } from "cloudflare:workers";

/** Headers of a request that most requests are asked for, in the order in which `src/http.rs` reads them. */
const USUAL = ["cf-ray", "x-request-id", "origin", "content-type", "content-length", "idempotency-key", "if-none-match"];

/** A request on a line each: its method, its address, a name that it may be given, its usual headers. One that is there
    begins with an equals sign; neither has a line break in it. */
export const head = ({ method, url, headers }) => {
  let text = `${method}\n${url}\n${crypto.randomUUID()}`;
  for (const name of USUAL) {
    const value = headers.get(name);
    text += value === null ? "\n" : `\n=${value}`;
  }
  return text;
};

/** Headers that many replies have in common, by their text: the runtime copies them, and reads none of them again. */
const shared = new Map();
/** There are some dozen: kinds of reply, and origins that may read them. */
const SHARED = 500;

const headersOf = (text) => {
  let headers = shared.get(text);
  if (!headers) {
    headers = new Headers();
    setAll(headers, text);
    if (shared.size >= SHARED) shared.clear();
    shared.set(text, headers);
  }
  return headers;
};

/** Names and values, a line each. */
const setAll = (headers, text) => {
  const lines = text.split("\n");
  for (let line = 0; line + 1 < lines.length; line += 2) headers.set(lines[line], lines[line + 1]);
};

/** A response with headers that others have too, and its own. Its body is the text, or what else there is. */
export const respond = (status, common, own, text, body) => {
  const init = { status, headers: headersOf(common) };
  // Its bytes are as the header `content-encoding` says: the runtime is not to encode them again.
  if (body instanceof Uint8Array) init.encodeBody = "manual";
  const response = new Response(text ?? body, init);
  setAll(response.headers, own);
  return response;
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
