// What only the application does: options put in order, statements one at a time, a postcode that goes nowhere, personal
// information, forms in parts, drafts, and answers that wait for a connection.

import { consultation, count, embed, expect, summary, takenOver, test } from './support';

const en = (text: string) => ({ en: text });
const option = (id: string, text: string) => ({ id, text: en(text) });
const form = (...questions: object[]) => ({ title: en('A form'), languages: ['en'], questions });

const music = {
  id: 'music', kind: 'ranking', text: en('Which music?'),
  options: [option('organ', 'Organ'), option('drums', 'Drums'), option('flute', 'Flute')],
};
const say = { id: 'say', kind: 'free_text', text: en('Anything else?') };

test('options are put in order by their buttons, focus stays with what moves, and the places are told', async ({ page }) => {
  const id = await consultation({ definition: form(music) });
  const widget = await embed(page, id, { attributes: 'load="eager"' });
  await takenOver(page);
  for (const name of ['Organ', 'Drums', 'Flute']) await widget.getByRole('button', { name: `Place ${name} next` }).press('Enter');
  await expect(widget.getByRole('listitem')).toHaveText([/Organ/, /Drums/, /Flute/]);
  const up = widget.getByRole('button', { name: 'Move Flute up' });
  await up.press('Enter');
  await expect(widget.getByRole('status')).toHaveText('Flute: place 2 of 3');
  await expect(up).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(widget.getByRole('listitem')).toHaveText([/Flute/, /Organ/, /Drums/]);
  // It can go no further up: focus stays with it.
  await expect(widget.getByRole('button', { name: 'Move Flute down' })).toBeFocused();
  await widget.getByRole('button', { name: 'Take Organ out' }).click();
  await expect(widget.getByRole('listitem')).toHaveText([/Flute/, /Drums/]);
  await widget.getByRole('button', { name: 'Send your answers' }).click();
  await expect(widget.getByRole('heading', { name: /^Thank you/ })).toBeVisible();
  const ranked = (await summary(id)).questions[0] as any;
  expect(ranked.answered).toBe(1);
  await widget.getByRole('button', { name: 'Change your answers' }).click();
  await expect(widget.getByRole('listitem')).toHaveText([/Flute/, /Drums/]);
});

test('options are dragged into their places by the grip', async ({ page }) => {
  const id = await consultation({ definition: form(music) });
  const widget = await embed(page, id, { attributes: 'load="eager"' });
  await takenOver(page);
  for (const name of ['Organ', 'Drums', 'Flute']) await widget.getByRole('button', { name: `Place ${name} next` }).click();
  const item = (name: string) => widget.getByRole('listitem').filter({ hasText: name });
  const grip = (await item('Flute').locator('.grip').boundingBox())!;
  const top = (await item('Organ').boundingBox())!;
  await page.mouse.move(grip.x + grip.width / 2, grip.y + grip.height / 2);
  await page.mouse.down();
  await page.mouse.move(grip.x + 5, top.y + 4, { steps: 5 });
  await page.mouse.up();
  await expect(widget.getByRole('listitem')).toHaveText([/Flute/, /Organ/, /Drums/]);
});

test('statements come one at a time, may be taken back, and stop when the person stops', async ({ page }) => {
  const statements = Array.from({ length: 30 }, (_, index) => option(`s${index}`, `Statement number ${index}`));
  const id = await consultation({ definition: form({ id: 'votes', kind: 'vote', text: en('Do you agree?'), statements }, say) });
  const widget = await embed(page, id, { attributes: 'load="eager"' });
  await takenOver(page);
  const statement = widget.locator('.vote p');
  await expect(statement).toHaveCount(1);
  const seen = new Set<string>();
  for (const vote of ['Agree', 'Disagree', 'Pass']) {
    seen.add((await statement.textContent())!);
    await widget.getByRole('button', { name: vote, exact: true }).press('Enter');
    await expect(widget.getByRole('status')).toHaveText((await statement.textContent())!);
    await expect(widget.getByRole('button', { name: vote, exact: true })).toBeFocused();
  }
  expect(seen.size).toBe(3);
  await expect(widget.getByText('3 of 30 answered')).toBeVisible();
  await widget.getByRole('button', { name: 'Go back to the one before' }).click();
  await expect(widget.getByText('2 of 30 answered')).toBeVisible();
  expect(seen).toContain(await statement.textContent());
  await widget.getByRole('button', { name: 'Send your answers' }).click();
  await expect(widget.getByRole('heading', { name: /^Thank you/ })).toBeVisible();
  const counted = (await summary(id)).questions[0].statements!.flatMap(({ options }) => options);
  const votes = (name: string) => counted.filter(({ id }) => id === name).reduce((sum, { count }) => sum + count, 0);
  expect(['agree', 'disagree', 'pass'].map(votes)).toEqual([1, 1, 0]);
});

