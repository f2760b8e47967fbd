// The studio, as an official uses it: writes a consultation of five kinds in two languages, sees it in the preview, mends what
// is wrong, and submits it; drafts that are kept over a reload, and two people who write at once.

import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { home, look, person } from './department';
import { consultation, expect, stack, test } from './support';

const address = (id: string) => `${home}/studio/${id}`;
const name = () => `studio-${randomUUID().slice(0, 8)}`;
const form = (page: Page) => page.frameLocator('#frame').locator('take-soundings');
const saved = (page: Page) => expect(page.locator('#saving')).toHaveText(/^Saved at/, { timeout: 20_000 });
const previewed = (page: Page) => expect(page.getByText('It shows the draft as it is.')).toBeVisible({ timeout: 20_000 });
const card = (page: Page, place: number) => page.locator('.question-card').nth(place - 1);

/** The draft as the edge has it. */
async function stored(id: string) {
  const reply = await fetch(`${stack.edge}/v1/departments/${stack.department}/drafts/${id}`, {
    headers: { authorization: `Bearer ${stack.token}` },
  });
  expect(reply.status).toBe(200);
  return { tag: reply.headers.get('etag') ?? '', ...(await reply.json()) };
}

async function begin(page: Page, id: string) {
  await page.goto(address(id));
  await expect(page.getByRole('heading', { name: 'Questions' })).toBeVisible({ timeout: 20_000 });
}

async function add(page: Page, kind: string, words: string): Promise<Locator> {
  await page.getByLabel('Kind of the next question').selectOption(kind);
  await page.getByRole('button', { name: 'Add a question' }).click();
  const added = page.locator('.question-card').last();
  const question = added.getByRole('textbox', { name: /^Question|^English$/ }).first();
  await expect(question).toBeFocused();
  await question.fill(words);
  return added;
}

