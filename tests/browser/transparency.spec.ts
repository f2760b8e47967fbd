// What the form's page of transparency says, held against what a browser does: its requests and its storage, as Chromium's
// own protocol reports them, over the whole of an answer. Nothing happens that is not listed, and nothing is listed that
// cannot be brought about.

import AxeBuilder from '@axe-core/playwright';
import { get } from 'node:http';
import type { CDPSession, Page } from '@playwright/test';
import { consultation, embed, expect, loader, places, stack, summary, tag, takenOver, test, thread } from './support';

interface Told {
  host: string;
  loads: { name: string; address: string; when: string; bytes: number; brotli: number }[];
  stores: { place: string; key: string; holds: string; days: number }[];
  cookies: unknown[];
  databases: unknown[];
  sends: { when: string; method: string; path: string; fields: { name: string; in: string; kept: unknown; always: boolean }[] }[];
}

const told = async (id: string): Promise<Told> => (await fetch(`${stack.edge}/about/a-forum.json?consultation=${id}`)).json();

const question = (id: string, more: object = {}) => ({ id, kind: 'free_text', text: { en: `What about ${id}?`, cy: `Beth am ${id}?` }, ...more });
const short = { languages: ['en', 'cy'], title: { en: 'Bread', cy: 'Bara' }, retention: { days: 90 }, questions: [question('one'), question('two')] };
const parted = {
  languages: ['en'], title: { en: 'Bread in parts' }, protection: 'always',
  questions: [{ ...question('one'), part: { en: 'First' } }, { ...question('two'), part: { en: 'Second' } }]
    .map((one) => ({ ...one, text: { en: one.text.en } })),
};

/** What a browser did. */
interface Record {
  /** Requests to the edge or to anybody but the page's own place: method, address, body. */
  requests: { method: string; url: URL; body: string }[];
  /** Where and under which name something was stored, and what. */
  stored: { place: string; key: string; value: string }[];
}

async function watch(page: Page) {
  const record: Record = { requests: [], stored: [] };
  const own = new Set([await places.registered.origin]);
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('DOMStorage.enable');
  session.on('Network.requestWillBeSent', ({ request }) => {
    const url = new URL(request.url);
    // Addresses of this page's own memory reach no network.
    if (own.has(url.origin) || !url.protocol.startsWith('http')) return;
    record.requests.push({ method: request.method, url, body: request.postData ?? '' });
  });
  for (const event of ['DOMStorage.domStorageItemAdded', 'DOMStorage.domStorageItemUpdated'] as const) {
    session.on(event, ({ storageId, key, newValue }) => {
      record.stored.push({ place: storageId.isLocalStorage ? 'localStorage' : 'sessionStorage', key, value: newValue });
    });
  }
  return record;
}

