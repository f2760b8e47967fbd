// A department's whole work in a browser that runs no script: a consultation is begun, approved, answered, read, counted anew,
// weighted, released, exported, closed and told what came of it; replies, keys, tokens and links. Every page that the API's
// description names is met, and none is wider than a narrow screen or than paper.

import type { Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { home, person, signIn } from './department';
import { asTheForum, consultation, everyKind, expect, stack, test } from './support';

test.use({ javaScriptEnabled: false });

/** A4 with the margins that browsers leave, in pixels of CSS. */
const PAPER = 718;
/** What only a script can show: the studio's own frame, which is empty without one. */
const BY_SCRIPT = ['/d/{department}/studio/_preview'];

/** Nothing sticks out: of a narrow screen, and of paper, where nothing can be scrolled. */
async function fits(page: Page) {
  const what = new URL(page.url()).pathname;
  const width = () => page.locator('html').evaluate((html) => html.scrollWidth);
  await page.setViewportSize({ width: 320, height: 800 });
  expect(await width(), `${what} at 320 px`).toBeLessThanOrEqual(320);
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: PAPER, height: 1000 });
  expect(await width(), `${what} on paper`).toBeLessThanOrEqual(PAPER);
  const cut = await page.locator('.scroll, table, .chart, pre, textarea').evaluateAll((all) =>
    all.filter((one) => one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1).map((one) => one.outerHTML.slice(0, 200)));
  expect(cut, `cut off on paper: ${what}`).toEqual([]);
  await page.emulateMedia({ media: 'screen' });
  await page.setViewportSize({ width: 1280, height: 900 });
}

/** Somebody of that role, whose every page is held to fit and noted. */
async function walker(browser: any, met: Set<string>, role?: string): Promise<Page> {
  const options = { javaScriptEnabled: false };
  const page = role ? await person(browser, role, options) : await (await browser.newContext(options)).newPage();
  page.setDefaultTimeout(15_000);
  page.on('framenavigated', (frame: any) => met.add(new URL(frame.url()).pathname));
  if (!role) await signIn(page);
  return page;
}

async function answered(request: any, id: string) {
  for (let number = 0; number < 40; number += 1) {
    const answers = {
      one: number % 3 ? 'a' : 'b', many: number % 2 ? ['a', 'b'] : ['c'], rate: (number * 7) % 5 + 1,
      views: { s: number % 4 ? 'yes' : 'no', t: number % 5 ? 'no' : 'yes' }, order: number % 2 ? ['d', 'f', 'o'] : ['o', 'd'],
      home: ['TLC', 'TLI', 'TLM', 'TLN'][number % 4], ideas: { m: number % 6 ? 'agree' : 'disagree', p: 'pass' },
      say: number % 4 ? `The library should open on Sundays, says reader ${number}` : 'More benches, please',
    };
    const sent = await request.post(`${stack.edge}/v1/consultations/${id}/responses`, {
      headers: await asTheForum(randomUUID()), data: { revision: 1, site: 'a-forum', lang: 'en', answers },
    });
    expect(sent.status(), await sent.text()).toBe(201);
  }
}

