// The whole way, as somebody goes it for the first time: by what is on the pages, from link to link. Two people get their tokens;
// one writes a consultation of five kinds in two languages in the studio, the other approves it; its tag is pasted into a page
// of a place that nobody knew before, three people answer there, one of them in Welsh; the figures are read, it is closed, and
// what became of it is published.
//
// Each step is timed, and what is pressed and typed is counted: the pages' time is measured, a person's is not. With
// SOUNDINGS_PICTURES it leaves a picture of each page in that folder.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import type { Browser, Locator, Page } from '@playwright/test';
import { home, signIn } from './department';
import { expect, test } from './support';

/** A place of its own, on a port that was never registered, with the same page in English and, at `/cy`, in Welsh. */
async function newPlace() {
  let pasted = '';
  const server = createServer((request, reply) => {
    const [lang, title] = request.url === '/cy' ? ['cy', 'Ein stryd'] : ['en', 'Our street'];
    reply.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    reply.end(`<!doctype html><html lang="${lang}"><meta name="viewport" content="width=device-width"><title>${title}</title>
      <link rel="icon" href="data:,"><main><h1>${title}</h1>${pasted}</main></html>`);
  });
  server.unref();
  await new Promise<void>((done) => { server.listen(0, '127.0.0.1', done); });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin, paste: (html: string) => { pasted = html; } };
}

/** The steps so far. */
class Way {
  private readonly lines: string[] = [];
  private began = performance.now();
  private presses = 0;
  private letters = 0;

  async press(target: Locator) {
    this.presses += 1;
    await target.click();
  }

  /** Puts the cursor there and types. */
  async type(target: Locator, text: string) {
    this.presses += 1;
    this.letters += text.length;
    await target.fill(text);
  }

  async choose(target: Locator, value: string) {
    this.presses += 2;
    await target.selectOption(value);
  }

  /** Types where the cursor is. */
  async goOn(page: Page, text: string) {
    this.letters += text.length;
    await page.keyboard.insertText(text);
  }

  /** Ends a step: what somebody sees then. */
  async step(name: string, page: Page) {
    const seconds = ((performance.now() - this.began) / 1000).toFixed(1).padStart(5);
    this.lines.push(`| ${name.padEnd(52)} | ${seconds} | ${String(this.presses).padStart(3)} | ${String(this.letters).padStart(4)} |`);
    await this.picture(name, page);
    this.began = performance.now();
    [this.presses, this.letters] = [0, 0];
  }