test('a consultation of five kinds in two languages is written, tried out and submitted', async ({ browser }) => {
  test.slow();
  const page = await person(browser, 'analyst');
  const thrown: Error[] = [];
  page.on('pageerror', (error) => thrown.push(error));

  await page.goto(`${home}/studio`);
  await look(page, 'the page that asks for a name');
  const id = name();
  await page.getByLabel('Name of the consultation').fill(id);
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page).toHaveURL(address(id));
  await expect(page.getByRole('heading', { name: 'Questions' })).toBeVisible({ timeout: 20_000 });
  await look(page, 'an empty studio');
  await page.setViewportSize({ width: 1280, height: 900 });

  await page.getByRole('textbox', { name: 'Title' }).fill('Local parks');
  const choice = await add(page, 'single_choice', 'How often do you go to a park?');
  await choice.getByText('Add several at once').click();
  await choice.getByLabel('One a line').fill('Every day\nSometimes\nNever');
  await choice.getByRole('button', { name: 'Add these' }).click();
  const rating = await add(page, 'rating', 'How good are the parks?');
  await rating.getByRole('textbox', { name: /^Label of the lowest/ }).fill('Very poor');
  await rating.getByRole('textbox', { name: /^Label of the highest/ }).fill('Very good');
  const views = await add(page, 'agreement', 'How far do you agree?');
  await views.getByRole('textbox', { name: /^Statement 1/ }).fill('Parks should stay open at night');
  await add(page, 'region', 'Where do you live?');
  const more = await add(page, 'free_text', 'What would make you go more often?');
  await more.getByRole('button', { name: /^Ask it only if/ }).click();
  await more.getByLabel('Depends on').selectOption({ label: '1. How often do you go to a park?' });
  await more.getByRole('checkbox', { name: 'Never' }).check();

  // What is shown is the widget itself, and it follows an answer.
  await previewed(page);
  await expect(form(page).getByText('How often do you go to a park?')).toBeVisible({ timeout: 20_000 });
  await expect(form(page).getByText('What would make you go more often?')).toBeHidden();
  await form(page).getByText('Never', { exact: true }).click();
  await expect(form(page).getByText('What would make you go more often?')).toBeVisible({ timeout: 20_000 });
  await saved(page);

  // In Welsh everything is missing; it is counted, and keeps it from being submitted.
  await page.getByRole('checkbox', { name: /^Welsh/ }).check();
  await expect(page.getByText(/^Welsh: \d+ of \d+ texts translated, \d+ missing$/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Submit for approval' })).toHaveAttribute('aria-disabled', 'true');
  await look(page, 'a studio in two languages');
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.getByText(/^Welsh: /).click();
  await page.getByRole('link', { name: 'Title, in Welsh: Translate this' }).click();
  await expect(page.getByRole('textbox', { name: 'Welsh' }).first()).toBeFocused();
  for (let left = 40; left > 0; left -= 1) {
    const link = page.getByRole('link', { name: /in Welsh: Translate this$/ }).first();
    if ((await link.count()) === 0) break;
    await link.click();
    await page.keyboard.insertText(`Cymraeg ${left}`);
  }
  await expect(page.getByText('Nothing: this can be submitted.')).toBeVisible();
  await page.getByRole('group', { name: 'Look' }).getByLabel('Dark').check();
  await page.getByLabel('Language', { exact: true }).selectOption('cy');
  await expect(form(page)).toHaveAttribute('lang', 'cy', { timeout: 20_000 });
  await expect(form(page)).toHaveAttribute('theme', 'dark');
  // What was tried out stays, in whatever language and look it is drawn anew.
  await expect(form(page).locator('input[value="never"]')).toBeChecked();

  await saved(page);
  const draft = await stored(id);
  expect(draft.definition.languages).toEqual(['en', 'cy']);
  expect(draft.definition.questions.map((question: any) => question.kind)).toEqual(['single_choice', 'rating', 'agreement', 'region', 'free_text']);
  expect(draft.definition.questions[4].show_if).toEqual({ question: 'how-often-do-you-go-to-a-park', any_of: ['never'] });

  await page.getByRole('button', { name: 'Submit for approval' }).click();
  await expect(page.getByText(/Submitted by .*It opens once another person approves it/)).toBeVisible();
  await look(page, 'a draft that was submitted');
  expect((await stored(id)).state).toBe('submitted');
  expect(thrown).toEqual([]);
  await page.context().close();
});

test('the preview stores nothing and sends nothing', async ({ browser }) => {
  const page = await person(browser, 'analyst');
  await begin(page, name());
  await page.getByRole('button', { name: /^Begin with this\s*: Satisfaction/ }).click();
  await expect(form(page).locator('form')).toBeVisible({ timeout: 20_000 });
  const frame = page.frames().find((one) => one.url().endsWith('/_preview'));
  const tried = await frame?.evaluate(async (edge) => {
    let storage = 'open';
    try { storage = `open: ${localStorage.length}`; } catch { storage = 'none'; }
    const sent = await new Promise((done) => {
      const request = new XMLHttpRequest();
      request.open('POST', `${edge}/v1/consultations/maternity-benefits/responses`);
      request.onload = () => done('sent');
      request.onerror = () => done('refused');
      request.send('a=b');
    });
    return { storage, sent };
  }, stack.edge);
  expect(tried).toEqual({ storage: 'none', sent: 'refused' });
  await saved(page);
  // From here on: the request above was one that the policy forbids.
  const violations: string[] = [];
  page.on('console', (message) => { if (/Content Security Policy/.test(message.text())) violations.push(message.text()); });
  const asked: string[] = [];
  page.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
  await form(page).getByRole('radio').first().check();
  await form(page).getByRole('button', { name: 'Send' }).click();
  await expect(form(page).getByText(/^preview\.0\./)).toBeVisible();
  expect(asked.filter((call) => !call.includes('/v1/assets/') && !call.includes('/drafts/') && !call.includes('/_preview'))).toEqual([]);
  expect(violations).toEqual([]);
  await page.context().close();
});

test('a draft is kept over a reload, and edits are taken back', async ({ browser }) => {
  const page = await person(browser, 'analyst');
  const id = name();
  await begin(page, id);
  await page.getByRole('textbox', { name: 'Title' }).fill('Kept');
  await add(page, 'free_text', 'First');
  await add(page, 'region', 'Second');
  await page.getByRole('button', { name: 'Up question 2' }).click();
  await expect(page.getByRole('button', { name: 'Up question 1' })).toBeFocused();
  await expect(card(page, 1)).toContainText('Second');
  await page.getByRole('button', { name: 'Remove question 2' }).click();
  await expect(page.locator('.question-card')).toHaveCount(1);
  await expect(page.locator('#studio-status')).toHaveText(/removed/);
  await page.keyboard.press('Control+z');
  await expect(page.locator('.question-card')).toHaveCount(2);
  await page.getByRole('button', { name: 'Copy question 1' }).click();
  await expect(page.locator('.question-card')).toHaveCount(3);
  await saved(page);
  await page.reload();
  await expect(page.locator('.question-card')).toHaveCount(3, { timeout: 20_000 });
  await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue('Kept');
  await card(page, 2).evaluate((middle) => middle.scrollIntoView({ block: 'center' }));
  const grip = await card(page, 3).locator('.question-card__grip').boundingBox();
  const first = await card(page, 1).boundingBox();
  if (!grip || !first) throw new Error('a card has no place');
  await page.mouse.move(grip.x + 5, grip.y + 5);
  await page.mouse.down();
  await page.mouse.move(grip.x + 5, first.y - 5, { steps: 8 });
  await page.mouse.up();
  await expect(card(page, 1)).toContainText('First');
  await saved(page);
  await page.context().close();
});

test('problems stand at their fields, and each link leads there', async ({ browser }) => {
  const page = await person(browser, 'analyst');
  await begin(page, name());
  await add(page, 'single_choice', 'A choice');
  await page.getByRole('button', { name: 'A choice' }).click();
  await page.getByRole('button', { name: 'Mark what is missing' }).click();
  await page.getByRole('link', { name: 'Question 1, option 1: Enter this' }).click();
  const option = page.getByRole('textbox', { name: /^Option 1/ });
  await expect(option).toBeFocused();
  await expect(option).toHaveAccessibleDescription(/Enter this/);
  await look(page, 'a studio with problems');
  await page.getByRole('textbox', { name: 'Days for which answers are kept' }).fill('soon');
  await expect(page.getByRole('link', { name: 'Days for which answers are kept: This should be a whole number' })).toBeVisible();
  await page.context().close();
});

test('of two people who write at once neither loses anything', async ({ browser }) => {
  test.slow();
  const id = name();
  const page = await person(browser, 'analyst');
  await begin(page, id);
  await page.getByRole('textbox', { name: 'Title' }).fill('Mine');
  await saved(page);
  const theirs = await stored(id);
  const reply = await fetch(`${stack.edge}/v1/departments/${stack.department}/drafts/${id}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${stack.token}`, 'content-type': 'application/json', 'if-match': theirs.tag },
    body: JSON.stringify({ ...theirs.definition, title: { en: 'Theirs' } }),
  });
  expect(reply.status).toBe(200);
  await page.getByRole('textbox', { name: 'Title' }).fill('Mine, later');
  await expect(page.getByRole('heading', { name: 'Somebody else saved another version' })).toBeFocused({ timeout: 20_000 });
  await expect(page.locator('.studio__conflict')).toContainText('Theirs');
  await expect(page.locator('.studio__conflict')).toContainText('Mine, later');
  await look(page, 'two versions');
  await page.getByRole('button', { name: 'Go on with theirs' }).click();
  await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue('Theirs');
  await saved(page);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue('Mine, later');
  await saved(page);
  expect((await stored(id)).definition.title.en).toBe('Mine, later');
  await page.context().close();
});

