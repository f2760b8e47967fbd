// The application takes over from the server's form and loses nothing.

import { consultation, count, embed, everyKind, expect, holdWasm, summary, takenOver, test } from './support';

test('what was typed, chosen, focused and selected is kept in every kind of control', async ({ page }) => {
  const id = await consultation({ definition: everyKind });
  const release = await holdWasm(page);
  const widget = await embed(page, id, { attributes: 'load="eager"' });
  await widget.getByRole('radio', { name: 'Bread' }).check();
  await widget.getByRole('checkbox', { name: 'Ants' }).check();
  await widget.getByRole('checkbox', { name: 'Crows' }).check();
  await widget.getByRole('radio', { name: /^4/ }).check();
  await widget.getByRole('group', { name: 'Maps should be free' }).getByRole('radio', { name: 'Disagree' }).check();
  // With a gap between the places, which the application closes.
  await widget.getByRole('combobox', { name: 'Drums' }).selectOption('3');
  await widget.getByRole('combobox', { name: 'Flute' }).selectOption('1');
  await widget.getByRole('combobox', { name: 'Where do you live?' }).selectOption('Wales');
  await widget.getByRole('group', { name: 'Museums should open late' }).getByRole('radio', { name: 'Pass' }).check();
  const words = widget.getByRole('textbox', { name: 'Anything else?' });
  await words.fill('Maps help everyone who walks');
  await words.evaluate((node: HTMLTextAreaElement) => node.setSelectionRange(5, 9));
  // A browser's translator wraps text in <font>: the take-over goes by names, not by structure.
  await widget.evaluate((host) => {
    for (const label of host.shadowRoot!.querySelectorAll('label, legend')) {
      const font = document.createElement('font');
      font.append(...label.childNodes);
      label.append(font);
    }
  });
  release();
  await takenOver(page);
  await expect(widget.getByRole('radio', { name: 'Bread' })).toBeChecked();
  await expect(widget.getByRole('checkbox', { name: 'Ants' })).toBeChecked();
  await expect(widget.getByRole('checkbox', { name: 'Bees' })).not.toBeChecked();
  await expect(widget.getByRole('checkbox', { name: 'Crows' })).toBeChecked();
  await expect(widget.getByRole('radio', { name: /^4/ })).toBeChecked();
  await expect(widget.getByRole('group', { name: 'Maps should be free' }).getByRole('radio', { name: 'Disagree' })).toBeChecked();
  // Lists of places become one list in order, and statements come one at a time.
  await expect(widget.getByRole('listitem')).toContainText(['Flute', 'Drums']);
  await expect(widget.getByRole('button', { name: 'Place Organ next' })).toBeVisible();
  await expect(widget.getByRole('combobox', { name: 'Where do you live?' })).toHaveValue('TLL');
  await expect(widget.getByText(/^1 of \d+ answered$/)).toBeVisible();
  await expect(words).toHaveValue('Maps help everyone who walks');
  await expect(words).toBeFocused();
  expect(await words.evaluate((node: HTMLTextAreaElement) => [node.selectionStart, node.selectionEnd])).toEqual([5, 9]);
  await page.keyboard.type('stand by');
  await expect(words).toHaveValue('Maps stand by everyone who walks');
  await widget.getByRole('button', { name: 'Send your answers' }).click();
  await expect(widget.getByRole('heading', { name: /^Thank you/ })).toBeVisible();
  expect(await count(id, 'many', 'c')).toBe(1);
  expect(await count(id, 'rate', 4)).toBe(1);
  expect(await count(id, 'home', 'TLL')).toBe(1);
  const { questions } = await summary(id);
  expect(questions.find((one) => one.id === 'order')!.options!.map((one) => one.places)).toEqual([[0, 1, 0], [1, 0, 0], [0, 0, 0]]);
  expect(questions.find((one) => one.id === 'ideas')!.statements![0].options).toContainEqual({ id: 'pass', count: 1 });
});

