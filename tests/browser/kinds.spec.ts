// Every kind of question, answered without the application: through the loader, and on the form's own page.

import { consultation, embed, everyKind, expect, stack, summary, test } from './support';
import type { Locator, Page } from '@playwright/test';

/** Answers every question, those with parts not in full. */
async function answerAll(form: Locator | Page) {
  await form.getByRole('radio', { name: 'Bread' }).check();
  await form.getByRole('checkbox', { name: 'Ants' }).check();
  await form.getByRole('checkbox', { name: 'Crows' }).check();
  await form.getByRole('radio', { name: /^4/ }).check();
  await form.getByRole('group', { name: 'Maps should be free' }).getByRole('radio', { name: 'Disagree' }).check();
  await form.getByRole('combobox', { name: 'Organ' }).selectOption('1');
  await form.getByRole('combobox', { name: 'Drums' }).selectOption('3');
  await form.getByRole('combobox', { name: 'Where do you live?' }).selectOption('North West');
  await form.getByRole('group', { name: 'Museums should open late' }).getByRole('radio', { name: 'Agree', exact: true }).check();
  await form.getByRole('group', { name: 'Parks should close early' }).getByRole('radio', { name: 'Pass' }).check();
  await form.getByRole('textbox').fill('All of it');
}

/** What is counted of one such answer: of each question how many answered, and what is not zero. */
async function counted(id: string) {
  const { responses, questions } = await summary(id);
  expect([responses, questions.map((one) => one.answered)]).toEqual([1, [1, 1, 1, 1, 1, 1, 1, 1]]);
  const named = (list: { id: string; count?: number }[] = []) => list.filter((one) => one.count).map((one) => `${one.id} ${one.count}`);
  const found = Object.fromEntries(questions.map((one) => [one.id, one]));
  expect(['one', 'many', 'home'].map((question) => named(found[question].options))).toEqual([['b 1'], ['a 1', 'c 1'], ['TLD 1']]);
  expect(found.rate.points).toEqual([0, 0, 0, 1, 0]);
  // A gap between places says nothing: the third place is the second of two.
  expect(found.order.options!.map((one) => one.places)).toEqual([[0, 1, 0], [0, 0, 0], [1, 0, 0]]);
  expect(['views', 'ideas'].map((question) => found[question].statements!.map((one) => named(one.options))))
    .toEqual([[['no 1'], []], [['agree 1'], ['pass 1']]]);
}

test('every kind is answered through the loader where no Wasm comes', async ({ page }) => {
  const id = await consultation({ definition: everyKind });
  await page.route(/soundings_bg\.wasm$/, (route) => route.abort());
  const widget = await embed(page, id, { attributes: 'load="eager"' });
  await answerAll(widget);
  // In a wide place the labels of statements give way to a row above them, which the eye then needs.
  for (const question of ['Agree?', 'What about these?']) {
    await expect(widget.getByRole('group', { name: question }).locator('.points').first()).toBeVisible();
  }
  for (const list of await widget.getByRole('combobox').all()) {
    expect((await list.boundingBox())!.height).toBeGreaterThanOrEqual(44);
  }
  await widget.getByRole('button', { name: 'Send your answers' }).click();
  await expect(widget.getByRole('heading', { name: /^Thank you/ })).toBeVisible();
  await counted(id);
});

test('one place for two is told through the loader, and the places stay', async ({ page }) => {
  const id = await consultation({ definition: everyKind });
  await page.route(/soundings_bg\.wasm$/, (route) => route.abort());
  const widget = await embed(page, id, { attributes: 'load="eager"' });
  await widget.getByRole('combobox', { name: 'Drums' }).selectOption('2');
  await widget.getByRole('combobox', { name: 'Flute' }).selectOption('2');
  await widget.getByRole('combobox', { name: 'Where do you live?' }).selectOption('Scotland');
  await widget.getByRole('button', { name: 'Send your answers' }).click();
  await widget.getByRole('link', { name: 'Give each place to one answer only' }).click();
  await expect(widget.getByRole('combobox', { name: 'Drums' })).toBeFocused();
  await expect(widget.getByRole('combobox', { name: 'Flute' })).toHaveValue('2');
  await expect(widget.getByRole('combobox', { name: 'Where do you live?' })).toHaveValue('TLM');
  expect((await summary(id)).responses).toBe(0);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('every kind is answered, read, changed and withdrawn', async ({ page }) => {
    const id = await consultation({ definition: everyKind });
    await page.goto(`${stack.edge}/f/${id}`);
    await answerAll(page);
    await page.getByRole('button', { name: 'Send your answers' }).click();
    await expect(page).toHaveURL(/\/r\//);
    await expect(page.getByText('1. Organ')).toBeVisible();
    await expect(page.getByText('North West')).toBeVisible();
    await expect(page.getByText('Parks should close early: Pass')).toBeVisible();
    await counted(id);
    await page.getByRole('link', { name: 'Change your answers' }).click();
    await expect(page.getByRole('combobox', { name: 'Drums' })).toHaveValue('2');
    await expect(page.getByRole('combobox', { name: 'Flute' })).toHaveValue('');
    await expect(page.getByRole('combobox', { name: 'Where do you live?' })).toHaveValue('TLD');
    await expect(page.getByRole('group', { name: 'Parks should close early' }).getByRole('radio', { name: 'Pass' })).toBeChecked();
    await page.getByRole('combobox', { name: 'Organ' }).selectOption('Not placed');
    await page.getByRole('button', { name: 'Send the change' }).click();
    const order = async () => (await summary(id)).questions.find((one) => one.id === 'order');
    expect((await order())!.options!.map((one) => one.places)).toEqual([[1, 0, 0], [0, 0, 0], [0, 0, 0]]);
    await page.getByRole('link', { name: 'Withdraw your answers' }).click();
    await page.getByRole('button', { name: 'Yes, withdraw them' }).click();
    expect(await order()).toMatchObject({ answered: 0 });
  });

  test('in a form in parts every kind is carried along and shown again before it is sent', async ({ page }) => {
    const id = await consultation({ sample: 'local-buses' });
    await page.goto(`${stack.edge}/f/${id}`);
    await page.getByRole('radio', { name: 'About once a week' }).check();
    await page.getByRole('combobox', { name: /Where do you live/ }).selectOption('Wales');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('checkbox', { name: 'Shopping' }).check();
    await page.getByRole('radio', { name: /Very poor/ }).check();
    await page.getByRole('combobox', { name: 'Lower fares' }).selectOption('2');
    await page.getByRole('combobox', { name: 'Buses that come more often' }).selectOption('1');
    await page.getByRole('group', { name: 'Drivers should still take cash' }).getByRole('radio', { name: 'Pass' }).check();
    await page.getByRole('button', { name: 'Continue' }).click();
    const shown = page.getByRole('definition');
    for (const words of ['About once a week', 'Wales', 'Shopping', 'Buses that come more often', 'Lower fares', 'Drivers should still take cash', 'Pass']) {
      await expect(shown.getByText(words, { exact: true })).toBeVisible();
    }
    await page.getByRole('button', { name: 'Send your answers' }).click();
    await expect(page).toHaveURL(/\/r\//);
    const { questions } = await summary(id);
    expect(questions.map((one) => [one.id, one.answered])).toEqual([
      ['use', 1], ['home', 1], ['trips', 1], ['service', 1], ['views', 0], ['first', 1], ['ideas', 1], ['more', 0],
    ]);
  });
});
