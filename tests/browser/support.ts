// What the specs share: the running stack, the department's API, and pages that embed.

import { test as base, expect, type Locator, type Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export { expect };

export interface Stack {
  edge: string;
  department: string;
  token: string;
  sites: Record<'benefits-guide' | 'parents-forum' | 'blog-cymru' | 'strict-page', string>;
}

const given = process.env.SOUNDINGS_STACK;
if (!given) throw new Error('SOUNDINGS_STACK is not set: run the browser tests with `cargo xtask test --only browser`');
export const stack: Stack = JSON.parse(given);

/** Every page of the specs fails its test when a script on it throws, unless the test makes one throw. */
export const test = base.extend<{ mayThrow: boolean }>({
  mayThrow: [false, { option: true }],
  page: async ({ page, mayThrow }, use) => {
    const thrown: Error[] = [];
    page.on('pageerror', (error) => thrown.push(error));
    await use(page);
    if (!mayThrow) expect(thrown, 'scripts that threw').toEqual([]);
  },
});

async function department(method: string, path: string, body?: unknown) {
  const reply = await fetch(`${stack.edge}/v1/departments/${stack.department}/consultations/${path}`, {
    method,
    headers: { authorization: `Bearer ${stack.token}`, 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
  return reply.json();
}

/** A place of the tests' own that serves whatever page is put there: a real one, since a browser keeps pages that are
 * made up within it from asking this machine's servers. */
class Place {
  private readonly pages = new Map<string, { body: string | Buffer; headers: Record<string, string> }>();
  readonly origin: Promise<string>;

  constructor() {
    const server = createServer((request, reply) => {
      const page = this.pages.get((request.url ?? '').split('?')[0]);
      reply.writeHead(page ? 200 : 404, { 'content-type': 'text/html; charset=utf-8', ...page?.headers });
      reply.write(page?.body ?? '');
      // What promises more than there is breaks off, as a connection does that is lost.
      if (page && Number(page.headers['content-length']) > page.body.length) setTimeout(() => request.socket.destroy(), 100);
      else reply.end();
    });
    // The runner ends although it listens.
    server.unref();
    this.origin = new Promise((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
    });
  }

  async put(body: string | Buffer, headers: Record<string, string> = {}) {
    const path = `/${randomUUID()}`;
    this.pages.set(path, { body, headers });
    return (await this.origin) + path;
  }
}

/** A consultation that asks every kind of question. */
export const everyKind = {
  languages: ['en'],
  title: { en: 'Every kind' },
  questions: [
    { id: 'one', kind: 'single_choice', text: { en: 'One of these?' }, options: [{ id: 'a', text: { en: 'Apple' } }, { id: 'b', text: { en: 'Bread' } }] },
    { id: 'many', kind: 'multiple_choice', text: { en: 'Any of these?' }, options: [{ id: 'a', text: { en: 'Ants' } }, { id: 'b', text: { en: 'Bees' } }, { id: 'c', text: { en: 'Crows' } }] },
    { id: 'rate', kind: 'rating', text: { en: 'How good?' }, points: 5, low: { en: 'Bad' }, high: { en: 'Good' } },
    {
      id: 'views', kind: 'agreement', text: { en: 'Agree?' },
      scale: [{ id: 'yes', text: { en: 'Agree' } }, { id: 'no', text: { en: 'Disagree' } }],
      statements: [{ id: 's', text: { en: 'Maps should be free' } }, { id: 't', text: { en: 'Maps should pay for themselves' } }],
    },
    {
      id: 'order', kind: 'ranking', text: { en: 'Which do you like most?' },
      options: [{ id: 'd', text: { en: 'Drums' } }, { id: 'f', text: { en: 'Flute' } }, { id: 'o', text: { en: 'Organ' } }],
    },
    { id: 'home', kind: 'region', text: { en: 'Where do you live?' } },
    {
      id: 'ideas', kind: 'vote', text: { en: 'What about these?' },
      statements: [{ id: 'm', text: { en: 'Museums should open late' } }, { id: 'p', text: { en: 'Parks should close early' } }],
    },
    { id: 'say', kind: 'free_text', text: { en: 'Anything else?' } },
  ],
};

export const places = { registered: new Place(), elsewhere: new Place() };

/** A consultation of a test's own, open, with one site: a sample, or what is given. */
export async function consultation(options: { sample?: string; definition?: object } = {}) {
  const id = `test-${randomUUID().slice(0, 8)}`;
  const sample = `${__dirname}/../../demo-site/consultations/${options.sample ?? 'maternity-benefits'}.json`;
  const definition = {
    ...(options.definition ?? JSON.parse(readFileSync(sample, 'utf8'))),
    sites: [{ id: 'a-forum', name: 'A forum', origins: [await places.registered.origin] }],
  };
  await department('PUT', id, definition);
  await department('POST', `${id}/open`);
  return id;
}

/** The headers of a request that the page of a test would send, with a key. */
export const asTheForum = async (key: string) => ({ origin: await places.registered.origin, 'idempotency-key': `"${key}"` });

/** Makes a consultation's next release, which has to be due. */
export const release = (id: string) => department('POST', `${id}/releases`);

export const close = (id: string) => department('POST', `${id}/close`);

export interface Summary {
  responses: number;
  questions: {
    id: string;
    answered: number;
    /** Of a ranking the places, of the others the count. */
    options?: { id: string; count?: number; places?: number[] }[];
    points?: number[];
    statements?: { id: string; options: { id: string; count: number }[] }[];
  }[];
  by: { site: { id: string; responses: number }[]; lang: { id: string; responses: number }[] };
}

export const summary = (id: string): Promise<Summary> => department('GET', `${id}/summary?by=site,day,lang`);

/** The count of an option, or of a rating's point. */
export async function count(id: string, question: string, answer: string | number) {
  const found = (await summary(id)).questions.find((one) => one.id === question);
  if (typeof answer === 'number') return found?.points?.[answer - 1];
  return found?.options?.find((one) => one.id === answer)?.count;
}

/** The tag with its link, as README says to paste it. */
export const tag = (id: string, attributes = '') =>
  `<take-soundings consultation="${id}" site="a-forum" ${attributes}><a href="${stack.edge}/f/${id}?site=a-forum">Have your say</a></take-soundings>`;

export const loader = `<script async src="${stack.edge}/v1/embed.js"></script>`;

/** Serves a page of a thread whose main part is `main`, and returns its address. */
export const thread = (main: string, options: { head?: string; headers?: Record<string, string>; on?: keyof typeof places } = {}) =>
  places[options.on ?? 'registered'].put(
    `<!doctype html><html lang="en"><head><meta name="viewport" content="width=device-width"><title>Thread</title>
    <link rel="icon" href="data:,">${options.head ?? ''}</head><body>
    <main><h1>Thread</h1><p>A post above.</p>
    ${main}
    <p>A post below.</p></main></body></html>`,
    options.headers,
  );

export interface Embedding {
  attributes?: string;
  on?: keyof typeof places;
  /** Headers of the page that embeds. */
  headers?: Record<string, string>;
  /** What a frame around that page is allowed; without it there is no frame. */
  sandbox?: string;
}

/** A page of a thread with text above and below, that embeds `id`. */
export async function embed(page: Page, id: string, options: Embedding = {}): Promise<Locator> {
  const address = await thread(tag(id, options.attributes) + loader, options);
  if (options.sandbox === undefined) {
    await page.goto(address);
    return page.locator('take-soundings');
  }
  await page.goto(await thread(`<iframe title="Thread" width="600" height="900" sandbox="${options.sandbox}" src="${address}"></iframe>`));
  return page.frameLocator('iframe').locator('take-soundings');
}

/** Notes, from before the first script, what the widget tells its page: the event's name, and its code where it has one. */
export async function note(page: Page) {
  await page.addInitScript(() => {
    const told: string[] = ((window as any).told = []);
    for (const name of ['ready', 'warning', 'error', 'invalid', 'success']) {
      addEventListener(`soundings:${name}`, (event) => told.push([name, (event as CustomEvent).detail.code].join(' ').trim()));
    }
  });
  return (widget: Locator): Promise<string[]> => widget.evaluate(() => (window as any).told);
}

/** Keeps the application's Wasm from arriving until the returned function is called. */
export async function holdWasm(page: Page) {
  let release = () => {};
  const released = new Promise<void>((resolve) => { release = resolve; });
  await page.route(/soundings_bg\.wasm$/, async (route) => {
    await released;
    await route.continue();
  });
  return release;
}

/** Waits until the application has taken over: it renders into an element of its own around the form. */
export async function takenOver(page: Page) {
  await expect(page.locator('take-soundings').first().locator('css=div > div > .soundings')).toBeVisible();
}