test('a click on send while the application is on its way is not lost', async ({ page }) => {
  const id = await consultation({ definition: everyKind });
  const release = await holdWasm(page);
  const widget = await embed(page, id, { attributes: 'load="eager"' });
  await widget.getByRole('radio', { name: 'Bread' }).check();
  await widget.getByRole('button', { name: 'Send your answers' }).click();
  release();
  await expect(widget.getByRole('heading', { name: /^Thank you/ })).toBeVisible();
  expect((await summary(id)).responses).toBe(1);
});

test('the first click on a control wakes the application and is kept', async ({ page }) => {
  const id = await consultation({ definition: everyKind });
  const widget = await embed(page, id);
  await widget.getByRole('radio', { name: 'Bread' }).click();
  await takenOver(page);
  await expect(widget.getByRole('radio', { name: 'Bread' })).toBeChecked();
});

test('questions appear and go with the answers before them', async ({ page }) => {
  const id = await consultation();
  const widget = await embed(page, id, { attributes: 'load="eager"' });
  await widget.getByRole('radio', { name: 'I have not started' }).check();
  await takenOver(page);
  const parts = widget.getByRole('group', { name: /Which parts were hard/ });
  await expect(parts).toBeHidden();
  await widget.getByRole('radio', { name: /Very hard/ }).check();
  await expect(parts).toBeVisible();
  await widget.getByRole('radio', { name: /Very easy/ }).check();
  await expect(parts).toBeHidden();
});

test('what is wrong is said in a summary that takes focus, and its links leave the host’s address alone', async ({ page }) => {
  const id = await consultation();
  const widget = await embed(page, id, { attributes: 'load="eager"' });
  await widget.getByRole('textbox').fill('x');
  await takenOver(page);
  const address = page.url();
  await widget.getByRole('button', { name: 'Send your answers' }).click();
  const problems = widget.locator('#summary');
  await expect(problems).toBeFocused();
  await problems.getByRole('link').first().click();
  await expect(widget.getByRole('radio', { name: 'I have not started' })).toBeFocused();
  expect(page.url()).toBe(address);
  expect((await summary(id)).responses).toBe(0);
});

test('an answer edited after its reply was lost is changed, not lost and not doubled', async ({ page }) => {
  for (const application of [true, false]) {
    const id = await consultation({ definition: everyKind });
    if (!application) await page.route(/soundings_bg\.wasm$/, (route) => route.abort());
    const widget = await embed(page, id, { attributes: 'load="eager"' });
    await widget.getByRole('radio', { name: 'Bread' }).check();
    if (application) await takenOver(page);
    // Every request arrives, and no reply does.
    await page.route(/\/responses$/, async (route) => {
      if (route.request().method() == 'POST') await route.fetch();
      await route.abort();
    });
    await widget.getByRole('button', { name: 'Send your answers' }).click();
    await expect(widget.getByRole('button', { name: 'Try again' })).toBeVisible({ timeout: 40_000 });
    await page.unroute(/\/responses$/);
    await widget.getByRole('radio', { name: 'Apple' }).check();
    await widget.getByRole('button', { name: 'Try again' }).click();
    await expect(widget.locator('[part=confirmation]')).toBeVisible();
    expect([await count(id, 'one', 'a'), await count(id, 'one', 'b'), (await summary(id)).responses]).toEqual([1, 0, 1]);
  }
});

test('what was edited and not sent is not shown as recorded', async ({ page }) => {
  const id = await consultation({ definition: everyKind });
  const widget = await embed(page, id, { attributes: 'load="eager"' });
  await widget.getByRole('radio', { name: 'Bread' }).check();
  await takenOver(page);
  await widget.getByRole('button', { name: 'Send your answers' }).click();
  await widget.getByRole('button', { name: 'Change your answers' }).click();
  await widget.getByRole('radio', { name: 'Apple' }).check();
  await widget.getByRole('button', { name: 'Leave them as they are' }).click();
  await widget.getByRole('button', { name: 'Change your answers' }).click();
  await expect(widget.getByRole('radio', { name: 'Bread' })).toBeChecked();
});