test('a postcode chooses its region and never leaves the browser', async ({ page }) => {
  const id = await consultation({ definition: form({ id: 'home', kind: 'region', text: en('Where do you live?') }) });
  const widget = await embed(page, id, { attributes: 'load="eager"' });
  const traffic: string[] = [];
  page.on('request', (one) => traffic.push(one.url() + (one.postData() ?? '')));
  const list = widget.getByRole('combobox');
  await list.focus();
  await takenOver(page);
  const postcode = widget.getByRole('textbox', { name: 'Or find it by postcode' });
  for (const [typed, said, chosen] of [
    ['ZZ9', /No UK postcode/, ''],
    ['cf10 4uw', /Wales/, 'TLL'],
    ['SY1', /West Midlands.*Wales.*Choose yours/, 'TLL'],
  ] as const) {
    await postcode.fill(typed);
    await expect(widget.locator('[id="found.home"]')).toHaveText(said);
    await expect(list).toHaveValue(chosen);
  }
  await widget.getByRole('button', { name: 'Send your answers' }).click();
  await expect(widget.getByRole('heading', { name: /^Thank you/ })).toBeVisible();
  expect(await count(id, 'home', 'TLL')).toBe(1);
  expect(traffic.filter((one) => /SY1|4uw/i.test(one))).toEqual([]);
  expect(await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]))).not.toMatch(/SY1|4uw/i);
});

test('personal information is said and taken out when asked, and never stops anybody', async ({ page }) => {
  const id = await consultation({ definition: form(say) });
  const widget = await embed(page, id, { attributes: 'load="eager"' });
  const words = widget.getByRole('textbox');
  await words.fill('Write to me at mary@example.org, or ring 07700 900123.');
  await takenOver(page);
  await words.press('End');
  await page.keyboard.type(' Thanks');
  await expect(widget.getByText('This looks like an e-mail address: mary@example.org')).toBeVisible();
  await expect(widget.getByText('This looks like a telephone number: 07700 900123')).toBeVisible();
  await expect(widget.getByRole('status')).toHaveText(/e-mail address/);
  await widget.getByRole('button', { name: 'Remove it' }).click();
  await expect(words).toHaveValue('Write to me at [mail], or ring [tel]. Thanks');
  await expect(words).toBeFocused();
  await expect(widget.getByText('This looks like')).toHaveCount(0);
  await words.fill('Still mary@example.org');
  await widget.getByRole('button', { name: 'Send your answers' }).click();
  await expect(widget.getByRole('heading', { name: /^Thank you/ })).toBeVisible();
});

const long = form(
  ...Array.from({ length: 6 }, (_, index) => ({ id: `a${index}`, kind: 'free_text', text: en(`Text ${index}`), required: index === 0 })),
  { id: 'pick', kind: 'single_choice', text: en('Pick one'), part: en('The second part'), options: [option('x', 'Ex'), option('y', 'Why')] },
  { id: 'more', kind: 'free_text', text: en('More on Why'), show_if: { question: 'pick', any_of: ['y'] } },
);

