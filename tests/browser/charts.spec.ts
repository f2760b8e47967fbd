// Every chart has a title, a description, the table of its figures and the way to them as a file; with none of it by a script.

import type { Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { home, signIn } from './department';
import { asTheForum, consultation, everyKind, expect, release, stack, test } from './support';

test.use({ javaScriptEnabled: false });

/** Each drawing that stands for figures, with what stands for it. */
const drawn = (page: Page) => page.locator('main svg[role=img]').evaluateAll((all) => all.map((svg) => {
  const named = (svg.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => svg.ownerDocument.getElementById(id));
  const near = svg.closest('section.question, section.funnel, figure.origin, main')!;
  return {
    parts: named.map((part) => [part?.tagName, part?.parentElement === svg, !!part?.textContent?.trim()]),
    title: svg.querySelector('title')?.textContent ?? '',
    tables: [...near.querySelectorAll('table')].filter((table) => table.caption && table.tBodies[0]?.rows.length).length,
    files: [...near.querySelectorAll<HTMLAnchorElement>('a[download]')].map((link) => link.href),
    ids: [...svg.ownerDocument.querySelectorAll('[id]')].map((one) => one.id),
  };
}));

test('a chart has a title, a description, a table and a file', async ({ page, request }) => {
  test.setTimeout(300_000);
  const id = await consultation({ definition: everyKind });
  for (let number = 0; number < 25; number += 1) {
    const answers = {
      one: number % 3 ? 'a' : 'b', many: ['a', 'b'], rate: number % 5 + 1, views: { s: number % 4 ? 'yes' : 'no', t: 'no' },
      order: ['o', 'd'], home: number % 2 ? 'TLC' : 'TLM', ideas: { m: number % 6 ? 'agree' : 'disagree', p: 'pass' },
    };
    const sent = await request.post(`${stack.edge}/v1/consultations/${id}/responses`, {
      headers: await asTheForum(randomUUID()), data: { revision: 1, site: 'a-forum', lang: 'en', answers },
    });
    expect(sent.status(), await sent.text()).toBe(201);
  }
  // From a second site, so that sites stand side by side.
  await page.goto(`${stack.edge}/f/${id}`);
  await page.getByRole('radio', { name: 'Apple' }).check();
  await page.getByRole('button', { name: 'Send your answers' }).click();
  await expect(page.getByRole('heading', { name: /^Thank you/ })).toBeVisible();
  await release(id);
  await signIn(page);

  const files = new Set<string>();
  for (const [path, least] of [
    [home, 1], [`${home}/${id}`, 12], [`${home}/${id}?agreement=diverging`, 12], [`${home}/${id}/explore?cross=one,rate`, 1],
    [`${home}/${id}/explore?where=one:a`, 7],
  ] as const) {
    await page.goto(path);
    const charts = await drawn(page);
    expect(charts.length, path).toBeGreaterThanOrEqual(least);
    expect(new Set(charts[0].ids).size, `names are unique: ${path}`).toBe(charts[0].ids.length);
    for (const chart of charts) {
      expect(chart.parts, `${path}: ${chart.title}`).toEqual([['title', true, true], ['desc', true, true]]);
      expect(chart.tables, `a table beside ${chart.title} of ${path}`).toBeGreaterThan(0);
      expect(chart.files.length, `a file of ${chart.title} of ${path}`).toBeGreaterThan(0);
      chart.files.filter((file) => file.includes(id)).forEach((file) => files.add(file));
    }
  }
  expect(files.size).toBeGreaterThan(15);
  for (const file of files) {
    const reply = await page.request.get(file);
    expect(reply.status(), file).toBe(200);
    expect(reply.headers()['content-type']).toContain('text/csv');
    expect((await reply.text()).trim().split('\n').length, file).toBeGreaterThan(1);
  }

  // A release has no drawing but bars within its tables, which say it in numbers.
  await page.goto(`${stack.edge}/v1/consultations/${id}/releases/1.html`);
  expect((await drawn(page)).length).toBe(0);
  const bars = page.locator('main svg');
  expect(await bars.count()).toBeGreaterThan(5);
  expect(await bars.evaluateAll((all) => all.filter((bar) => !bar.closest('tr') || bar.getAttribute('aria-hidden') !== 'true').length)).toBe(0);
  expect(await page.getByRole('link', { name: 'CSV', exact: true }).count()).toBe(1);
});