test('an element that is taken out and put back sends once', async ({ page }) => {
  const id = await consultation({ definition: everyKind });
  const widget = await embed(page, id, { attributes: 'load="eager"' });
  await expect(widget.locator('form')).toBeVisible();
  for (let times = 0; times < 3; times += 1) {
    await widget.evaluate(async (host) => {
      const place = host.parentElement!;
      host.remove();
      await new Promise((resolve) => setTimeout(resolve, 50));
      place.append(host);
    });
    await expect(widget.locator('form')).toBeVisible();
  }
  const requests: string[] = [];
  page.on('request', (one) => one.url().endsWith('/responses') && requests.push(one.method()));
  await widget.getByRole('radio', { name: 'Bread' }).check();
  await widget.getByRole('button', { name: 'Send your answers' }).click();
  await expect(widget.getByRole('heading', { name: /^Thank you/ })).toBeVisible();
  expect(requests.filter((method) => method == 'POST')).toHaveLength(1);
  expect((await summary(id)).responses).toBe(1);
});

test('what is typed while the answers are on their way is not taken for recorded', async ({ page }) => {
  const id = await consultation({ definition: everyKind });
  const widget = await embed(page, id, { attributes: 'load="eager"' });
  await widget.getByRole('textbox', { name: 'Anything else?' }).fill('first');
  await takenOver(page);
  let release = () => {};
  const released = new Promise<void>((resolve) => { release = resolve; });
  await page.route(/\/responses$/, async (route) => {
    await released;
    await route.continue();
  });
  await widget.getByRole('button', { name: 'Send your answers' }).click();
  await widget.getByRole('textbox', { name: 'Anything else?' }).fill('first and more');
  release();
  await widget.getByRole('button', { name: 'Change your answers' }).click();
  await expect(widget.getByRole('textbox', { name: 'Anything else?' })).toHaveValue('first');
});

test('rendered by the page’s script it loads once, and again only to be cleared', async ({ page }) => {
  const id = await consultation({ definition: everyKind });
  await embed(page, id, { attributes: 'load="manual"' });
  const forms: string[] = [];
  page.on('request', (one) => /\/form\?/.test(one.url()) && forms.push(one.url()));
  await page.evaluate((consultation) => {
    const place = document.body.appendChild(document.createElement('div'));
    place.id = 'place';
    const render = () => (window as any).soundings.render('#place', { consultation, site: 'a-forum' });
    if ((window as any).soundings?.render) render();
    else document.querySelector('script[src]')!.addEventListener('load', render);
  }, id);
  const widget = page.locator('#place take-soundings');
  await widget.getByRole('textbox', { name: 'Anything else?' }).fill('Kept');
  await widget.evaluate((host) => (window as any).soundings.render(host));
  await page.waitForTimeout(300);
  await expect(widget.getByRole('textbox', { name: 'Anything else?' })).toHaveValue('Kept');
  expect(forms).toHaveLength(1);
  const reset = async () => {
    await widget.evaluate((host) => (window as any).soundings.reset(host));
    await expect(widget.getByRole('textbox', { name: 'Anything else?' })).toHaveValue('');
    await expect(widget.locator('css=div > div > .soundings')).toBeVisible();
    await expect(widget.getByRole('textbox', { name: 'Anything else?' })).toHaveValue('');
  };
  await reset();
  // By now the application keeps a draft, which goes too.
  await widget.getByRole('textbox', { name: 'Anything else?' }).fill('Drafted');
  expect(await page.evaluate(() => sessionStorage.length)).toBe(1);
  await reset();
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
});