test('a department does all of its work without a script', async ({ browser, request, page: anybody }) => {
  test.setTimeout(600_000);
  const met = new Set<string>();
  anybody.setDefaultTimeout(15_000);
  const admin = await walker(browser, met);
  const [writer, publisher] = [await walker(browser, met, 'analyst'), await walker(browser, met, 'publisher')];

  await test.step('written, and approved by a second person', async () => {
    const name = `walk-${randomUUID().slice(0, 8)}`;
    await writer.getByRole('link', { name: 'Write a consultation' }).click();
    await fits(writer);
    await writer.getByLabel('Name of the consultation').fill(name);
    await writer.getByRole('button', { name: 'Go on' }).click();
    await expect(writer.getByText('Without them a consultation is written')).toBeVisible();
    await fits(writer);
    await writer.goto(`${home}/drafts`);
    await writer.getByLabel('Its name in addresses').fill(name);
    await writer.getByRole('button', { name: 'Begin' }).click();
    await writer.getByLabel('Open it once it is approved').check();
    await writer.getByRole('button', { name: 'Submit it for approval' }).click();
    await fits(writer);
    await publisher.goto(`${home}/drafts`);
    await fits(publisher);
    await publisher.goto(`${home}/drafts/${name}`);
    await fits(publisher);
    await publisher.getByRole('button', { name: 'Approve and open it' }).click();
    await expect(publisher.getByText('Revision 1', { exact: true })).toBeVisible();
    await fits(publisher);
    await publisher.goto(`${home}/${name}/state`);
    await fits(publisher);
    await publisher.getByRole('button', { name: 'Close it now' }).click();
    await publisher.getByRole('button', { name: 'Archive it' }).click();
    await expect(publisher.getByText('never opens again')).toBeVisible();
  });

  const id = await consultation({ definition: everyKind });
  await test.step('answered', async () => {
    await answered(request, id);
    await anybody.goto(`${stack.edge}/f/${id}`);
    await anybody.getByRole('radio', { name: 'Apple' }).check();
    await anybody.getByRole('button', { name: 'Send your answers' }).click();
    await expect(anybody.getByRole('heading', { name: /^Thank you/ })).toBeVisible();
    await fits(anybody);
  });

  await test.step('read', async () => {
    await writer.goto(home);
    await fits(writer);
    await writer.goto(`${home}/${id}`);
    await expect(writer.locator('.headline').getByText('41')).toBeVisible();
    await fits(writer);
    await writer.getByRole('link', { name: 'Draw it to both sides of the middle' }).click();
    await expect(writer).toHaveURL(/agreement=diverging/);
    await writer.getByLabel('Rows', { exact: true }).selectOption('one');
    await writer.getByLabel('Columns', { exact: true }).selectOption('rate');
    await writer.getByRole('button', { name: 'Count' }).click();
    await expect(writer.getByText('41 of 41 responses')).toBeVisible();
    await fits(writer);
    await writer.getByLabel('Rows', { exact: true }).selectOption('');
    await writer.getByLabel('Columns', { exact: true }).selectOption('');
    await writer.getByLabel('Who answered').selectOption('one:b');
    await writer.getByRole('button', { name: 'Count' }).click();
    await expect(writer.getByText('14 of 41 responses')).toBeVisible();
    await fits(writer);
  });

  await test.step('texts', async () => {
    await writer.goto(`${home}/${id}/texts`);
    await fits(writer);
    await writer.getByLabel('Words', { exact: true }).fill('benches');
    await writer.getByRole('button', { name: 'Find' }).click();
    await expect(writer.locator('[data-figure="matched"]')).toHaveText('10');
    await writer.getByText('Tag this text').first().click();
    await writer.getByLabel('Tag', { exact: true }).first().fill('benches');
    await writer.getByRole('button', { name: 'Add' }).first().click();
    await expect(writer.locator('.marks').first()).toContainText('benches');
    await fits(writer);
  });

  await test.step('weighted', async () => {
    await publisher.goto(`${home}/${id}/weighting`);
    await publisher.getByLabel('Where the figures are from').fill('A count of readers');
    await publisher.getByText('One of these?').last().click();
    await publisher.getByLabel('Apple').fill('40');
    await publisher.getByLabel('Bread').fill('60');
    await publisher.getByRole('button', { name: 'Save the margins' }).click();
    await expect(publisher.getByText('Margins: A count of readers.')).toBeVisible();
    await publisher.getByLabel('Question', { exact: true }).selectOption('rate');
    await publisher.getByRole('button', { name: 'Show' }).click();
    await expect(publisher.getByRole('columnheader', { name: 'Share' }).first()).toBeVisible();
    await fits(publisher);
  });

  await test.step('released', async () => {
    await publisher.goto(`${home}/${id}/releases`);
    await publisher.getByRole('button', { name: 'Make the release now' }).click();
    await expect(publisher.getByText('The release is made')).toBeVisible();
    await fits(publisher);
    await publisher.getByRole('link', { name: 'Release 1' }).click();
    await expect(publisher.getByRole('table').first()).toBeVisible();
    await fits(publisher);
    await publisher.getByRole('link', { name: 'All releases' }).click();
    await fits(publisher);
  });

  await test.step('taken along', async () => {
    await writer.goto(`${home}/${id}/exports`);
    await fits(writer);
    for (const name of ['Responses for programs (CSV)', 'Responses for a spreadsheet (ODS)']) {
      const [file] = await Promise.all([writer.waitForEvent('download'), writer.getByRole('link', { name }).click()]);
      expect(await file.failure()).toBeNull();
    }
    await writer.reload();
    await expect(writer.getByText('Whole: 41 responses')).toHaveCount(2);
    await fits(writer);
  });

  await test.step('put on pages', async () => {
    await publisher.goto(`${home}/${id}/embed`);
    await publisher.getByRole('button', { name: 'Show the tag' }).click();
    await expect(publisher.getByRole('heading', { name: 'The tag', exact: true })).toBeVisible();
    await fits(publisher);
    await publisher.getByRole('link', { name: 'Look at the page' }).click();
    await publisher.getByLabel('Its HTML').fill('<p>No tag at all</p>');
    await publisher.getByRole('button', { name: 'What is wrong?' }).click();
    await expect(publisher.getByRole('heading', { name: 'Why it does not show' })).toBeVisible();
    await fits(publisher);
    await publisher.goto(`${home}/${id}/links`);
    await publisher.getByRole('button', { name: 'Make the link' }).click();
    const link = await publisher.getByLabel('New link').inputValue();
    await fits(publisher);
    await anybody.goto(link);
    await expect(anybody.getByRole('heading', { name: 'Figures for A forum' })).toBeVisible();
    await fits(anybody);
    await publisher.locator('summary').filter({ hasText: 'Revoke' }).click();
    await publisher.getByRole('button', { name: 'Yes, revoke it' }).click();
    await expect(publisher.getByText('Revoked on')).toBeVisible();
    await publisher.goto(`${home}/${id}/revisions`);
    await fits(publisher);
  });

  await test.step('closed, and told what came of it', async () => {
    await publisher.goto(`${home}/${id}/state`);
    await publisher.getByRole('button', { name: 'Close it now' }).click();
    await writer.goto(`${home}/${id}/outcome`);
    for (const label of ['We asked', 'You said', 'We did']) {
      await writer.getByLabel(label, { exact: true }).fill('Opening on Sundays.');
    }
    await writer.getByRole('button', { name: 'Save as version 1' }).click();
    await fits(writer);
    await publisher.goto(`${home}/${id}/outcome`);
    await publisher.getByRole('button', { name: 'Approve and publish version 1' }).click();
    await expect(publisher.getByText('Version 1 is published')).toBeVisible();
    await fits(publisher);
    await admin.goto(`${home}/${id}/exports`);
    await expect(admin.getByText('41 responses, 1 release and')).toBeVisible();
    await fits(admin);
    const [file] = await Promise.all([admin.waitForEvent('download'), admin.getByRole('link', { name: 'Archive (tar.gz)' }).click()]);
    expect(await file.failure()).toBeNull();
    await anybody.goto(`${stack.edge}/f/${id}/outcome`);
    await expect(anybody.getByText('Opening on Sundays.').first()).toBeVisible();
    await fits(anybody);
  });

  await test.step('replies and keys', async () => {
    await writer.goto(`${home}/replies`);
    await fits(writer);
    await writer.getByLabel('What the department says').fill('The library opens on Sundays from May.');
    for (const box of await writer.getByRole('checkbox').all()) await box.check();
    await writer.getByRole('button', { name: 'Save, to be approved' }).click();
    await fits(writer);
    await publisher.goto(writer.url());
    await publisher.getByRole('button', { name: 'Approve and sign version 1' }).click();
    await fits(publisher);
    await publisher.getByRole('button', { name: 'Withdraw the reply' }).click();
    await fits(publisher);
    await admin.goto(`${home}/keys`);
    await fits(admin);
  });

  await test.step('tokens, the log, and out', async () => {
    await admin.goto(`${home}/tokens`);
    await admin.getByLabel('Name').fill('A walk');
    await admin.getByRole('radio', { name: /^Viewer/ }).check();
    await admin.getByLabel('Days until it expires').fill('1');
    await admin.getByRole('button', { name: 'Make the token' }).click();
    const token = await admin.getByLabel('New token').inputValue();
    await fits(admin);
    const card = admin.getByRole('listitem').filter({ hasText: token.slice(4, 12) });
    await card.getByRole('link', { name: /^Revoke/ }).click();
    await fits(admin);
    await admin.getByRole('button', { name: 'Yes, revoke it' }).click();
    await admin.goto(`${home}/log`);
    await fits(admin);
    await admin.getByRole('button', { name: 'Sign out' }).click();
    await admin.goto(home);
    await expect(admin.getByLabel('Token')).toBeVisible();
    await fits(admin);
  });

  // Whatever page is added has to be met here.
  const { paths } = await (await request.get(`${stack.edge}/openapi.json`)).json();
  const pages = Object.entries<any>(paths).filter(([path, item]) =>
    path.startsWith('/d/') && item.get?.responses?.['200']?.content?.['text/html; charset=utf-8'] && !BY_SCRIPT.includes(path));
  expect(pages.length).toBeGreaterThan(20);
  const unmet = pages.map(([path]) => path).filter((path) => {
    const own = new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
    return ![...met].some((one) => own.test(one));
  });
  expect(unmet, 'pages that nobody has walked').toEqual([]);
});