test('without a connection what is written stays, and is saved later', async ({ browser }) => {
  test.slow();
  const page = await person(browser, 'analyst');
  const id = name();
  await begin(page, id);
  await page.getByRole('textbox', { name: 'Title' }).fill('Online');
  await saved(page);
  await page.context().setOffline(true);
  await page.getByRole('textbox', { name: 'Title' }).fill('Offline');
  await expect(page.locator('#saving')).toHaveText(/^Not saved: no connection/, { timeout: 20_000 });
  await look(page, 'a studio without a connection');
  // By itself, once there is a connection.
  await page.context().setOffline(false);
  await saved(page);
  expect((await stored(id)).definition.title.en).toBe('Offline');
  await page.context().close();
});

test('what a change means for answers that were given is said before it is submitted', async ({ browser }) => {
  const id = await consultation({
    definition: {
      title: { en: 'Asked' }, languages: ['en'],
      questions: [{ id: 'q', kind: 'free_text', text: { en: 'What do you think?' } }],
    },
  });
  const page = await person(browser, 'analyst');
  await begin(page, id);
  await page.getByRole('button', { name: /What do you think/ }).click();
  await page.getByRole('textbox', { name: /^Question/ }).fill('What do you say?');
  const changes = page.getByRole('region', { name: 'What changes for answers already given' });
  await expect(changes).toContainText('compare with care');
  await look(page, 'a change of what people have answered');
  await page.context().close();
});

