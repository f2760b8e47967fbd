// The pages on which a department looks closer: filters and cross-tables by a form without a script, weighted figures, and
// the form of margins.

import AxeBuilder from '@axe-core/playwright';
import { randomUUID } from 'node:crypto';
import { signIn, tags } from './department';
import { asTheForum, consultation, expect, stack, test } from './support';

const api = (id: string) => `${stack.edge}/v1/departments/${stack.department}/consultations/${id}`;
const page = (id: string) => `${stack.edge}/d/${stack.department}/${id}`;
const bearer = { authorization: `Bearer ${stack.token}` };

const stages = ['a', 'b', 'c'];

async function asked(request: any) {
  const option = (id: string, text: string) => ({ id, text: { en: text } });
  const id = await consultation({
    definition: {
      title: { en: 'Buses after dark' }, languages: ['en'],
      questions: [
        { id: 'use', kind: 'single_choice', text: { en: 'How often do you take a bus after eight in the evening?' },
          options: [option('a', 'Every day or almost every day'), option('b', 'Sometimes'), option('c', 'Never')] },
        { id: 'safe', kind: 'rating', text: { en: 'How safe do you feel?' }, points: 5, low: { en: 'Very unsafe' }, high: { en: 'Very safe' },
          measure: 'satisfaction' },
      ],
    },
  });
  for (let person = 0; person < 90; person += 1) {
    const answers = { use: stages[person % 7 % 3], safe: (person * person) % 5 + 1 };
    const sent = await request.post(`${stack.edge}/v1/consultations/${id}/responses`, {
      headers: await asTheForum(randomUUID()), data: { revision: 1, site: 'a-forum', lang: 'en', answers },
    });
    expect(sent.status()).toBe(201);
  }
  return id;
}

test('a closer look and weighted figures, without a script', async ({ browser, request }) => {
  test.slow();
  const id = await asked(request);
  const context = await browser.newContext({ javaScriptEnabled: false });
  const reader = await context.newPage();
  await signIn(reader);

  await reader.goto(page(id));
  await reader.getByLabel('Rows').selectOption('use');
  await reader.getByLabel('Columns').selectOption('safe');
  await reader.getByRole('button', { name: 'Count' }).click();
  await expect(reader).toHaveURL(/explore\?.*cross=use&cross=safe/);
  await expect(reader.getByText('90 of 90 responses')).toBeVisible();
  const table = reader.getByRole('table');
  await expect(table.getByRole('row')).toHaveCount(4);
  await reader.getByLabel('Who answered').selectOption({ label: 'Never' });
  await reader.getByRole('button', { name: 'Count' }).click();
  await expect(reader.locator('[data-figure=chosen]')).not.toHaveText('90');
  await expect(reader.getByLabel('and answered')).toBeVisible();

  await reader.goto(`${page(id)}/weighting`);
  await reader.getByLabel('Where the figures are from').fill('A count of passengers');
  await reader.getByText('How often do you take a bus').last().click();
  for (const [label, share] of [['Every day', '20'], ['Sometimes', '30'], ['Never', '50']]) {
    await reader.getByLabel(label).fill(share);
  }
  await reader.getByRole('button', { name: 'Save the margins' }).click();
  await expect(reader.getByText('Margins: A count of passengers.')).toBeVisible();
  await expect(reader.getByRole('columnheader', { name: 'Weighted' })).toBeVisible();
  await expect(reader.getByText('as if these people were a random sample; they are not').first()).toBeVisible();
  await context.close();
});

test('these pages, light and dark, narrow and wide', async ({ page: reader, request }) => {
  test.slow();
  const id = await asked(request);
  const margins = { source: 'A count of passengers', margins: [{ question: 'use', shares: { a: 20, b: 30, c: 50 } }] };
  expect((await request.put(`${api(id)}/margins`, { headers: bearer, data: margins })).status()).toBe(200);
  await signIn(reader);
  await expect(reader.getByRole('heading', { name: 'Consultations', exact: true })).toBeVisible();
  for (const path of ['', '/explore?cross=use&cross=safe', '/explore?where=use:a', '/explore?where=use:x', '/weighting?question=safe']) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await reader.emulateMedia({ colorScheme });
      await reader.setViewportSize({ width: 320, height: 640 });
      await reader.goto(page(id) + path);
      const width = await reader.evaluate(() => document.documentElement.scrollWidth);
      expect(width, `nothing of ${path} scrolls sideways at 320 px`).toBeLessThanOrEqual(320);
      await reader.setViewportSize({ width: 1600, height: 900 });
      const { violations } = await new AxeBuilder({ page: reader }).withTags(tags).analyze();
      expect(violations.map(({ id: rule, nodes }) => [rule, nodes.map((node) => node.html)]), `${path}, ${colorScheme}`).toEqual([]);
    }
  }
});