for (const by of ['application', 'loader']) {
  test(`${by}: a long form goes part by part, and all is checked before it is sent`, async ({ page }) => {
    const id = await consultation({ definition: long });
    if (by === 'loader') await page.route(/soundings_bg\.wasm$/, (route) => route.abort());
    const widget = await embed(page, id, { attributes: 'load="eager"' });
    await widget.getByRole('textbox', { name: 'Text 3' }).fill('three');
    if (by === 'application') await takenOver(page);
    await expect(widget.getByText('Part 1 of 3')).toBeVisible();
    await expect(widget.getByRole('group', { name: 'Pick one' })).toBeHidden();
    const events = await page.evaluateHandle(() => {
      const told: string[] = [];
      for (const name of ['step', 'invalid', 'submit', 'success']) addEventListener(`soundings:${name}`, () => told.push(name));
      return told;
    });
    await widget.getByRole('button', { name: 'Continue' }).click();
    await expect(widget.locator('#summary')).toBeFocused();
    await widget.getByRole('textbox', { name: 'Text 0' }).fill('zero');
    await widget.getByRole('button', { name: 'Continue' }).click();
    await expect(widget.getByRole('heading', { name: 'The second part' })).toBeVisible();
    await expect(widget.locator('#part')).toBeFocused();
    await widget.getByRole('radio', { name: 'Why' }).check();
    await widget.getByRole('textbox', { name: 'More on Why' }).fill('because');
    await widget.getByRole('button', { name: 'Back' }).click();
    await expect(widget.getByRole('textbox', { name: 'Text 3' })).toHaveValue('three');
    await widget.getByRole('button', { name: 'Continue' }).click();
    await expect(widget.getByRole('radio', { name: 'Why' })).toBeChecked();
    await widget.getByRole('button', { name: 'Continue' }).click();
    await expect(widget.getByRole('heading', { name: 'Check your answers' })).toBeVisible();
    await expect(widget.locator('dd').filter({ hasText: /^(zero|three|because|Why)$/ })).toHaveText(['zero', 'three', 'Why', 'because']);
    await widget.getByRole('button', { name: /^Change.*Pick one/ }).click();
    await widget.getByRole('radio', { name: 'Ex' }).check();
    await widget.getByRole('button', { name: 'Continue' }).click();
    await expect(widget.getByText('because')).toHaveCount(0);
    await widget.getByRole('button', { name: 'Send your answers' }).click();
    await expect(widget.getByRole('heading', { name: /^Thank you/ })).toBeVisible();
    expect([await count(id, 'pick', 'x'), (await summary(id)).responses]).toEqual([1, 1]);
    const told = await events.jsonValue();
    expect(told.filter((name) => name === 'step').length).toBeGreaterThanOrEqual(5);
    expect(told.at(-1)).toBe('success');
  });
}

test('what was filled in is there after a reload, in this tab alone, and goes when it is sent', async ({ page, context }) => {
  const id = await consultation({ definition: form(music, say) });
  const widget = await embed(page, id, { attributes: 'load="eager"' });
  await takenOver(page);
  expect(await page.evaluate(() => sessionStorage.length + localStorage.length)).toBe(0);
  await widget.getByRole('textbox').fill('Half a thought');
  await widget.getByRole('button', { name: 'Place Drums next' }).click();
  await page.reload();
  await expect(widget.getByText('What you had filled in is back.')).toBeVisible();
  await expect(widget.getByRole('textbox')).toHaveValue('Half a thought');
  await expect(widget.getByRole('listitem')).toHaveText(/Drums/);
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(other.locator('take-soundings').getByRole('textbox')).toHaveValue('');
  await other.close();
  await widget.getByRole('button', { name: 'Clear the form' }).click();
  await expect(widget.getByRole('textbox')).toHaveValue('');
  await page.reload();
  await expect(widget.getByRole('textbox')).toHaveValue('');
  await widget.getByRole('textbox').fill('Whole');
  await takenOver(page);
  await widget.getByRole('textbox').press('End');
  await page.keyboard.type('!');
  await widget.getByRole('button', { name: 'Send your answers' }).click();
  await expect(widget.getByRole('heading', { name: /^Thank you/ })).toBeVisible();
  expect(await page.evaluate(() => sessionStorage.length + localStorage.length)).toBe(0);
});

test('without a connection the answers wait, through a reload, and go by themselves when there is one', async ({ page }) => {
  const id = await consultation({ definition: form(say) });
  const widget = await embed(page, id, { attributes: 'load="eager"' });
  await widget.getByRole('textbox').fill('On a train');
  await takenOver(page);
  const gone = (route: any) => route.abort();
  await page.route(/\/responses$/, gone);
  await widget.getByRole('button', { name: 'Send your answers' }).click();
  await expect(widget.getByText('Your answers are not sent yet')).toBeVisible({ timeout: 20_000 });
  await expect(widget.getByRole('button', { name: 'Try again' })).toBeVisible();
  await page.reload();
  await expect(widget.getByText('Your answers are not sent yet')).toBeVisible();
  await expect(widget.getByRole('textbox')).toHaveValue('On a train');
  expect((await summary(id)).responses).toBe(0);
  await page.unroute(/\/responses$/, gone);
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await expect(widget.getByRole('heading', { name: /^Thank you/ })).toBeVisible();
  expect((await summary(id)).responses).toBe(1);
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
});

