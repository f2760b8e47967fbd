// What workerd calls: the fetch handler and the classes of the Durable Objects, taken from the glue that wasm-bindgen
// makes of this crate (`soundings-glue` is an alias that the build gives).
//
// A panic unwinds and becomes a rejected promise. What cannot unwind, an overflown stack or exhausted memory, kills
// the Wasm instance. The glue makes a new one at its next call; the rest is done here: whatever was in flight is
// rejected, since nothing in the dead instance will ever answer it, and each Durable Object is made anew from its
// storage.
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

const answered = (call) => new Promise((resolve, reject) => {
  const settle = (settled) => (value) => {
    inFlight.delete(reject);
    settled(value);
  };
  const fail = settle((error) => {
    buryDeadInstance(error);
    reject(error);
  });
  inFlight.add(reject);
  try {
    call().then(settle(resolve), fail);
  } catch (error) {
    fail(error);
  }
});

const durable = (Rust) => class {
  #args;
  #object;
  #instance;

  constructor(...args) {
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

  fetch(request) {
    return answered(() => this.#current().fetch(request));
  }

  alarm() {
    return answered(() => this.#current().alarm());
  }
};

export const Department = durable(glue.Department);
export const Consultation = durable(glue.Consultation);
export const Ledger = durable(glue.Ledger);
export const Networks = durable(glue.Networks);

export default {
  fetch: (request, env, context) => answered(() => glue.fetch(request, env, context)),
};
