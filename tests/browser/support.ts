// What the specs share: the running stack, the department's API, and pages that embed.

import { test as base, expect, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';

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

/** Every page of the specs fails its test when a script on it throws. */
export const test = base.extend({
  page: async ({ page }, use) => {
    const thrown: Error[] = [];
    page.on('pageerror', (error) => thrown.push(error));
    await use(page);
    expect(thrown, 'scripts that threw').toEqual([]);
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

/** A consultation of a test's own: the sample of that name, or questions given, open on the forum and on the strict page. */
export async function consultation(options: { sample?: string; definition?: object; open?: boolean } = {}) {
  const id = `test-${randomUUID().slice(0, 8)}`;
  const sample = options.sample ?? 'maternity-benefits';
  const text = readFileSync(new URL(`../../demo-site/consultations/${sample}.json`, import.meta.url), 'utf8');
  const definition = {
    ...JSON.parse(text),
    ...options.definition,
    sites: (['parents-forum', 'strict-page'] as const).map((site) => ({ id: site, name: site, origins: [stack.sites[site]] })),
  };
  await department('PUT', id, definition);
  if (options.open ?? true) await department('POST', `${id}/open`);
  return id;
}

export const close = (id: string) => department('POST', `${id}/close`);

export interface Summary {
  responses: number;
  questions: {
    id: string;
    answered: number;
    options?: { id: string; count: number }[];
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

/** A page on the forum's origin that embeds `id`: as a post in a thread, with text above and below. */
export async function embed(page: Page, id: string, options: { attributes?: string; head?: string; above?: string; headers?: Record<string, string>; on?: keyof Stack['sites'] } = {}) {
  const site = options.on ?? 'parents-forum';
  const address = `${stack.sites[site]}/scratch-${randomUUID().slice(0, 8)}`;
  await page.route(address, (route) => route.fulfill({
    contentType: 'text/html; charset=utf-8',
    headers: options.headers,
    body: `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Thread</title>${options.head ?? ''}
      <main><h1>Thread</h1>${options.above ?? '<p>A post above.</p>'}
      <take-soundings consultation="${id}" site="${site}" ${options.attributes ?? ''}><a href="${stack.edge}/f/${id}?site=${site}">Have your say</a></take-soundings>
      <p>A post below.</p><p><a href="#end">The end</a></p></main>
      <script async src="${stack.edge}/v1/embed.js"></script></html>`,
  }));
  await page.goto(address);
  return page.locator('take-soundings');
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
