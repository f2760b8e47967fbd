// A double of Cloudflare's rate limit binding, by its documented contract: `limit({ key })` counts one more under the key and
// says whether that is within the limit of this minute; what else it is given it refuses. It counts to the number that the
// inner binding `limit` has, or fails as that says. What it was asked goes to the log.

const MINUTE_MS = 60_000;

class RateLimit {
  #limit;
  #minute = 0;
  #counts = new Map();

  constructor(limit) {
    this.#limit = limit;
  }

  async limit(options) {
    if (typeof options !== "object" || options === null) throw new TypeError("no options");
    const { key, ...others } = options;
    if (typeof key !== "string") throw new TypeError("the key is not a text");
    if (Object.keys(others).length > 0) throw new TypeError(`unknown: ${Object.keys(others)}`);
    console.log(`rate limit of ${this.#limit}: ${key}`);
    if (this.#limit === "fails") throw new Error("unavailable");
    if (this.#limit === "says nothing") return undefined;
    const minute = Math.floor(Date.now() / MINUTE_MS);
    if (minute !== this.#minute) this.#counts.clear();
    this.#minute = minute;
    const counted = this.#counts.get(key) ?? 0;
    if (counted >= Number(this.#limit)) return { success: false };
    this.#counts.set(key, counted + 1);
    return { success: true };
  }
}

export default ({ limit }) => new RateLimit(limit);