  async picture(name: string, page: Page) {
    const folder = process.env.SOUNDINGS_PICTURES;
    if (!folder) return;
    const [before, taken] = [page.viewportSize(), performance.now()];
    for (const [width, colorScheme] of [[1280, 'light'], [390, 'light'], [1280, 'dark']] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${folder}/${name.replaceAll(/\W+/g, '-')}-${width}-${colorScheme}.png`, fullPage: true });
    }
    await page.emulateMedia({ colorScheme: null });
    if (before) await page.setViewportSize(before);
    // Nobody waits for pictures.
    this.began += performance.now() - taken;
  }

  toString() {
    return ['| step | seconds | presses | letters |', '| --- | --: | --: | --: |', ...this.lines].join('\n');
  }
}

test('from an empty page to what became of it', async ({ browser }) => {
  test.setTimeout(400_000);
  const id = `street-${randomUUID().slice(0, 8)}`;
  const [place, way] = [await newPlace(), new Way()];
  const thrown: string[] = [];
  /** Somebody with a browser of their own. */
  const somebody = async (from: Browser) => {
    const page = await (await from.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
    page.on('pageerror', (error) => thrown.push(error.message));
    return page;
  };

  // The administrator has the token that the demonstration printed, and makes two.
  const admin = await somebody(browser);
  await signIn(admin);
  await way.press(admin.getByRole('link', { name: 'Tokens' }));
  const person = async (role: string) => {
    await way.type(admin.getByLabel('Name', { exact: true }), `${role} on their first day`);
    await way.press(admin.getByRole('radio', { name: role }));
    await way.press(admin.getByRole('button', { name: 'Make the token' }));
    const token = await admin.getByLabel('New token').inputValue();
    const page = await somebody(browser);
    await signIn(page, token.trim());
    await expect(page.getByRole('heading', { name: 'Consultations', exact: true })).toBeVisible();
    return page;
  };
  const writer = await person('Analyst');
  const approver = await person('Publisher');
  await way.picture('a token is made', admin);
  await way.step('two people have tokens and are signed in', writer);

  await way.press(writer.getByRole('link', { name: 'Write a consultation' }));
  await way.picture('a name', writer);
  await way.type(writer.getByLabel('Name of the consultation'), id);
  await way.press(writer.getByRole('button', { name: 'Go on' }));
  await expect(writer.getByRole('heading', { name: 'Questions' })).toBeVisible({ timeout: 30_000 });
  await way.step('the studio is open', writer);

  await way.type(writer.getByRole('textbox', { name: 'Title' }), 'Our street');
  const add = async (kind: string, words: string) => {
    await way.choose(writer.getByLabel('Kind of the next question'), kind);
    await way.press(writer.getByRole('button', { name: 'Add a question' }));
    const card = writer.locator('.question-card').last();
    await expect(card.getByRole('textbox', { name: /^Question/ })).toBeFocused();
    await way.goOn(writer, words);
    return card;
  };
  const choice = await add('single_choice', 'How do you get about?');
  await way.press(choice.getByText('Add several at once'));
  await way.type(choice.getByLabel('One a line'), 'On foot\nBy bus\nBy car');
  await way.press(choice.getByRole('button', { name: 'Add these' }));
  const rating = await add('rating', 'How safe is the street?');
  await way.type(rating.getByRole('textbox', { name: /^Label of the lowest/ }), 'Not at all');
  await way.type(rating.getByRole('textbox', { name: /^Label of the highest/ }), 'Very safe');
  const views = await add('agreement', 'How far do you agree?');
  await way.type(views.getByRole('textbox', { name: /^Statement 1/ }), 'Cars should go slower');
  await add('region', 'Where do you live?');
  await add('free_text', 'What else should we know?');
  await way.step('five kinds of question are written in English', writer);

  await way.press(writer.getByRole('checkbox', { name: /^Welsh/ }));
  await way.press(writer.getByText(/^Welsh: \d+ of/));
  // In the order of the list. The scale's points are there by themselves.
  for (const words of [
    'Ein stryd', 'Sut ydych chi’n teithio?', 'Ar droed', 'Ar fws', 'Mewn car', 'Pa mor ddiogel yw’r stryd?', 'Ddim o gwbl', 'Diogel iawn',
    'I ba raddau ydych chi’n cytuno?', 'Dylai ceir fynd yn arafach', 'Ble ydych chi’n byw?', 'Beth arall ddylem ni ei wybod?',
  ]) {
    await way.press(writer.getByRole('link', { name: /in Welsh: Translate this$/ }).first());
    await way.goOn(writer, words);
  }
  await expect(writer.getByRole('link', { name: /Translate this$/ })).toHaveCount(0);
  await way.step('and translated into Welsh', writer);

  await way.press(writer.getByRole('button', { name: 'Add a site' }));
  await way.type(writer.getByRole('textbox', { name: /^Name/ }), 'Our street');
  await way.type(writer.getByRole('textbox', { name: /^Origin/ }), `${place.origin}/our/page?1`);
  await expect(writer.getByText('Nothing: this can be submitted.')).toBeVisible({ timeout: 20_000 });
  await expect(writer.locator('#saving')).toHaveText(/^Saved at/, { timeout: 20_000 });
  await way.press(writer.getByRole('button', { name: 'Submit for approval' }));
  await expect(writer.getByText(/Submitted by /)).toBeVisible({ timeout: 20_000 });
  await way.step('its site is named, and it is submitted', writer);

  await way.press(approver.getByRole('link', { name: 'Consultations' }));
  await way.picture('something waits for approval', approver);
  await way.press(approver.getByRole('region', { name: 'Needs attention' }).getByRole('link', { name: 'Our street' }).first());
  await way.picture('a draft to approve', approver);
  await way.press(approver.getByRole('button', { name: 'Approve and open it' }));
  await expect(approver.getByRole('status').getByText('People can answer it now.')).toBeVisible();
  await way.step('the other person has read and approved it', approver);

  await way.press(approver.getByRole('link', { name: 'Put it on a page' }));
  const tag = approver.getByRole('region', { name: 'The tag' }).getByLabel('Tag', { exact: true });
  await way.press(tag);
  place.paste(await tag.inputValue());
  await way.step('the tag is copied and pasted', approver);

  for (const [path, foot, send, thanks, words] of [
    ['/', 'On foot', 'Send your answers', /^Thank you/, 'Benches'],
    ['/', 'By bus', 'Send your answers', /^Thank you/, 'A shelter'],
    ['/cy', 'Ar droed', 'Anfon eich atebion', /^Diolch/, 'Coed'],
  ] as const) {
    const page = await somebody(browser);
    await page.goto(place.origin + path);
    const widget = page.locator('take-soundings');
    await way.press(widget.getByRole('radio', { name: foot }));
    await way.press(widget.getByRole('radio', { name: /^5/ }));
    await way.type(widget.getByRole('textbox').last(), words);
    await way.picture(`answered ${words}`, page);
    await way.press(widget.getByRole('button', { name: send }));
    await expect(widget.getByRole('heading', { name: thanks })).toBeVisible();
    await way.picture(`sent ${words}`, page);
    await page.context().close();
  }
  await way.step('three people have answered, one of them in Welsh', approver);

  await way.press(approver.getByRole('link', { name: 'Consultations' }));
  await way.press(approver.getByRole('listitem').filter({ hasText: id }).getByRole('link', { name: 'Our street' }));
  await expect(approver.locator('.headline')).toContainText('3 people answered');
  const asked = approver.getByRole('region', { name: '1. How do you get about?' });
  await way.press(asked.locator('summary').filter({ hasText: 'Numbers' }));
  await expect(asked.getByRole('row', { name: /^On foot 2/ })).toBeVisible();
  await way.step('the figures are read', approver);

  await way.press(approver.getByRole('link', { name: 'Close it' }));
  await way.picture('before it closes', approver);
  await way.press(approver.getByRole('button', { name: 'Close it now' }));
  await expect(approver.getByText('Closed', { exact: true })).toBeVisible();
  await way.step('it is closed', approver);

  await way.press(writer.getByRole('link', { name: 'Consultations', exact: true }));
  await way.press(writer.getByRole('listitem').filter({ hasText: id }).getByRole('link', { name: 'Our street' }));
  await way.press(writer.getByRole('link', { name: 'We asked, you said, we did' }));
  await way.picture('an outcome to write', writer);
  for (const [lang, said] of [
    ['English', ['Whether the street is safe.', 'It needs benches and trees.', 'Both come in May.']],
    ['Cymraeg', ['A yw’r stryd yn ddiogel.', 'Mae angen meinciau a choed.', 'Daw’r ddau ym mis Mai.']],
  ] as const) {
    for (const [index, part] of ['We asked', 'You said', 'We did'].entries()) {
      await way.type(writer.getByLabel(`${part} (${lang})`, { exact: true }), said[index]);
    }
  }
  await way.press(writer.getByRole('button', { name: 'Save as version 1' }));
  await expect(writer.getByText('You wrote this version')).toBeVisible();
  await way.picture('an outcome that waits', writer);
  await way.press(approver.getByRole('link', { name: 'We asked, you said, we did' }));
  await way.press(approver.getByRole('button', { name: 'Approve and publish version 1' }));
  await expect(approver.getByText('Version 1 is published')).toBeVisible();
  await way.picture('an outcome published', approver);
  const reader = await somebody(browser);
  await reader.goto(place.origin);
  await expect(reader.locator('take-soundings')).toContainText('Both come in May.');
  await way.step('its outcome is published, and stands where it was asked', reader);

  expect(thrown).toEqual([]);
  console.log(`\n${way}`);
});
