// What workerd calls: the fetch handler and the classes of the Durable Objects, taken from the glue that wasm-bindgen
// makes of this crate (`soundings-glue` is an alias that the build gives).
//
// A panic unwinds and becomes a rejected promise. What cannot unwind, an overflown stack or exhausted memory, kills
// the Wasm instance. The glue makes a new one at its next call; the rest is done here: whatever was in flight is
// rejected, since nothing in the dead instance will ever answer it, and each Durable Object is made anew from its
// storage.
import { DurableObject, WorkerEntrypoint } from "cloudflare:workers";
import * as glue from "soundings-glue";

const state = glue.__worker_init_state();
const inFlight = new Set();

function buryDeadInstance(error) {
  const last = state.instanceId;
  // Any call lets the glue replace a dead instance; a live one stays.
  glue.__worker_init_state();
  if (state.instanceId === last) return;
  for (const reject of inFlight) reject(error);
  inFlight.clear();
}

addEventListener("error", (event) => buryDeadInstance(event.error));

// What a call gives at once, or the promise of it.
const answered = (call) => {
  let answer;
  try {
    answer = call();
  } catch (error) {
    buryDeadInstance(error);
    throw error;
  }
  if (!(answer instanceof Promise)) return answer;
  return new Promise((resolve, reject) => {
    const settle = (settled) => (value) => {
      inFlight.delete(reject);
      settled(value);
    };
    const fail = settle((error) => {
      buryDeadInstance(error);
      reject(error);
    });
    inFlight.add(reject);
    answer.then(settle(resolve), fail);
  });
};

const durable = (Rust) => class extends DurableObject {
  #args;
  #object;
  #instance;

  constructor(...args) {
    super(...args);
    this.#args = args;
    this.#current();
  }

  #current() {
    if (this.#instance !== state.instanceId) {
      this.#object = new Rust(...this.#args);
      this.#instance = state.instanceId;
    }
    return this.#object;
  }

  // By the runtime's own calls between objects: a request and a response would each be an object, with headers and a stream.
  call(text) {
    return answered(() => this.#current().answer(text));
  }

  alarm() {
    return answered(() => this.#current().alarm());
  }
};

export const Department = durable(glue.Department);
export const Consultation = durable(glue.Consultation);
export const Ledger = durable(glue.Ledger);
export const Networks = durable(glue.Networks);

// Answers with the body that it is sent, as one that is compressed with brotli: for `unpacked` in `bridge.js`. No address leads
// here: the Worker alone has it among its own exports.
export class Packed extends WorkerEntrypoint {
  fetch(request) {
    return new Response(request.body, { encodeBody: "manual", headers: { "content-encoding": "br" } });
  }
}

export default {
  fetch(request, env, context) {
    const answer = answered(() => glue.fetch(request, env));
    // Whoever sent it may go away: others may be waiting for the call that it makes (`src/objects/together.rs`), and what was
    // begun for it is ended in its own time, not left behind in memory.
    if (answer instanceof Promise) context.waitUntil(answer);
    return answer;
  },
};
