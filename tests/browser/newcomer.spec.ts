// The whole way, as somebody goes it for the first time and by pages alone: two people get their tokens, one writes a
// consultation of five kinds in two languages in the studio, the other approves it; its tag is pasted into a page of a place
// that nobody knew before, three people answer there, the figures are read, it is closed, and what became of it is published.
// Prints the time of each step: how long the pages make somebody wait who knows what to press.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import type { Browser, Page } from '@playwright/test';
import { home, signIn } from './department';
import { expect, stack, test } from './support';

/** A place of its own, on a port that was never registered, with one page. */
async function newPlace() {
  let body = '';
  const server = createServer((_, reply) => {
    reply.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    reply.end(`<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Our street</title><link rel="icon" href="data:,"><main><h1>Our street</h1>${body}</main></html>`);
  });
  server.unref();
  const origin = await new Promise<string>((done) => server.listen(0, '127.0.0.1', () => done(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)));
  return { origin, paste: (html: string) => { body = html; } };
}

/** Somebody with a browser of their own. */
const somebody = async (browser: Browser) => (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();

test('from an empty page to what became of it', async ({ browser }) => {
  test.setTimeout(400_000);
  const id = `street-${randomUUID().slice(0, 8)}`;
  const place = await newPlace();
  const thrown: string[] = [];
  const times: string[] = [];
  let began = performance.now();
  const step = (name: string) => {
    times.push(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${name}`);
    began = performance.now();
  };

  const admin = await somebody(browser);
  const person = async (role: string) => {
    await admin.goto(`${home}/tokens`);
    await admin.getByLabel('Name', { exact: true }).fill(`A ${role} on their first day`);
    await admin.getByRole('radio', { name: new RegExp(`^${role}`, 'i') }).check();
    await admin.getByRole('button', { name: 'Make a token' }).click();
    const token = await admin.locator('.receipt').first().evaluate((own) => (own as HTMLTextAreaElement).value ?? own.textContent);
    const page = await somebody(browser);
    page.on('pageerror', (error) => thrown.push(error.message));
    await signIn(page, token.trim());
    return page;
  };
  await signIn(admin);
  const writer = await person('analyst');
  const approver = await person('publisher');
  step('two people have tokens and are signed in');

  // Written in the studio.
  await writer.getByRole('link', { name: 'Write a consultation' }).click();
  await writer.getByLabel('Name of the consultation').fill(id);
  await writer.getByRole('button', { name: 'Go on' }).click();
  await expect(writer.getByRole('heading', { name: 'Questions' })).toBeVisible({ timeout: 30_000 });
  step('the studio is open');
  await writer.getByRole('textbox', { name: 'Title' }).fill('Our street');
  const add = async (kind: string, words: string) => {
    await writer.getByLabel('Kind of the next question').selectOption(kind);
    await writer.getByRole('button', { name: 'Add a question' }).click();
    const card = writer.locator('.card').last();
    await card.getByRole('textbox', { name: /^Question|^English$/ }).first().fill(words);
    return card;
  };
  const choice = await add('single_choice', 'How do you get about?');
  await choice.getByText('Add several at once').click();
  await choice.getByLabel('One a line').fill('On foot\nBy bus\nBy car');
  await choice.getByRole('button', { name: 'Add these' }).click();
  const rating = await add('rating', 'How safe is the street?');
  await rating.getByRole('textbox', { name: /^Label of the lowest/ }).fill('Not at all');
  await rating.getByRole('textbox', { name: /^Label of the highest/ }).fill('Very');
  const views = await add('agreement', 'How far do you agree?');
  await views.getByRole('textbox', { name: /^Statement 1/ }).fill('Cars should go slower');
  await add('region', 'Where do you live?');
  await add('free_text', 'What else should we know?');
  step('five kinds of question are written in English');
  await writer.getByRole('checkbox', { name: /^Welsh/ }).check();
  await writer.getByText(/^Welsh: \d+ of/).click();
  for (let left = 60; left > 0; left -= 1) {
    const missing = writer.getByRole('link', { name: /in Welsh: Translate this$/ }).first();
    if (!(await missing.count())) break;
    await missing.click();
    await writer.keyboard.insertText(`Cymraeg ${left}`);
  }
  step('and translated into Welsh');
  await writer.getByRole('button', { name: 'Add a site' }).click();
  await writer.getByRole('textbox', { name: /^Name/ }).last().fill('Our street');
  await writer.getByRole('textbox', { name: /^Origin/ }).last().fill(place.origin);
  await expect(writer.getByText('Nothing: this can be submitted.')).toBeVisible({ timeout: 20_000 });
  await expect(writer.locator('#saving')).toHaveText(/^Saved at/, { timeout: 20_000 });
  await writer.getByRole('button', { name: 'Submit for approval' }).click();
  await expect(writer.getByText(/Submitted by /)).toBeVisible({ timeout: 20_000 });
  step('its site is named, and it is submitted');

  // Approved by the other.
  await approver.getByRole('link', { name: 'Drafts' }).click();
  await approver.getByRole('link', { name: 'Our street' }).first().click();
  await approver.getByRole('button', { name: /^Approve/ }).click();
  await expect(approver.getByText('Revision 1')).toBeVisible();
  step('the other person has read and approved it');

  // Put on a page.
  await approver.goto(home);
  await approver.getByRole('listitem').filter({ hasText: id }).getByRole('link').first().click();
  await approver.getByRole('link', { name: 'Put it on a page' }).click();
  const tag = await approver.getByLabel('Tag', { exact: true }).first().inputValue();
  place.paste(tag);
  step('the tag is made and pasted');

  // Answered by three people, one of them in Welsh; each has a browser of their own.
  for (const [name, words] of [['On foot', 'Benches'], ['By bus', 'A shelter'], ['On foot', 'Trees']]) {
    const page: Page = await somebody(browser);
    page.on('pageerror', (error) => thrown.push(error.message));
    await page.goto(place.origin);
    const widget = page.locator('take-soundings');
    await widget.getByRole('radio', { name }).check();
    await widget.getByRole('radio', { name: /Very/ }).check();
    await widget.getByRole('textbox').last().fill(words);
    await widget.getByRole('button', { name: 'Send your answers' }).click();
    await expect(widget.getByRole('heading', { name: /^Thank you/ })).toBeVisible();
    await page.context().close();
  }
  step('three people have answered');

  // Read.
  await approver.goto(`${home}/${id}`);
  await expect(approver.locator('.headline')).toContainText('3');
  await expect(approver.getByRole('row', { name: /On foot 2/ }).first()).toBeAttached();
  step('the figures are read');

  // Closed.
  await approver.getByRole('link', { name: 'Close it' }).click();
  await approver.getByRole('button', { name: 'Close it now' }).click();
  await expect(approver.getByText('Closed', { exact: true }).first()).toBeVisible();
  step('it is closed');

  // What became of it.
  await writer.goto(`${home}/${id}/outcome`);
  for (const lang of ['English', 'Cymraeg']) {
    for (const [part, words] of [['We asked', 'Whether the street is safe.'], ['You said', 'It needs benches.'], ['We did', 'There will be benches in May.']]) {
      await writer.getByLabel(`${part} (${lang})`, { exact: true }).fill(words);
    }
  }
  await writer.getByRole('button', { name: 'Save as version 1' }).click();
  await expect(writer.getByText('You wrote this version')).toBeVisible();
  await approver.goto(`${home}/${id}/outcome`);
  await approver.getByRole('button', { name: 'Approve and publish version 1' }).click();
  await approver.goto(place.origin);
  await expect(approver.locator('take-soundings')).toContainText('There will be benches in May.');
  step('its outcome is published, and stands where it was asked');

  expect(thrown).toEqual([]);
  console.log(`\n${times.join('\n')}`);
});
