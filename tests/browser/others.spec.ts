// What others said: shown to whoever has answered, from the latest release, with and without the application.

import AxeBuilder from '@axe-core/playwright';
import { randomUUID } from 'node:crypto';
import { asTheForum, consultation, embed, everyKind, expect, holdWasm, release, stack, takenOver, test } from './support';
import type { APIRequestContext, Locator, Page } from '@playwright/test';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** A consultation with a release: 30 answers, of which three to one question are too few to be published. */
async function released(request: APIRequestContext, definition: object = everyKind, lang = 'en') {
  const id = await consultation({ definition });
  for (let number = 0; number < 30; number += 1) {
    const answers = { one: number < 12 ? 'a' : 'b', many: ['a'], rate: number < 3 ? 1 : 4, views: { s: number < 15 ? 'yes' : 'no', t: 'no' }, say: 'Not for others' };
    const sent = await request.post(`${stack.edge}/v1/consultations/${id}/responses`, {
      headers: await asTheForum(randomUUID()),
      data: { revision: 1, site: 'a-forum', lang, answers },
    });
    expect(sent.status()).toBe(201);
  }
  await release(id);
  return id;
}

async function send(widget: Locator | Page) {
  await widget.getByRole('radio', { name: 'Bread' }).check();
  await widget.getByRole('button', { name: 'Send your answers' }).click();
  await expect(widget.getByRole('heading', { name: /^Thank you/ })).toBeVisible();
}

const heading = (widget: Locator | Page) => widget.getByRole('heading', { name: 'What others said' });

async function saysWhatOthersSaid(widget: Locator | Page) {
  await expect(heading(widget)).toBeVisible();
  await expect(widget.getByText(/^Of 30 answers by \d+ \w+ \d{4}\. Figures are rounded/)).toBeVisible();
  // Three who gave a rating of 1 are too few to be told of. Of the statement that nobody agreed to there is nothing: alone,
  // a count that is left out would be the total less the others.
  const questions = widget.getByRole('heading', { level: (await level(widget)) + 1 });
  await expect(questions).toHaveText(['One of these?', 'Any of these?', 'How good?', 'Agree?']);
  await expect(widget.getByRole('listitem').filter({ hasText: '%' })).toHaveText([
    'Apple 33% (10)', 'Bread 67% (20)', 'Ants 100% (30)', '4 83% (25)', 'Agree 50% (15)', 'Disagree 50% (15)',
  ]);
}

const level = (widget: Locator | Page) => heading(widget).evaluate((node) => Number(node.localName.slice(1)));

async function axe(page: Page, what: string) {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]), `${what}, ${colorScheme}`).toEqual([]);
  }
}

test('through the loader where no Wasm comes', async ({ page, request }) => {
  const id = await released(request);
  await page.route(/soundings_bg\.wasm$/, (route) => route.abort());
  const widget = await embed(page, id, { attributes: 'load="eager"' });
  await send(widget);
  await saysWhatOthersSaid(widget);
  expect(await level(widget)).toBe(3);
  await axe(page, 'loader');
});

test('with the application, beside a receipt and only there', async ({ page, request }) => {
  const id = await released(request);
  const widget = await embed(page, id, { attributes: 'load="eager"' });
  await takenOver(page);
  await send(widget);
  await saysWhatOthersSaid(widget);
  expect(await level(widget)).toBe(3);
  await axe(page, 'application');
  // A bar is as long as its share.
  const bars = widget.locator('progress');
  const { width } = (await bars.first().boundingBox())!;
  expect(width).toBeGreaterThan(200);
  expect(await bars.evaluateAll((all: HTMLProgressElement[]) => all.map((bar) => bar.position))).toEqual([0.33, 0.67, 1, 0.83, 0.5, 0.5]);

  await widget.getByRole('button', { name: 'Change your answers' }).click();
  await expect(heading(widget)).toHaveCount(0);
  await widget.getByRole('button', { name: 'Leave them as they are' }).click();
  await expect(heading(widget)).toHaveCount(1);
  await widget.getByRole('button', { name: 'Change your answers' }).click();
  await widget.getByRole('radio', { name: 'Apple' }).check();
  await widget.getByRole('button', { name: 'Send the change' }).click();
  await saysWhatOthersSaid(widget);
  await widget.getByRole('button', { name: 'Withdraw your answers' }).click();
  await widget.getByRole('button', { name: 'Yes, withdraw them' }).click();
  await expect(widget.getByRole('heading', { name: 'Your answers are withdrawn' })).toBeVisible();
  await expect(heading(widget)).toHaveCount(0);
});

