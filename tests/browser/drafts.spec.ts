// A consultation without the studio: begun from a template, submitted, returned, approved by a second person, changed again, and
// its revisions compared. No page of it has a script.

import { home, lookWithoutScript, person, signIn } from './department';
import { expect, stack, test } from './support';

/** Saves a draft by the API, as a program does. */
async function save(token: string, id: string, change: (definition: any) => void) {
  const address = `${stack.edge}/v1/departments/${stack.department}/drafts/${id}`;
  const authorization = `Bearer ${token}`;
  const read = await fetch(address, { headers: { authorization } });
  const { definition } = await read.json();
  change(definition);
  const headers = { authorization, 'content-type': 'application/json', 'if-match': read.headers.get('etag')! };
  const saved = await fetch(address, { method: 'PUT', headers, body: JSON.stringify(definition) });
  expect(saved.status).toBe(200);
}

test('a draft is begun from a template, returned, approved and changed', async ({ browser }) => {
  // Many pages, each looked at twice.
  test.setTimeout(300_000);
  const name = `page-${Date.now()}`;
  const writer = await person(browser, 'analyst');
  await writer.getByRole('link', { name: 'Drafts' }).click();
  await writer.getByLabel('Its name in addresses').fill('Not a name');
  await writer.getByRole('button', { name: 'Begin' }).click();
  await expect(writer.getByText('There is a problem')).toBeVisible();
  await lookWithoutScript(writer, 'drafts with a fault');
  await writer.getByLabel('Its name in addresses').fill(name);
  await writer.getByRole('button', { name: 'Begin' }).click();
  await expect(writer.getByRole('heading', { name: 'Help us improve this page' })).toBeVisible();
  await lookWithoutScript(writer, 'a draft');
  await writer.getByLabel('Open it once it is approved').check();
  await writer.getByRole('button', { name: 'Submit it for approval' }).click();
  await expect(writer.getByText('You wrote or submitted this version')).toBeVisible();

  const publisher = await person(browser, 'publisher');
  await publisher.goto(`${home}/drafts/${name}`);
  await lookWithoutScript(publisher, 'a draft to approve');
  await publisher.getByRole('button', { name: 'Return it' }).click();
  await expect(publisher.getByText('There is a problem')).toBeVisible();
  await publisher.getByLabel('Or: what has to change').fill('Say which page.');
  await publisher.getByRole('button', { name: 'Return it' }).click();
  await writer.reload();
  await expect(writer.getByText('Say which page.')).toBeVisible();
  await lookWithoutScript(writer, 'a draft that was returned');
  await writer.getByLabel('Open it once it is approved').check();
  await writer.getByRole('button', { name: 'Submit it for approval' }).click();
  await publisher.reload();
  await publisher.getByRole('button', { name: 'Approve and open it' }).click();
  await expect(publisher.getByText('Revision 1', { exact: true })).toBeVisible();

  await publisher.getByRole('button', { name: 'Write a change of it' }).click();
  await expect(publisher.getByText('Nothing changes.')).toBeVisible();
  await save(stack.token, name, (definition) => {
    definition.questions[0].text.en = 'Was this page useful to you?';
    definition.questions.pop();
    definition.closes_at = '2100-01-01T00:00:00Z';
  });
  await publisher.reload();
  await expect(publisher.getByText('Give it a new identifier to count them apart.')).toBeVisible();
  await publisher.getByRole('button', { name: 'Submit it for approval' }).click();
  const other = await person(browser, 'publisher');
  await other.goto(`${home}/drafts/${name}`);
  await lookWithoutScript(other, 'a change to approve');
  await other.getByRole('button', { name: 'Approve it' }).click();
  await other.getByRole('link', { name: 'What revision 2 changed' }).click();
  await expect(other.getByText('is reworded in English')).toBeVisible();
  await lookWithoutScript(other, 'revisions');
  await other.goto(`${home}/drafts`);
  await lookWithoutScript(other, 'all drafts');
});

test('where it cannot open yet, each missing text is named with its question, and leads to its field', async ({ page }) => {
  const id = `half-${Date.now()}`;
  const definition = {
    languages: ['en', 'cy'],
    title: { en: 'Local buses', cy: 'Bysiau lleol' },
    questions: [
      { id: 'ease', kind: 'rating', points: 5, text: { en: 'How easy is it to get there?', cy: 'Pa mor hawdd?' }, low: { en: 'Very hard' }, high: { en: 'Very easy', cy: 'Hawdd iawn' } },
      { id: 'say', kind: 'free_text', text: { en: 'What would help?' } },
    ],
  };
  const headers = { authorization: `Bearer ${stack.token}`, 'content-type': 'application/json' };
  const put = await fetch(`${stack.edge}/v1/departments/${stack.department}/consultations/${id}`, { method: 'PUT', headers, body: JSON.stringify(definition) });
  expect(put.status).toBe(201);
  await signIn(page);
  await page.goto(`${home}/${id}/state`);
  await expect(page.getByRole('heading', { name: 'Missing in Welsh: 2 texts' })).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: 'Question 1, label of the lowest point: Very hard' })).toBeVisible();
  await lookWithoutScript(page, 'what keeps it from opening');
  // The studio begins with what was sent, and not with a blank page.
  await page.getByRole('link', { name: 'Question 2' }).click();
  await expect(page.locator(':focus')).toHaveAttribute('id', 'at.questions.1.text.cy');
  await expect(page.locator('[id="at.questions.1.text.en"]')).toHaveValue('What would help?');
});
