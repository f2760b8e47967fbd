// The page from which a department takes its responses: for everybody, by keyboard, on a narrow screen and in the dark; how large
// the files will be before they are asked for, and how far they are.

import { randomUUID } from 'node:crypto';
import { home, lookWithoutScript, person, signIn } from './department';
import { asTheForum, close, consultation, expect, stack, test } from './support';

async function answered(request: any, count: number) {
  const id = await consultation();
  for (let number = 0; number < count; number += 1) {
    const sent = await request.post(`${stack.edge}/v1/consultations/${id}/responses`, {
      headers: await asTheForum(randomUUID()),
      data: { revision: 1, site: 'a-forum', lang: 'en', answers: { stage: 'paid', ease: 2, help: `Clearer letters, says ${number}` } },
    });
    expect(sent.status()).toBe(201);
  }
  return id;
}

/** About how many bytes the page says that a file will have. */
const told = async (link: any) => {
  const [, number, unit] = /about ([\d.,]+) (KB|MB)/.exec((await link.locator('xpath=..').textContent()) ?? '')!;
  return Number(number.replaceAll(',', '')) * (unit === 'MB' ? 1e6 : 1e3);
};

test('responses and an archive are taken by keyboard alone', async ({ page, request }) => {
  test.slow();
  const id = await answered(request, 30);
  await signIn(page);
  await page.goto(`${home}/${id}/exports`);
  await expect(page.getByText('Close it first.')).toBeVisible();
  await lookWithoutScript(page, 'exports of an open consultation');
  await close(id);
  await page.reload();
  await expect(page.getByText(/30 responses, 0 releases and [\d,]+ entries of the audit log/)).toBeVisible();
  await lookWithoutScript(page, 'exports of a closed consultation');

  // From the heading on, each stop of the Tab key is one of the files.
  const files = page.locator('main a[download]');
  await page.getByRole('link', { name: 'Back to the figures' }).focus();
  for (let place = 0; place < await files.count(); place += 1) {
    await page.keyboard.press('Tab');
    const link = files.nth(place);
    await expect(link).toBeFocused();
    const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    expect(await file.failure()).toBeNull();
    const stream = await file.createReadStream();
    let bytes = 0;
    for await (const part of stream) bytes += part.length;
    const size = await told(link);
    expect(Math.abs(size - bytes), `about ${size} bytes, and it has ${bytes}`).toBeLessThan(1_000 + bytes * .2);
  }
  await page.reload();
  await expect(page.getByRole('row').filter({ hasText: 'Whole: 30 responses' })).toHaveCount(3);
  await expect(page.getByRole('row').filter({ hasText: 'archive' })).toBeVisible();
  await lookWithoutScript(page, 'exports that were taken');
  // What scrolls within itself is reached by keyboard, too.
  await page.setViewportSize({ width: 320, height: 800 });
  await page.getByRole('region', { name: 'Exports of late' }).focus();
  await expect(page.getByRole('region', { name: 'Exports of late' })).toBeFocused();
});

test('who may not make an archive is told nothing of one, and an empty consultation has files', async ({ browser, request }) => {
  const analyst = await person(browser, 'analyst');
  await analyst.goto(`${home}/${await answered(request, 0)}/exports`);
  await expect(analyst.locator('[data-figure="responses"]')).toHaveText('0');
  await expect(analyst.getByRole('heading', { name: 'The whole consultation' })).toHaveCount(0);
  await lookWithoutScript(analyst, 'exports of an empty consultation');
});