test('a draft goes out as YAML and comes in again, and what is wrong with a file is said with its line', async ({ browser }) => {
  const page = await person(browser, 'analyst');
  const id = name();
  await begin(page, id);
  await page.getByRole('textbox', { name: 'Title' }).fill('Buses: yes');
  await add(page, 'free_text', 'What would help?');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download as YAML' }).click()]);
  expect(download.suggestedFilename()).toBe(`${id}.yaml`);
  const yaml = await readFile(await download.path(), 'utf8');
  expect(yaml).toContain('title:\n  en: "Buses: yes"\n');

  const choose = (file: string, text: string) =>
    page.getByLabel('Import a file').setInputFiles({ name: file, mimeType: 'application/octet-stream', buffer: Buffer.from(text) });
  const told = page.locator('#imported');
  await choose('broken.yaml', `${yaml}\ntitle: [1,\n`);
  await expect(told.getByText(/^Error: Line \d+, character \d+: /)).toBeVisible();
  await expect(page.getByLabel('Import a file')).toBeFocused();
  await look(page, 'a file that cannot be read');
  await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue('Buses: yes');

  await choose('other.yml', yaml.replace('Buses: yes', 'Trams').replace('kind: free_text', 'kind: guess'));
  await expect(told.getByText(/^Line \d+: Question 1, kind: /)).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue('Trams');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue('Buses: yes');

  await choose('consultation.json', JSON.stringify({
    title: 'Railways', locale: 'en', schema_name: 'consultation', details: { closing_date: '2027-07-24T23:45:00+01:00', body: '<p>' },
  }));
  await expect(told.getByText(/Its questions are not among these fields/)).toBeVisible();
  await expect(page.getByLabel('Closes at (UTC)')).toHaveValue('2027-07-24T22:45');
  await look(page, 'a file of GOV.UK');
  await choose('mine.yaml', yaml);
  await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue('Buses: yes');
  await saved(page);
  expect((await stored(id)).definition.questions[0].text.en).toBe('What would help?');
  await page.context().close();
});

test('earlier revisions are compared, and one is begun from', async ({ browser }) => {
  test.slow();
  const question = (text: string) => ({ title: { en: 'Asked' }, languages: ['en'], questions: [{ id: 'q', kind: 'free_text', text: { en: text } }] });
  const id = await consultation({ definition: question('What do you think?') });
  const put = await fetch(`${stack.edge}/v1/departments/${stack.department}/consultations/${id}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${stack.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ...question('What do you say?'), sites: [{ id: 'a-forum', name: 'A forum', origins: ['https://forum.example'] }] }),
  });
  expect(put.status).toBe(200);
  const page = await person(browser, 'analyst');
  await begin(page, id);
  const past = page.getByRole('region', { name: 'What it asked before' });
  await expect(past.getByRole('heading', { level: 3 })).toHaveText(['Revision 2', 'Revision 1']);
  await past.getByRole('button', { name: 'What it changed revision 2' }).click();
  await expect(past.locator('#compared')).toBeFocused();
  await expect(past.locator('#compared')).toContainText('What do you think?');
  await page.getByRole('textbox', { name: 'Title' }).fill('Asked again');
  await past.getByRole('button', { name: 'Compare with the draft revision 2' }).click();
  await expect(past.locator('#compared')).toContainText('From revision 2 to this draft');
  await expect(past.locator('#compared')).toContainText('Asked again');
  await look(page, 'a revision beside the draft');
  await past.getByRole('button', { name: 'Compare with the draft revision 2' }).click();
  await expect(past.locator('#compared')).toHaveCount(0);

  await page.context().setOffline(true);
  await past.getByRole('button', { name: 'Begin from this revision 1' }).click();
  await page.context().setOffline(false);
  // It was read to be compared: no connection is needed.
  await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue('Asked');
  await expect(page.getByRole('button', { name: /What do you think/ })).toBeVisible();
  await expect(page.getByRole('region', { name: 'What changes for answers already given' })).toContainText('What do you think?');
  // With its sites, which everybody's reply leaves out.
  await saved(page);
  expect((await stored(id)).definition.sites[0].name).toBe('A forum');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue('Asked again');
  await past.getByRole('link', { name: 'Compare any two, on a page of their own' }).click();
  await expect(page.getByRole('heading', { name: 'Compare two' })).toBeVisible();
  await page.context().close();
});

test.describe('without a script', () => {
  test.use({ javaScriptEnabled: false });

  test('the studio says how else a consultation is written', async ({ browser }) => {
    const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
    await page.goto(`${home}/sign-in`);
    await page.getByLabel('Token').fill(stack.token);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.goto(address('parks'));
    await expect(page.getByText(/It needs JavaScript and WebAssembly/)).toBeVisible();
    await page.context().close();
  });
});
