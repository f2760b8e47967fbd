// Official replies as people meet them: one writes, another approves, and whoever reads the reply in a thread verifies it, by the
// page or in the element. No page of it has a script.

import AxeBuilder from '@axe-core/playwright';
import { home, lookWithoutScript, person, signIn, tags } from './department';
import { expect, loader, test, thread } from './support';

test('a reply is written, approved, pasted and verified', async ({ browser, page }) => {
  // Many pages, each looked at twice.
  test.setTimeout(300_000);
  const writer = await person(browser, 'analyst');
  await writer.getByRole('link', { name: 'Replies' }).click();
  await writer.getByLabel('What the department says').fill('Letters go out a week earlier.\n\nFrom May on.');
  for (const principle of ['Be credible', 'Be consistent', 'Be responsive', 'Be integrated']) {
    await writer.getByRole('checkbox', { name: principle }).check();
  }
  await writer.getByRole('button', { name: 'Save, to be approved' }).click();
  await expect(writer.getByText('There is a problem')).toBeVisible();
  await expect(writer.getByRole('checkbox', { name: 'Be credible' })).toBeChecked();
  await lookWithoutScript(writer, 'a reply with a fault');
  await writer.getByRole('checkbox', { name: 'Be a civil servant' }).check();
  await writer.getByRole('button', { name: 'Save, to be approved' }).click();
  await expect(writer.getByText('You wrote this version')).toBeVisible();
  await lookWithoutScript(writer, 'a reply that waits');

  const publisher = await person(browser, 'publisher');
  await publisher.goto(writer.url());
  await lookWithoutScript(publisher, 'a reply to approve');
  await publisher.getByRole('button', { name: 'Approve and sign version 1' }).click();
  const paste = await publisher.getByLabel('Text to paste').inputValue();
  await lookWithoutScript(publisher, 'a signed reply');
  await publisher.goto(`${home}/replies`);
  await lookWithoutScript(publisher, 'all replies');

  const address = /https?:\S+$/.exec(paste)![0];
  await page.goto(address);
  await expect(page.getByText('Verified: the department signed this text')).toBeVisible();
  await lookWithoutScript(page, 'a verified reply');
  await page.getByLabel('Paste the text that you read').fill(paste);
  await page.getByRole('button', { name: 'Compare' }).click();
  await expect(page.getByText('It is the very text.')).toBeVisible();
  await page.getByLabel('Paste the text that you read').fill(paste.replace('earlier', 'later'));
  await page.getByRole('button', { name: 'Compare' }).click();
  await expect(page.getByText('It is not the same text.')).toBeVisible();
  await expect(page.getByRole('deletion')).toHaveText('earlier.');
  await expect(page.getByRole('insertion')).toHaveText('later.');
  await lookWithoutScript(page, 'a reply that was changed');

  // In a thread, with nothing to send; the link inside stays where the loader does not come.
  const code = address.split('/').pop();
  const element = `<take-soundings reply="${code}" load="eager"><a href="${address}">Official reply</a></take-soundings>`;
  await page.goto(await thread(element + loader));
  const widget = page.locator('take-soundings');
  await expect(widget.getByText('From May on.')).toBeVisible();
  await expect(widget.getByRole('link', { name: `Code ${code}` })).toHaveAttribute('href', address);
  expect(await widget.locator('form').count()).toBe(0);
  const { violations } = await new AxeBuilder({ page }).include('take-soundings').withTags(tags).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  await page.screenshot({ path: test.info().outputPath('widget.png'), fullPage: true });

  const admin = await (await browser.newContext()).newPage();
  await signIn(admin);
  await admin.goto(`${home}/keys`);
  await admin.getByRole('button', { name: 'Make a new key' }).click();
  await expect(admin.getByText('A new key signs from now on')).toBeVisible();
  await lookWithoutScript(admin, 'the keys');
  await page.goto(address);
  await expect(page.getByText('Verified: the department signed this text')).toBeVisible();
});