test('it stays where the application takes over from the loader’s confirmation', async ({ page, request }) => {
  const id = await released(request);
  const release = await holdWasm(page);
  const widget = await embed(page, id, { attributes: 'load="eager"' });
  await send(widget);
  await saysWhatOthersSaid(widget);
  release();
  await takenOver(page);
  await saysWhatOthersSaid(widget);
});

test('on the receipt’s page for whoever has just answered', async ({ page, request }) => {
  const id = await released(request);
  await page.goto(`${stack.edge}/f/${id}`);
  await page.getByRole('radio', { name: 'Bread' }).check();
  await page.getByRole('button', { name: 'Send your answers' }).click();
  await expect(page).toHaveURL(/\/r\/.*\?sent/);
  await saysWhatOthersSaid(page);
  expect(await level(page)).toBe(2);
  await axe(page, 'receipt');
  await page.goto(page.url().replace(/\?.*/, ''));
  await expect(page.getByRole('heading', { name: 'Your answers', level: 1 })).toBeVisible();
  await expect(heading(page)).toHaveCount(0);
});

test('from right to left the numbers keep their order, and a narrow page does not scroll', async ({ page, request }) => {
  const definition = {
    languages: ['ar'],
    title: { ar: 'عنوان' },
    questions: [
      { id: 'one', kind: 'single_choice', text: { ar: 'أيهما؟' }, options: [{ id: 'a', text: { ar: 'تفاح' } }, { id: 'b', text: { ar: 'خبز' } }] },
      { id: 'many', kind: 'multiple_choice', text: { ar: 'أيها؟' }, options: [{ id: 'a', text: { ar: 'نمل' } }, { id: 'b', text: { ar: 'نحل' } }] },
      { id: 'rate', kind: 'rating', text: { ar: 'كم؟' }, points: 5, low: { ar: 'سيئ' }, high: { ar: 'جيد' } },
      {
        id: 'views', kind: 'agreement', text: { ar: 'موافق؟' },
        scale: [{ id: 'yes', text: { ar: 'نعم' } }, { id: 'no', text: { ar: 'لا' } }],
        statements: [{ id: 's', text: { ar: 'خرائط' } }, { id: 't', text: { ar: 'طرق' } }],
      },
      { id: 'say', kind: 'free_text', text: { ar: 'شيء آخر؟' } },
    ],
  };
  const id = await released(request, definition, 'ar');
  await page.setViewportSize({ width: 320, height: 640 });
  const widget = await embed(page, id, { attributes: 'load="eager" lang="ar"' });
  await takenOver(page);
  await widget.getByRole('radio', { name: 'خبز' }).check();
  await widget.getByRole('button', { name: 'أرسل إجاباتك' }).click();
  const first = widget.getByRole('listitem').filter({ hasText: '%' }).first();
  await expect(first).toHaveText('تفاح 33% (10)');
  const at = (text: string) =>
    first.evaluate((item, text) => {
      const node = item.querySelector('b')!.firstChild!;
      const range = document.createRange();
      range.setStart(node, node.textContent!.indexOf(text));
      range.setEnd(node, node.textContent!.indexOf(text) + text.length);
      return range.getBoundingClientRect().left;
    }, text);
  expect(await at('33')).toBeLessThan(await at('%'));
  expect(await at('%')).toBeLessThan(await at('10'));
  const label = await first.locator('span').evaluate((node) => node.getBoundingClientRect().left);
  expect(label, 'the label stands to the right').toBeGreaterThan(await at('10'));
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
});
