// The whole path: people answer where they are, the department reads what they said.

import { randomUUID } from 'node:crypto';
import { asTheForum, close, consultation, count, embed, expect, stack, summary, takenOver, test } from './support';

const thanks = 'Thank you. Your answers are recorded';

test('a parent answers in the forum thread by keyboard alone', async ({ page }) => {
  const before = await summary('maternity-benefits');
  const paid = await count('maternity-benefits', 'stage', 'paid');
  await page.goto(`${stack.sites['parents-forum']}/threads/maternity-allowance-or-smp`);
  const widget = page.locator('take-soundings');
  // Lazy: it loads when it comes near the view, as it does for someone who tabs down the thread.
  await widget.scrollIntoViewIfNeeded();
  const first = widget.getByRole('radio', { name: 'I have not started' });
  await expect(first).toBeVisible();
  for (let presses = 0; presses < 200; presses += 1) {
    if (await first.evaluate((node) => node.matches(':focus'))) break;
    await page.keyboard.press('Tab');
  }
  await expect(first).toBeFocused();
  await takenOver(page);
  for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowDown');
  await expect(widget.getByRole('radio', { name: 'I am being paid, or was' })).toBeChecked();
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  // "ease" is at most 3 now, so that "parts" is shown: its first option.
  await page.keyboard.press('Space');
  await expect(widget.getByRole('checkbox', { name: 'Which payment was for me' })).toBeChecked();
  for (let presses = 0; presses < 10; presses += 1) {
    if (await widget.getByRole('textbox').evaluate((node) => node.matches(':focus'))) break;
    await page.keyboard.press('Tab');
  }
  // "r" and "s" are shortcuts of the forum: typed here they are letters.
  await page.keyboard.type('Dates are hard. yes');
  await expect(widget.getByRole('textbox')).toHaveValue('Dates are hard. yes');
  const send = widget.getByRole('button', { name: 'Send your answers' });
  for (let presses = 0; presses < 5; presses += 1) {
    if (await send.evaluate((node) => node.matches(':focus'))) break;
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await expect(widget.getByRole('heading', { name: thanks })).toBeVisible();
  await expect.poll(async () => (await summary('maternity-benefits')).responses).toBeGreaterThan(before.responses);
  expect(await count('maternity-benefits', 'stage', 'paid')).toBe(paid! + 1);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the link inside the element leads to a form that answers', async ({ page, request }) => {
    const id = await consultation();
    await embed(page, id);
    await page.getByRole('link', { name: 'Have your say' }).click();
    await expect(page).toHaveURL(`${stack.edge}/f/${id}?site=a-forum`);
    // Something is missing: the page comes back with what is wrong, and with what was chosen.
    await page.getByRole('radio', { name: /Very easy/ }).check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page).toHaveTitle(/^Error: /);
    await expect(page.getByRole('heading', { name: 'There is a problem' })).toBeVisible();
    await expect(page.getByRole('radio', { name: /Very easy/ })).toBeChecked();
    await page.getByRole('radio', { name: 'I am being paid, or was' }).check();
    await page.getByRole('button', { name: 'Continue' }).click();
    // What is asked next depends on what was answered: nobody for whom it was easy is asked what was hard.
    await expect(page.getByRole('group', { name: /Which parts were hard/ })).toHaveCount(0);
    await page.getByRole('textbox').fill('Kept while going back');
    await page.getByRole('button', { name: 'Back' }).click();
    await expect(page.getByRole('radio', { name: /Very easy/ })).toBeChecked();
    await page.getByRole('radio', { name: /Very hard/ }).check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page.getByRole('group', { name: /Which parts were hard/ })).toBeVisible();
    await expect(page.getByRole('textbox')).toHaveValue('Kept while going back');
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page.getByRole('heading', { name: 'Check your answers' })).toBeVisible();
    await page.getByRole('button', { name: /^Change.*How easy/ }).click();
    await page.getByRole('radio', { name: /Very easy/ }).check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page.getByText('Kept while going back')).toBeVisible();
    const [sent] = await Promise.all([
      page.waitForRequest((one) => one.method() === 'POST'),
      page.getByRole('button', { name: 'Send your answers' }).click(),
    ]);
    await expect(page).toHaveURL(new RegExp(`/r/${id}\\.0\\.[A-Za-z0-9_-]{22}`));
    expect(await count(id, 'stage', 'paid')).toBe(1);
    expect(await count(id, 'ease', 5)).toBe(1);
    expect((await summary(id)).by.site).toMatchObject([{ id: 'a-forum', responses: 1 }]);
    // Sent once more, by a second click or a reload, it is the same answer.
    const again = await request.post(sent.url(), {
      data: sent.postData()!,
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: stack.edge },
      maxRedirects: 0,
    });
    expect([again.status(), new URL(again.headers().location, stack.edge).pathname]).toEqual([303, new URL(page.url()).pathname]);
    expect((await summary(id)).responses).toBe(1);
  });

  test('change and withdraw with the receipt', async ({ page }) => {
    const id = await consultation();
    await page.goto(`${stack.edge}/f/${id}`);
    await page.getByRole('radio', { name: 'I have not started' }).check();
    await page.getByRole('radio', { name: /Very easy/ }).check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Send your answers' }).click();
    await page.getByRole('link', { name: 'Change your answers' }).click();
    await expect(page.getByRole('radio', { name: 'I have not started' })).toBeChecked();
    await page.getByRole('radio', { name: 'I am being paid, or was' }).check();
    await page.getByRole('button', { name: 'Send the change' }).click();
    await expect(page).toHaveURL(/\/r\//);
    expect(await count(id, 'stage', 'not-started')).toBe(0);
    expect(await count(id, 'stage', 'paid')).toBe(1);
    await page.getByRole('link', { name: 'Withdraw your answers' }).click();
    await page.getByRole('button', { name: 'Yes, withdraw them' }).click();
    await expect(page.getByRole('heading', { name: 'Your answers are withdrawn' })).toBeVisible();
    expect((await summary(id)).responses).toBe(0);
  });
});

