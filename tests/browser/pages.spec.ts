// Every page a person meets: no violation that axe finds, nothing wider than the screen, no shift, light and dark.

import AxeBuilder from '@axe-core/playwright';
import { randomUUID } from 'node:crypto';
import { asTheForum, consultation, embed, expect, stack, takenOver, test } from './support';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const pages: [string, string][] = [
  ['the government page', `${stack.sites['benefits-guide']}/maternity-benefits`],
  ['the forum', `${stack.sites['parents-forum']}/threads/maternity-allowance-or-smp`],
  ['the forum’s second thread', `${stack.sites['parents-forum']}/threads/free-mapping-data`],
  ['the forum’s third thread', `${stack.sites['parents-forum']}/threads/last-bus`],
  ['the Welsh blog', `${stack.sites['blog-cymru']}/gweision-sifil-ar-lein`],
  ['the strict page', `${stack.sites['strict-page']}/have-your-say`],
  ['the hosted form', `${stack.edge}/f/maternity-benefits`],
  ['the hosted form in Welsh', `${stack.edge}/f/maternity-benefits?lang=cy`],
  ['the hosted form of every kind in Welsh', `${stack.edge}/f/local-buses?lang=cy`],
  ['the sign-in page', `${stack.edge}/d/${stack.department}/sign-in`],
];

for (const [name, address] of pages) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`${name}, ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width: 320, height: 640 });
      await page.goto(address);
      const widget = page.locator('take-soundings');
      if (await widget.count()) {
        await widget.first().scrollIntoViewIfNeeded();
        await expect(widget.first().locator('form')).toBeVisible();
      }
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width, 'nothing scrolls sideways at 320 px').toBeLessThanOrEqual(320);
      await page.setViewportSize({ width: 1280, height: 800 });
      const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
    });
  }
}

test('the department’s pages, the receipt’s and the problems’, light and dark', async ({ page, request }) => {
  // Many pages, each looked at twice.
  test.slow();
  const id = await consultation();
  const sent = await request.post(`${stack.edge}/v1/consultations/${id}/responses`, {
    headers: await asTheForum(randomUUID()),
    data: { revision: 1, site: 'a-forum', lang: 'en', answers: { stage: 'paid', ease: 2, help: 'Clearer dates' } },
  });
  const { receipt } = await sent.json();
  const buses = await consultation({ sample: 'local-buses' });
  await request.post(`${stack.edge}/v1/consultations/${buses}/responses`, {
    headers: await asTheForum(randomUUID()),
    data: {
      revision: 1, site: 'a-forum', lang: 'cy',
      answers: { use: 'weekly', home: 'TLL', service: 2, first: ['late', 'stops'], ideas: { cash: 'agree', prams: 'pass' } },
    },
  });
  await page.goto(`${stack.edge}/d/${stack.department}/sign-in`);
  await page.getByLabel('Token').fill(stack.token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Consultations' })).toBeVisible();
  for (const path of [`d/${stack.department}`, `d/${stack.department}/${id}`, `d/${stack.department}/${buses}`, `r/${receipt}`, `r/${receipt}?change`,
    `r/${receipt}?withdraw`, 'problems', 'problems/not-json']) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width: 320, height: 640 });
      await page.goto(`${stack.edge}/${path}`);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width, `nothing of ${path} scrolls sideways at 320 px`).toBeLessThanOrEqual(320);
      await page.setViewportSize({ width: 1280, height: 800 });
      const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
      expect(violations.map(({ id: rule, nodes }) => [rule, nodes.map((node) => node.html)]), `${path}, ${colorScheme}`).toEqual([]);
    }
  }
});

test('every state of the widget is free of axe violations', async ({ page }) => {
  const id = await consultation();
  const widget = await embed(page, id, { attributes: 'load="eager"' });
  const check = async (state: string) => {
    const { violations } = await new AxeBuilder({ page }).include('take-soundings').withTags(tags).analyze();
    expect(violations.map(({ id: rule, nodes }) => [rule, nodes.map((node) => node.html)]), state).toEqual([]);
  };
  await expect(widget.locator('form')).toBeVisible();
  await check('the server’s form');
  await widget.getByRole('textbox').fill('x');
  await takenOver(page);
  await check('the application');
  await widget.getByRole('button', { name: 'Send your answers' }).click();
  await expect(widget.getByText('There is a problem')).toBeVisible();
  await check('errors');
  await widget.getByRole('radio', { name: 'I have not started' }).check();
  await widget.getByRole('radio', { name: /Very hard/ }).check();
  await check('filled in');
  await widget.getByRole('button', { name: 'Send your answers' }).click();
  await expect(widget.getByRole('heading', { name: /^Thank you/ })).toBeVisible();
  await check('sent');
  await widget.getByRole('button', { name: 'Withdraw your answers' }).click();
  await check('asked before withdrawing');
  await widget.getByRole('button', { name: 'Yes, withdraw them' }).click();
  await expect(widget.getByRole('heading', { name: 'Your answers are withdrawn' })).toBeVisible();
  await check('withdrawn');
});

test('loading moves neither the layout nor focus nor scroll', async ({ page }) => {
  await page.addInitScript(() => {
    (window as any).shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as any[]) if (!entry.hadRecentInput) (window as any).shift += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${stack.sites['parents-forum']}/threads/maternity-allowance-or-smp`);
  await page.waitForTimeout(300);
  const before = await page.evaluate(() => [scrollY, document.activeElement?.tagName]);
  await expect(page.locator('take-soundings')).toBeAttached();
  await page.waitForTimeout(1500);
  expect(await page.evaluate(() => [scrollY, document.activeElement?.tagName])).toEqual(before);
  expect(await page.evaluate(() => (window as any).shift)).toBeLessThanOrEqual(0.02);
});