test('what waits from before is sent to each his own, and takes nobody’s focus', async ({ page }) => {
  const id = await consultation({ definition: form(say) });
  const widget = await embed(page, id, { attributes: 'load="eager"' });
  const gone = (route: any) => route.abort();
  await page.route(/\/responses$/, gone);
  // Two people, one after the other, on one device without a connection.
  for (const words of ['First', 'Second']) {
    await takenOver(page);
    if (words === 'Second') {
      const kept = await page.evaluate(() => localStorage.getItem(Object.keys(localStorage)[0]));
      await page.evaluate(() => localStorage.clear());
      await page.reload();
      await takenOver(page);
      await page.evaluate(([name, kept]) => localStorage.setItem(name!, kept!), [`soundings:${new URL((await widget.locator('form').getAttribute('action'))!).origin}/v1/consultations/${id}`, kept]);
    }
    await widget.getByRole('textbox').fill(words);
    await widget.getByRole('button', { name: 'Send your answers' }).click();
    await expect(widget.getByText('Your answers are not sent yet')).toBeVisible({ timeout: 20_000 });
  }
  await page.reload();
  await expect(widget.getByRole('textbox')).toHaveValue('Second');
  await page.evaluate(() => document.querySelector<HTMLElement>('main')!.setAttribute('tabindex', '-1'));
  await page.locator('main').focus();
  await page.unroute(/\/responses$/, gone);
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await expect(widget.getByRole('heading', { name: /^Thank you/ })).toBeVisible();
  await expect(widget.getByRole('status')).toHaveText(/^Thank you/);
  await expect(page.locator('main')).toBeFocused();
  await expect.poll(async () => (await summary(id)).responses).toBe(2);
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
  // The receipt is that of the second: changing it changes that answer.
  await widget.getByRole('button', { name: 'Change your answers' }).click();
  await expect(widget.getByRole('textbox')).toHaveValue('Second');
});

test('what is edited while it is on its way stays sendable when it does not get through', async ({ page }) => {
  const id = await consultation({ definition: form(say) });
  const widget = await embed(page, id, { attributes: 'load="eager"' });
  await takenOver(page);
  await widget.getByRole('textbox').fill('Before');
  const gone = (route: any) => route.abort();
  await page.route(/\/responses$/, gone);
  await widget.getByRole('button', { name: 'Send your answers' }).click();
  await widget.getByRole('textbox').fill('After');
  await expect(widget.getByText('Your answers are not sent yet')).toBeVisible({ timeout: 20_000 });
  // Edited once it waits, it waits no longer.
  await widget.getByRole('textbox').fill('After all');
  await expect(widget.getByText('Your answers are not sent yet')).toBeHidden();
  await page.unroute(/\/responses$/, gone);
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await page.waitForTimeout(1_000);
  expect((await summary(id)).responses).toBe(0);
  await widget.getByRole('button', { name: 'Try again' }).click();
  await widget.getByRole('button', { name: 'Change your answers' }).click();
  await expect(widget.getByRole('textbox')).toHaveValue('After all');
  expect((await summary(id)).responses).toBe(1);
  // An edit of a change that is not sent is no draft of another answer.
  await widget.getByRole('textbox').fill('A change that is not sent');
  await page.reload();
  await expect(widget.getByRole('textbox')).toHaveValue('');
});

test('the receipt is copied, saved and printed, and the consultation shared', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.addInitScript(() => {
    (window as any).printed = [];
    Object.defineProperty(navigator, 'share', { value: undefined });
    // Printing opens the system's dialogue, in whichever frame it is.
    window.print = () => (window.top as any).printed.push(document.body.textContent);
  });
  const id = await consultation({ definition: form(say) });
  const widget = await embed(page, id, { attributes: 'load="eager"' });
  await widget.getByRole('textbox').fill('Hello');
  await widget.getByRole('button', { name: 'Send your answers' }).click();
  const receipt = (await widget.locator('code').textContent())!;
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await widget.getByRole('button', { name: 'Copy' }).click();
  await expect.poll(copied).toBe(receipt);
  const [file] = await Promise.all([page.waitForEvent('download'), widget.getByRole('button', { name: 'Save' }).click()]);
  expect(file.suggestedFilename()).toBe(`${id}.txt`);
  await widget.getByRole('button', { name: 'Print' }).click();
  await expect.poll(() => page.evaluate(() => (window as any).printed.join())).toContain(receipt);
  await widget.getByRole('button', { name: 'Share this with others' }).click();
  await expect.poll(copied).toMatch(new RegExp(`/f/${id}$`));
});
