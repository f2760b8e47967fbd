// Under pressure a browser makes a proof of work before it sends: with the loader alone and with the application, said to the
// person, recorded once, and the page never stands still.

import type { Browser, Page } from '@playwright/test';
import { consultation, count, embed, expect, holdWasm, note, stack, summary, takenOver, test } from './support';

const t = (en: string) => ({ en });
const definition = {
  languages: ['en'],
  title: t('Claiming maternity benefits'),
  protection: 'always',
  questions: [
    {
      id: 'stage', kind: 'single_choice', text: t('Where are you with your claim?'), required: true,
      options: [{ id: 'waiting', text: t('I am waiting') }, { id: 'paid', text: t('I am being paid') }],
    },
  ],
};

/** Notes every text that is said, and every text on the button. */
async function watch(page: Page) {
  await page.addInitScript(() => {
    const seen = ((window as any).seen = { said: [] as string[], shown: [] as string[] });
    const add = (list: string[], text: string | null | undefined) => text && list[list.length - 1] !== text && list.push(text);
    setInterval(() => {
      const root = document.querySelector('take-soundings')?.shadowRoot;
      add(seen.said, root?.querySelector('[role=status]')?.textContent);
      add(seen.shown, root?.querySelector('[data-busy]')?.textContent);
    }, 5);
  });
}

const seen = (page: Page): Promise<{ said: string[]; shown: string[] }> => page.evaluate(() => (window as any).seen);

async function slow(page: Page, rate: number) {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate });
}

/** The longest tasks of the page's thread while `act` goes on, in milliseconds, the longest first: of its own processor time,
 * as Chromium's trace has it, so that what else this machine does is not counted. A throttled processor counts as slow. */
async function tasksOf(browser: Browser, page: Page, act: () => Promise<void>) {
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'] });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const mains = new Set(traceEvents.filter((event: any) => event.args?.name == 'CrRendererMain').map(({ pid, tid }: any) => `${pid} ${tid}`));
  const tasks = traceEvents.filter(({ name, pid, tid }: any) => /RunTask$/.test(name) && mains.has(`${pid} ${tid}`));
  expect(tasks.length, 'tasks in the trace').toBeGreaterThan(50);
  return tasks.map(({ tdur }: any) => Math.round((tdur ?? 0) / 1000)).sort((a: number, b: number) => b - a) as number[];
}

for (const by of ['loader', 'application'] as const) {
  for (const crypto of ['the browser’s cryptography', 'none, as on plain http'] as const) {
    test(`a proof by the ${by}, with ${crypto}`, async ({ browser, page }) => {
      const id = await consultation({ definition });
      const told = await note(page);
      await watch(page);
      if (crypto != 'the browser’s cryptography') await page.addInitScript(() => Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined }));
      if (by == 'loader') await holdWasm(page);
      const asked: number[] = [];
      page.on('response', (reply) => { if (/\/responses$/.test(reply.url())) asked.push(reply.status()); });
      const widget = await embed(page, id);
      const answer = widget.getByRole('radio', { name: 'I am being paid' });
      await answer.check();
      if (by == 'application') await takenOver(page);
      await slow(page, 4);
      const began = Date.now();
      const tasks = await tasksOf(browser, page, async () => {
        await widget.getByRole('button', { name: 'Send your answers' }).click();
        await expect(widget.getByRole('heading', { name: /^Thank you/ })).toBeVisible({ timeout: 45_000 });
      });
      const whole = Date.now() - began;
      const { said, shown } = await seen(page);
      console.log(`${by}, ${crypto}: ${whole} ms at CPU/4, of ${tasks.length} tasks the longest took ${tasks.slice(0, 5)} ms`);
      expect(asked).toEqual([429, 201]);
      const sentence = 'Many answers are coming in. Your browser makes a short calculation, then sends yours…';
      expect(said).toContain(sentence);
      expect(shown).toContain(sentence);
      expect(shown.slice(shown.indexOf(sentence))).not.toContain('Send your answers');
      // A share of the wait, not a time: a calculation in one piece would be nearly all of it, on any machine.
      expect(tasks[0]! / whole, 'share of the wait that the longest task took').toBeLessThan(0.2);
      expect(await told(widget)).toEqual(['ready', 'success']);
      expect((await summary(id)).responses).toBe(1);
      expect(await count(id, 'stage', 'paid')).toBe(1);
    });
  }
}

test('while a challenge cannot be had, the answer is kept and sent once there is one', async ({ page }) => {
  const id = await consultation({ definition });
  const address = /\/challenge\?/;
  await page.route(address, (route) => route.abort());
  const widget = await embed(page, id);
  await widget.getByRole('radio', { name: 'I am being paid' }).check();
  await takenOver(page);
  await widget.getByRole('button', { name: 'Send your answers' }).click();
  await expect(widget.getByText('Your answers are not sent yet')).toBeVisible({ timeout: 30_000 });
  expect((await summary(id)).responses).toBe(0);
  await page.unroute(address);
  await widget.getByRole('button', { name: 'Try again' }).click();
  await expect(widget.getByRole('heading', { name: /^Thank you/ })).toBeVisible({ timeout: 30_000 });
  expect((await summary(id)).responses).toBe(1);
});

test.describe('without a script', () => {
  test.use({ javaScriptEnabled: false });
  test('the form comes back filled in, and is taken a moment later', async ({ page }) => {
    const id = await consultation({ definition });
    await page.goto(`${stack.edge}/f/${id}`);
    await page.getByRole('radio', { name: 'I am being paid' }).check();
    await page.getByRole('button', { name: 'Send your answers' }).click();
    await expect(page.getByRole('alert')).toContainText('Please wait 15 seconds');
    await expect(page.getByRole('radio', { name: 'I am being paid' })).toBeChecked();
    await page.waitForTimeout(15_500);
    await page.getByRole('button', { name: 'Send your answers' }).click();
    await expect(page).toHaveURL(/\/r\//);
    expect((await summary(id)).responses).toBe(1);
  });
});