test('a page whose policy forbids Wasm: the loader sends, and says why the application stayed away', async ({ page }) => {
  const before = await summary('social-media-guidance');
  await page.addInitScript(() => {
    (window as any).warnings = [];
    addEventListener('soundings:warning', (event) => (window as any).warnings.push((event as CustomEvent).detail.code));
  });
  await page.goto(`${stack.sites['strict-page']}/have-your-say`);
  const widget = page.locator('take-soundings');
  await widget.scrollIntoViewIfNeeded();
  await expect(widget.locator('form')).toBeVisible();
  for (const question of await widget.locator('fieldset:not(:has(fieldset))').all()) {
    await question.getByRole('radio').first().check();
  }
  await widget.getByRole('button', { name: 'Send your answers' }).click();
  await expect(widget.getByRole('heading', { name: thanks })).toBeVisible();
  expect((await summary('social-media-guidance')).responses).toBe(before.responses + 1);
  expect(await page.evaluate(() => (window as any).warnings)).toEqual(['csp-wasm']);
});

test('change and withdraw in place, with the application', async ({ page }) => {
  const id = await consultation();
  const widget = await embed(page, id, { attributes: 'load="eager"' });
  await widget.getByRole('radio', { name: 'I have not started' }).check();
  await takenOver(page);
  await expect(widget.getByRole('radio', { name: 'I have not started' })).toBeChecked();
  await widget.getByRole('radio', { name: /Very easy/ }).check();
  await widget.getByRole('textbox').fill('First thoughts');
  await widget.getByRole('button', { name: 'Send your answers' }).click();
  await expect(widget.getByRole('heading', { name: thanks })).toBeVisible();
  await expect(widget.locator('[part=confirmation]')).toBeFocused();
  expect(await count(id, 'ease', 5)).toBe(1);

  await widget.getByRole('button', { name: 'Change your answers' }).click();
  await expect(widget.getByRole('textbox')).toHaveValue('First thoughts');
  await widget.getByRole('radio', { name: /Very hard/ }).check();
  await widget.getByRole('button', { name: 'Send the change' }).click();
  await expect(widget.getByRole('heading', { name: 'Your answers are changed' })).toBeVisible();
  expect(await count(id, 'ease', 5)).toBe(0);
  expect(await count(id, 'ease', 1)).toBe(1);
  expect((await summary(id)).responses).toBe(1);

  await widget.getByRole('button', { name: 'Withdraw your answers' }).click();
  await widget.getByRole('button', { name: 'Yes, withdraw them' }).click();
  await expect(widget.getByRole('heading', { name: 'Your answers are withdrawn' })).toBeVisible();
  expect((await summary(id)).responses).toBe(0);
});