test('in every place that shrinks to what it holds, the form is wide enough to read', async ({ page }) => {
  const id = await consultation({ definition: everyKind });
  const widget = await embed(page, id, { attributes: 'load="eager"' });
  await expect(widget.locator('form')).toBeVisible();
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    for (const style of ['display:flex', 'display:flex;flex-direction:column;align-items:center', 'float:left', 'display:inline-block',
      'display:grid;justify-items:center', 'display:table-cell']) {
      await page.evaluate((style) => document.querySelector('take-soundings')!.parentElement!.setAttribute('style', style), style);
      const wide = await widget.evaluate((host) => host.shadowRoot!.querySelector('.soundings')!.getBoundingClientRect().width);
      expect(wide, `${style} at ${width} px`).toBeGreaterThanOrEqual(width == 320 ? 230 : 400);
    }
  }
});

test('an element that is taken out while it sends, put back and filled in again counts once', async ({ page }) => {
  for (const application of [true, false]) {
    const id = await consultation({ definition: everyKind });
    if (!application) await page.route(/soundings_bg\.wasm$/, (route) => route.abort());
    const widget = await embed(page, id, { attributes: 'load="eager"' });
    await widget.getByRole('radio', { name: 'Bread' }).check();
    if (application) await takenOver(page);
    let release = () => {};
    const released = new Promise<void>((resolve) => { release = resolve; });
    await page.route(/\/responses$/, async (route) => {
      await released;
      await route.continue();
    }, { times: 1 });
    const first = page.waitForRequest(/\/responses$/);
    await widget.getByRole('button', { name: 'Send your answers' }).click();
    await first;
    await widget.evaluate(async (host) => {
      const place = host.parentElement!;
      host.remove();
      await new Promise((resolve) => setTimeout(resolve, 200));
      place.append(host);
    });
    if (application) {
      // What was on its way is in the browser until it is acknowledged: it is sent once more, under its key.
      await widget.getByRole('button', { name: 'Change your answers' }).click();
      await expect(widget.getByRole('radio', { name: 'Bread' })).toBeChecked();
      release();
    } else {
      await expect(widget.getByRole('radio', { name: 'Bread' })).not.toBeChecked();
      release();
      await expect.poll(async () => (await summary(id)).responses).toBe(1);
    }
    await widget.getByRole('radio', { name: 'Apple' }).check();
    await widget.getByRole('button', { name: application ? 'Send the change' : 'Send your answers' }).click();
    await expect(widget.locator('[part=confirmation]')).toBeVisible();
    expect([await count(id, 'one', 'a'), await count(id, 'one', 'b'), (await summary(id)).responses]).toEqual([1, 0, 1]);
  }
});

test('a form whose styles did not come is a form', async ({ page }) => {
  const id = await consultation({ definition: everyKind });
  await page.route(/soundings\.css$/, (route) => route.abort());
  const widget = await embed(page, id, { attributes: 'load="eager"' });
  await widget.getByRole('radio', { name: 'Bread' }).check();
  await widget.getByRole('button', { name: 'Send your answers' }).click();
  await expect(widget.getByRole('heading', { name: /^Thank you/ })).toBeVisible();
  expect((await summary(id)).responses).toBe(1);
});

test('when sending fails, the answers stay and can be sent again, once', async ({ page }) => {
  const id = await consultation({ definition: everyKind });
  await page.route(/soundings_bg\.wasm$/, (route) => route.abort());
  const widget = await embed(page, id, { attributes: 'load="eager"' });
  await widget.getByRole('radio', { name: 'Bread' }).check();
  let lost = 0;
  await page.route(/\/responses$/, async (route) => {
    // The request arrives and its reply is lost: the person cannot know, the key does.
    lost += 1;
    await route.fetch();
    await route.abort();
  }, { times: 1 });
  await widget.getByRole('button', { name: 'Send your answers' }).click();
  await widget.getByRole('button', { name: 'Try again' }).click();
  await expect(widget.getByRole('heading', { name: /^Thank you/ })).toBeVisible();
  expect(lost).toBe(1);
  expect((await summary(id)).responses).toBe(1);
});
