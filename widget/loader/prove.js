// The proof of work that the edge asks for while many answers come in (ALTCHA v2): fetches a challenge, solves it, and sends
// the answer again under its key. Loaded only then, by the one call with which the loader and the application both send.
//
// No thread of its own: a page's policy may forbid one. The browser's own cryptography works beside the page; where there is
// none, on plain http, it is done in slices, each short enough that the page never stands still.
import { pbkdf2 } from "@noble/hashes/pbkdf2.js";
import { sha256 } from "@noble/hashes/sha2.js";

/** How often a new challenge is fetched: one may expire. */
const TRIES = 3;
/** Numbers that the browser's own cryptography tries side by side: waiting for one of them fills the time of the others. */
const AT_ONCE = 8;
/** Milliseconds of a slice: far below 50, from which on a task is long. */
const SLICE = 12;

const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** Lets the page do what waits. Not setTimeout, which browsers hold back by 4 ms each. */
const pause = () =>
  new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      done();
    };
    port2.postMessage(0);
  });

/** How a key is derived from a password: by the browser where it can, else here. */
const derivation = ({ cost, keyLength, salt }) => {
  const salted = bytes(salt);
  const own = globalThis.crypto?.subtle;
  if (!own) return (password) => pbkdf2(sha256, password, salted, { c: cost, dkLen: keyLength });
  const method = { name: "PBKDF2", hash: "SHA-256", salt: salted, iterations: cost };
  return async (password) => {
    const key = await own.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    return new Uint8Array(await own.deriveBits(method, key, keyLength * 8));
  };
};

/** The solution of a challenge: the first number whose key begins as it should. */
export const solve = async ({ parameters }) => {
  const began = performance.now();
  const derive = derivation(parameters);
  const nonce = bytes(parameters.nonce);
  const password = (number) => {
    const whole = new Uint8Array(nonce.length + 4);
    whole.set(nonce);
    new DataView(whole.buffer).setUint32(nonce.length, number);
    return whole;
  };
  const atOnce = globalThis.crypto?.subtle ? AT_ONCE : 1;
  let paused = began;
  for (let from = 0; ; from += atOnce) {
    const numbers = Array.from({ length: atOnce }, (_, index) => from + index);
    const keys = await Promise.all(numbers.map((number) => derive(password(number))));
    const found = keys.findIndex((key) => hex(key).startsWith(parameters.keyPrefix));
    if (found >= 0) {
      return { counter: from + found, derivedKey: hex(keys[found]), time: performance.now() - began };
    }
    if (performance.now() - paused > SLICE) {
      await pause();
      paused = performance.now();
    }
  }
};

/** Says what is going on, on the button that was pressed and to who hears the page; the returned function takes it back. */
const say = (widgets, key, words) => {
  // None where the answer is one that somebody left in this browser: it is sent unseen.
  const widget = [...widgets.values()].find(({ box }) => box.querySelector("[name=key]")?.value == key);
  if (!widget) return () => {};
  const { box, status } = widget;
  // The text itself and not the button: the application goes on writing into it.
  const text = box.querySelector("[data-busy][aria-disabled]")?.firstChild;
  const [said, stood] = [status.textContent, text?.data];
  status.textContent = words;
  if (text) text.data = words;
  return () => {
    status.textContent = said;
    if (text) text.data = stood;
  };
};

const ask = (url, options) => fetch(url, { redirect: "manual", signal: AbortSignal.timeout(15e3), ...options });

/** The reply to an answer, `refused` at first for want of a proof, once it was sent with one. */
export default async (widgets, refused, url, options) => {
  let reply = refused;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const { type, detail } = await reply.clone().json().catch(() => ({}));
    if (!/^\/problems\/proof-/.test(type)) return reply;
    const body = new URLSearchParams(options.body);
    const over = say(widgets, body.get("key"), detail);
    try {
      const query = new URLSearchParams({
        // Made for this answer alone. The key itself stays out of addresses, which are logged.
        for: hex(sha256(new TextEncoder().encode(body.get("key")))),
        site: body.get("site"),
        revision: body.get("revision"),
      });
      const made = await ask(`${url.replace("/responses", "/challenge")}?${query}`);
      if (!made.ok) return refused;
      const challenge = await made.json();
      body.set("altcha", btoa(JSON.stringify({ challenge, solution: await solve(challenge) })));
      reply = await ask(url, { ...options, body });
    } finally {
      over();
    }
  }
  // Whoever sends tries again by itself.
  return refused;
};