test('the same key twice is one answer', async ({ request }) => {
  const id = await consultation();
  const post = async (key: string, stage: string) => request.post(`${stack.edge}/v1/consultations/${id}/responses`, {
    headers: await asTheForum(key),
    data: { revision: 1, site: 'a-forum', lang: 'en', answers: { stage, ease: 4 } },
  });
  const key = randomUUID();
  const [first, second] = await Promise.all([post(key, 'paid'), post(key, 'paid')]);
  expect([first.status(), second.status()]).toEqual([201, 201]);
  expect(await first.json()).toEqual(await second.json());
  expect((await post(key, 'waiting')).status()).toBe(422);
  expect((await summary(id)).responses).toBe(1);
});

test('a double click is one answer', async ({ page }) => {
  const id = await consultation();
  const widget = await embed(page, id, { attributes: 'load="eager"' });
  await widget.getByRole('radio', { name: 'I am being paid, or was' }).check();
  await widget.getByRole('radio', { name: /Very easy/ }).check();
  await widget.getByRole('button', { name: 'Send your answers' }).dblclick();
  await expect(widget.getByRole('heading', { name: thanks })).toBeVisible();
  expect((await summary(id)).responses).toBe(1);
});

test('a closed consultation says so, in the widget and on its page, and counts nothing', async ({ page }) => {
  const id = await consultation();
  const widget = await embed(page, id, { attributes: 'load="eager"' });
  await widget.getByRole('radio', { name: 'I am being paid, or was' }).check();
  await widget.getByRole('radio', { name: /Very easy/ }).check();
  await takenOver(page);
  await close(id);
  await widget.getByRole('button', { name: 'Send your answers' }).click();
  await expect(widget.getByRole('heading', { name: 'This is closed' })).toBeVisible();
  await page.goto(`${stack.edge}/f/${id}`);
  await expect(page.getByRole('heading', { name: 'This is closed' })).toBeVisible();
  expect((await summary(id)).responses).toBe(0);
});

test('a page whose origin is not registered keeps its link, and is told why', async ({ page }) => {
  const id = await consultation();
  await page.addInitScript(() => {
    (window as any).codes = [];
    addEventListener('soundings:error', (event) => (window as any).codes.push((event as CustomEvent).detail.code));
  });
  const widget = await embed(page, id, { attributes: 'load="eager"', on: 'elsewhere' });
  await expect.poll(() => page.evaluate(() => (window as any).codes)).toEqual(['origin-not-allowed']);
  await expect(widget.getByRole('link', { name: 'Have your say' })).toBeVisible();
});

test('the department signs in, reads without JavaScript, and sees new answers arrive', async ({ browser, request }) => {
  const id = await consultation();
  const post = async (stage: string) => request.post(`${stack.edge}/v1/consultations/${id}/responses`, {
    headers: await asTheForum(randomUUID()),
    data: { revision: 1, site: 'a-forum', lang: 'en', answers: { stage, ease: 2, help: 'Clearer dates' } },
  });
  await post('paid');
  for (const javaScriptEnabled of [false, true]) {
    const context = await browser.newContext({ javaScriptEnabled });
    const page = await context.newPage();
    await page.goto(`${stack.edge}/d/${stack.department}/${id}`);
    await page.getByLabel('Token').fill(stack.token);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page).toHaveURL(`${stack.edge}/d/${stack.department}/${id}`);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('maternity', { ignoreCase: true });
    await expect(page.getByText('Clearer dates').first()).toBeVisible();
    const figure = page.locator('[data-figure="responses"]');
    await expect(figure).toHaveText('1');
    // The numbers of a chart are there for whoever opens them, and stay open while new ones come in.
    await page.getByText('Numbers: Where are you with your claim?', { exact: false }).click();
    // Nothing changes under the focus of whoever reads.
    await page.getByRole('heading', { level: 1 }).click();
    if (javaScriptEnabled) {
      await post('waiting');
      await expect(figure).toHaveText('2');
      await expect(page.getByRole('row', { name: /I have claimed and am waiting/ })).toContainText('1');
    }
    await context.close();
  }
});