/** What was done and is not told; notes in `seen` what was told and done. */
function unlisted(record: Record, about: Told, seen: Set<string>) {
  const strange: string[] = [];
  for (const { method, url, body } of record.requests) {
    const what = `${method} ${url}`;
    if (url.origin !== about.host) {
      strange.push(what);
      continue;
    }
    const file = about.loads.find(({ address }) => address === url.pathname);
    if (file && method === 'GET' && !url.search) {
      seen.add(file.name);
      continue;
    }
    const pattern = (path: string) => new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`);
    const call = about.sends.find((one) => one.method === method && pattern(one.path).test(url.pathname));
    if (!call) {
      strange.push(what);
      continue;
    }
    seen.add(`${call.method} ${call.path}`);
    const names = [
      ...[...url.searchParams.keys()].map((name) => ['query', name]),
      ...[...new URLSearchParams(body).keys()].map((name) => ['form', name]),
    ];
    for (const [place, name] of names) {
      const field = call.fields.find((one) => one.in === place && (name === one.name || (one.name.startsWith('answers.') && name.startsWith(`${one.name}.`))));
      if (field) seen.add(`${call.method} ${call.path} ${field.name}`);
      else strange.push(`${what}: ${place} ${name}`);
    }
    for (const field of call.fields.filter((one) => one.always && one.in !== 'path')) {
      // An option that is sent before another request only asks.
      if (method !== 'OPTIONS' && !names.some(([place, name]) => place === field.in && name === field.name)) strange.push(`${what}: no ${field.name}`);
    }
  }
  for (const { place, key } of record.stored) {
    const listed = about.stores.find((one) => one.place === place && one.key === key);
    if (listed) seen.add(place);
    else strange.push(`${place} ${key}`);
  }
  return strange;
}

const send = (page: Page) => page.getByRole('button', { name: 'Send your answers' }).click();
const sent = (page: Page) => expect(page.getByRole('heading', { name: /^Thank you/ })).toBeVisible();

/** Nothing that is listed as never there is there. */
async function clean(page: Page) {
  expect(await page.context().cookies()).toEqual([]);
  expect(await page.evaluate(async () => [await indexedDB.databases(), await caches.keys()])).toEqual([[], []]);
}

test('a whole answer does what is listed, and everything that is listed can be brought about', async ({ page, browser }) => {
  test.slow();
  const seen = new Set<string>();
  const id = await consultation({ definition: short });
  const about = await told(id);
  expect([about.cookies, about.databases]).toEqual([[], []]);

  // With the application: typed, sent without a connection, sent again, changed, withdrawn; and the developer's question.
  let record = await watch(page);
  await embed(page, id, { attributes: 'load="eager"' });
  const widget = page.locator('take-soundings');
  await expect(widget.getByRole('textbox').first()).toBeVisible();
  expect(record.stored, 'before anything is typed').toEqual([]);
  await widget.getByRole('textbox').first().focus();
  await takenOver(page);
  expect(record.stored, 'before anything is typed').toEqual([]);
  await widget.getByRole('textbox').first().fill('A secret word');
  await expect.poll(() => record.stored.map(({ place }) => place)).toContain('sessionStorage');
  await page.context().setOffline(true);
  await send(page);
  await expect.poll(() => record.stored.map(({ place }) => place)).toContain('localStorage');
  await page.context().setOffline(false);
  await sent(page);
  expect(await page.evaluate(() => [localStorage.length, sessionStorage.length]), 'gone once it is recorded').toEqual([0, 0]);
  await widget.getByRole('button', { name: 'Change your answers' }).click();
  await widget.getByRole('textbox').first().fill('Another word');
  await page.getByRole('button', { name: 'Send the change' }).click();
  await expect(widget.getByRole('heading', { name: /changed/ })).toBeVisible();
  await widget.getByRole('button', { name: 'Withdraw your answers' }).click();
  await widget.getByRole('button', { name: /^Yes/ }).click();
  await expect(widget.getByRole('heading', { name: /withdrawn/ })).toBeVisible();
  await page.evaluate(() => (window as any).soundings.diagnose());
  await clean(page);
  expect(unlisted(record, about, seen)).toEqual([]);

  // With the loader alone: in parts, in a language that the form lacks, with a proof of work.
  const other = await consultation({ definition: parted });
  const context = await browser.newContext();
  const second = await context.newPage();
  record = await watch(second);
  await second.route(/soundings_bg\.wasm$/, (route) => route.abort());
  await second.goto(await thread(`<div lang="pl">${tag(other, 'load="eager"')}</div>${loader}`));
  await second.getByRole('textbox').first().fill('Words');
  await second.locator('take-soundings button[value=next]').click();
  await expect(second.locator('take-soundings button[value=back]')).toBeVisible();
  await second.getByRole('textbox').first().fill('More words');
  await second.locator('take-soundings button[value=next]').click();
  await send(second);
  await sent(second);
  expect((await summary(other)).responses).toBe(1);
  await clean(second);
  expect(unlisted(record, await told(other), seen)).toEqual([]);
  await context.close();

  // In a frame.
  const framing = await (await browser.newContext()).newPage();
  record = await watch(framing);
  await framing.goto(await thread(`<iframe title="Form" src="${stack.edge}/f/${id}/frame?site=a-forum&lang=en"></iframe><script async src="${stack.edge}/v1/frame.js"></script>`));
  await expect(framing.frameLocator('iframe').getByRole('textbox').first()).toBeVisible();
  const frames = unlisted(record, about, seen);
  expect(frames).toEqual([]);
  await framing.context().close();

  const listed = [
    ...about.loads.map(({ name }) => name),
    ...about.stores.map(({ place }) => place),
    ...about.sends.flatMap(({ method, path, fields }) => [
      `${method} ${path}`,
      ...fields.filter((field) => field.in !== 'path').map(({ name }) => `${method} ${path} ${name}`),
    ]),
  ];
  expect(listed.filter((one) => !seen.has(one)), 'listed, and not brought about').toEqual([]);
});

test('sizes are those of what is sent', async () => {
  const about = await told(await consultation({ definition: short }));
  const length = (address: string, encoding: string) =>
    new Promise<number>((done, failed) => {
      get(stack.edge + address, { headers: { 'accept-encoding': encoding } }, (reply) => {
        let bytes = 0;
        reply.on('data', (part: Buffer) => (bytes += part.length));
        reply.on('end', () => done(reply.statusCode === 200 ? bytes : NaN));
      }).on('error', failed);
    });
  for (const { address, bytes, brotli } of about.loads) {
    expect([address, await length(address, 'identity'), await length(address, 'br')]).toEqual([address, bytes, brotli]);
  }
  expect(about.loads.length).toBeGreaterThan(9);
});

test('what is kept, and for how long, is the consultation’s own', async ({ page }) => {
  const id = await consultation({ definition: short });
  const answer = (await told(id)).sends.find(({ method }) => method === 'POST')!;
  const kept = Object.fromEntries(answer.fields.map(({ name, kept }) => [name, kept]));
  expect(kept).toMatchObject({ 'answers.one': 90, 'answers.two': 90, site: 90, lang: 90, page: 90, revision: 90, key: 'hash', altcha: 'not' });
  await page.goto(`${stack.edge}/f/${id}?site=a-forum&lang=cy`);
  await page.getByRole('link', { name: 'Beth mae’r ffurflen hon yn ei lwytho' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Beth mae’r ffurflen hon yn ei lwytho, ei storio a’i anfon');
  await expect(page.locator('html')).toHaveAttribute('lang', 'cy');
  await expect(page.getByText('Y ffurflen “Bara”, lle mae’n sefyll ar A forum.')).toBeVisible();
  await page.getByRole('link', { name: 'English' }).click();
  await expect(page.getByText('90 days, then deleted; counts stay').first()).toBeVisible();
});

for (const framed of [false, true]) {
  test(`the form’s own notice leads there, for the site where it stands${framed ? ', in a frame' : ''}`, async ({ page, context }) => {
    const id = await consultation({ definition: short });
    await page.goto(await thread(framed ? `<iframe title="Form" src="${stack.edge}/f/${id}/frame?site=a-forum"></iframe>` : tag(id, 'load="eager"') + loader));
    const widget = (framed ? page.frameLocator('iframe') : page).locator('take-soundings');
    await widget.getByRole('textbox').first().fill('Words');
    await expect(widget.locator('css=div > div > .soundings')).toBeVisible();
    await widget.getByText('What is kept, and for how long').click();
    const opened = context.waitForEvent('page');
    await widget.getByRole('link', { name: 'What this form loads, stores and sends' }).click();
    const about = await opened;
    await expect(about).toHaveURL(`${stack.edge}/about/a-forum?lang=en&consultation=${id}`);
    await expect(about.getByRole('heading', { level: 1 })).toHaveText('What this form loads, stores and sends');
    // What was typed is where it was.
    await expect(widget.getByRole('textbox').first()).toHaveValue('Words');
  });
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on the page, which needs no script, at 320 px, ${colorScheme}`, async ({ browser }) => {
    const id = await consultation({ definition: short });
    const context = await browser.newContext({ colorScheme, viewport: { width: 320, height: 640 } });
    const page = await context.newPage();
    const scripts: string[] = [];
    page.on('request', (one) => one.resourceType() === 'script' && scripts.push(one.url()));
    for (const path of [`/about/a-forum?consultation=${id}`, '/about/a-forum', `/about/hosted?consultation=${id}&lang=cy`]) {
      await page.goto(stack.edge + path);
      const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
      expect(violations.map(({ id: rule, nodes }) => [path, rule, nodes.map(({ target }) => target.join())])).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    }
    expect(scripts).toEqual([]);
    await context.close();
  });
}
