// What Soundings is measured beside: the same promise, written as one would write it in JavaScript, one insert an answer.
//
// It keeps to the same checks (origin, key, every answer against its question, personal information taken out) and the same
// durability (a reply leaves once the row is on disk: the runtime's output gate). Where there was a choice it has the
// cheaper one: the definition is a binding, a receipt is random and not derived, and there is no tally to keep.

import { DurableObject } from "cloudflare:workers";

const BODY_BYTES = 144 * 1024;
const UUID = /^"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"$/i;

/** What is taken out of a text, and the marker in its place. */
const PERSONAL = [
  [/[^\s=/?&#+<>"']+@[^\s=/?&+<>"']+\.[a-z]{2,}/gi, "[e-mail]"],
  [/\b[A-CEGHJ-PR-TW-Z]{2}\s?(?:\d{2}\s?){3}[A-D]\b/gi, "[NI number]"],
  [/\b\d(?:[ -]?\d){12,18}\b/g, "[card]", luhn],
  [/\b\d{3}[ -]?\d{3}[ -]?\d{4}\b/g, "[NHS number]", nhs],
  [/\b\d{2}-\d{2}-\d{2}\b/g, "[sort code]"],
  [/(?:\+44\s?|\b0)[1237]\d(?:[ -]?\d){8}\b/g, "[phone]"],
  [/\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b/gi, "[postcode]"],
];

function luhn(text) {
  const digits = text.replace(/\D/g, "");
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - place) - 48;
    sum += place % 2 ? (digit > 4 ? 2 * digit - 9 : 2 * digit) : digit;
  }
  return sum % 10 === 0;
}

function nhs(text) {
  const digits = text.replace(/\D/g, "");
  let sum = 0;
  for (let place = 0; place < 9; place += 1) sum += (10 - place) * (digits.charCodeAt(place) - 48);
  const check = (11 - (sum % 11)) % 11;
  return check !== 10 && check === digits.charCodeAt(9) - 48;
}

const withoutPersonal = (text) =>
  PERSONAL.reduce((text, [pattern, marker, sure]) => text.replace(pattern, (found) => (!sure || sure(found) ? marker : found)), text);

const problem = (status, title, headers = {}, more = {}) =>
  new Response(JSON.stringify({ type: "about:blank", title, status, ...more }), {
    status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers },
  });

/** What is wrong with an answer; nothing where it is sound. */
function fault(question, value) {
  const offered = (id) => question.options.some((option) => option.id === id);
  switch (question.kind) {
    case "single_choice":
      return typeof value === "string" && offered(value) ? null : "not offered";
    case "multiple_choice":
      if (!Array.isArray(value) || value.length === 0 || new Set(value).size !== value.length) return "not a list";
      if (value.length > (question.max_chosen ?? Infinity)) return "too many";
      return value.every(offered) ? null : "not offered";
    case "rating":
      return Number.isInteger(value) && value >= 1 && value <= question.points ? null : "not a point";
    case "free_text":
      if (typeof value !== "string" || value.trim() === "") return "not a text";
      return [...value].length <= question.max_length ? null : "too long";
    default:
      return "no such kind";
  }
}

function read(body, definition) {
  const errors = [];
  const answers = {};
  if (body.revision !== 1) errors.push({ pointer: "/revision", detail: "no such revision" });
  if (!definition.languages.includes(body.lang)) errors.push({ pointer: "/lang", detail: "not offered" });
  for (const id of Object.keys(body.answers ?? {})) {
    if (!definition.questions.some((question) => question.id === id)) errors.push({ pointer: `/answers/${id}`, detail: "no such question" });
  }
  for (const question of definition.questions) {
    const value = body.answers?.[question.id];
    if (value === undefined) {
      if (question.required) errors.push({ pointer: `/answers/${question.id}`, detail: "required" });
      continue;
    }
    const wrong = fault(question, value);
    if (wrong) errors.push({ pointer: `/answers/${question.id}`, detail: wrong });
    else answers[question.id] = question.kind === "free_text" ? withoutPersonal(value) : value;
  }
  return { errors, answers };
}

/** A page's address without query and fragment. */
function pageOf(text) {
  if (typeof text !== "string" || text.length > 2048 || !URL.canParse(text)) return null;
  const { protocol, origin, pathname } = new URL(text);
  return /^https?:$/.test(protocol) ? origin + pathname : null;
}

export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    const found = /^\/v1\/consultations\/([a-z0-9-]{1,64})\/responses$/.exec(pathname);
    if (!found) return problem(404, "There is nothing here.");
    if (request.method !== "POST") return problem(405, "Not so.", { allow: "POST" });
    const key = UUID.exec(request.headers.get("idempotency-key") ?? "")?.[1].toLowerCase();
    if (!key) return problem(400, "An idempotency key is missing.");
    if (Number(request.headers.get("content-length")) > BODY_BYTES) return problem(413, "The body is too long.");
    const text = await request.text();
    if (text.length > BODY_BYTES) return problem(413, "The body is too long.");
    let body;
    try {
      body = JSON.parse(text);
    } catch {
      return problem(400, "The body is not JSON.");
    }
    const definition = env.DEFINITION;
    const site = definition.sites.find(({ id }) => id === body?.site);
    const origin = request.headers.get("origin");
    if (!site || !site.origins.includes(origin)) return problem(403, "This origin is not registered.");
    const cors = { "access-control-allow-origin": origin, vary: "Origin" };
    const { errors, answers } = read(body, definition);
    if (errors.length > 0) return problem(422, "The answers are not sound.", cors, { errors });
    const content = JSON.stringify({ revision: body.revision, lang: body.lang, answers });
    const told = await env.LEDGER.getByName(found[1]).record(key, site.id, pageOf(body.page), content);
    if (!told) return problem(422, "The key was used for another answer.", cors);
    return new Response(JSON.stringify({ receipt: told.receipt, recorded_at: new Date(told.at).toISOString() }), {
      status: 201,
      headers: { "content-type": "application/json", "cache-control": "no-store", "x-content-type-options": "nosniff", ...cors },
    });
  },
};

export class Ledger extends DurableObject {
  constructor(state, env) {
    super(state, env);
    this.sql = state.storage.sql;
    this.sql.exec(`CREATE TABLE IF NOT EXISTS response (key TEXT PRIMARY KEY, receipt TEXT NOT NULL UNIQUE, site TEXT NOT NULL,
      page TEXT, content TEXT NOT NULL, recorded_at INTEGER NOT NULL) WITHOUT ROWID`);
  }

  record(key, site, page, content) {
    const [known] = this.sql.exec("SELECT receipt, content, recorded_at AS at FROM response WHERE key = ?", key);
    if (known) return known.content === content ? { receipt: known.receipt, at: known.at } : null;
    const receipt = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const at = Date.now();
    this.sql.exec("INSERT INTO response VALUES (?, ?, ?, ?, ?, ?)", key, receipt, site, page, content, at);
    return { receipt, at };
  }
}
