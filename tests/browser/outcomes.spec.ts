// "We asked, you said, we did" as people meet it: one writes it and another approves it by plain forms, and then it stands on
// the consultation's page, in the widget and on the receipt's page. All but the widget without a script.

import AxeBuilder from '@axe-core/playwright';
import { randomUUID } from 'node:crypto';
import { home, lookWithoutScript, person, tags } from './department';
import { asTheForum, close, consultation, embed, expect, stack, test } from './support';

const definition = {
  title: { en: 'Maps of public land', cy: 'Mapiau o dir cyhoeddus' },
  languages: ['en', 'cy'],
  questions: [{ id: 'say', kind: 'free_text', text: { en: 'What should we know?', cy: 'Beth ddylem ni ei wybod?' } }],
};

test('one writes it, another approves it, and everyone reads it', async ({ browser, page, request }) => {
  // Many pages, each looked at twice.
  test.setTimeout(300_000);
  const id = await consultation({ definition });
  const sent = await request.post(`${stack.edge}/v1/consultations/${id}/responses`, {
    headers: await asTheForum(randomUUID()),
    data: { revision: 1, site: 'a-forum', lang: 'en', answers: { say: 'Paths are missing.' } },
  });
  const { receipt } = await sent.json();
  await close(id);

  // Before: by when it is due.
  await page.goto(`${stack.edge}/f/${id}`);
  await expect(page.getByText('84 days are left.')).toBeVisible();
  await lookWithoutScript(page, 'a closed form with its clock');
  let widget = await embed(page, id, { attributes: 'load="eager"' });
  await expect(widget.getByText('84 days are left.')).toBeVisible();

  const writer = await person(browser, 'analyst');
  await writer.goto(`${home}/${id}/outcome`);
  await lookWithoutScript(writer, 'nothing written yet');
  const fill = async (label: string, text: string) => writer.getByLabel(label, { exact: true }).fill(text);
  await fill('We asked (English)', 'Whether maps of public land should be free to use.');
  await fill('You said (English)', 'Most of you said yes.\n\nSome said that paths are missing.');
  await fill('We did (English)', ' ');
  await writer.getByRole('button', { name: 'Save as version 1' }).click();
  await expect(writer.getByText('There is a problem')).toBeVisible();
  await lookWithoutScript(writer, 'an outcome with a fault');
  await fill('We did (English)', 'They are free from May. See https://dept.example/response.');
  await writer.getByRole('button', { name: 'Save as version 1' }).click();
  await expect(writer.getByText('Version 1 is saved')).toBeVisible();
  await expect(writer.getByText('texts are missing in Cymraeg')).toBeVisible();
  await fill('We asked (Cymraeg)', 'A ddylai mapiau o dir cyhoeddus fod am ddim.');
  await fill('You said (Cymraeg)', 'Dywedodd y rhan fwyaf ohonoch y dylent.');
  await fill('We did (Cymraeg)', 'Maent am ddim o fis Mai.');
  await writer.getByRole('button', { name: 'Save as version 2' }).click();
  await expect(writer.getByText('You wrote this version')).toBeVisible();
  await lookWithoutScript(writer, 'an outcome that waits');

  const publisher = await person(browser, 'publisher');
  await publisher.goto(home);
  await expect(publisher.getByRole('listitem').filter({ hasText: id })).toContainText('Outcome due by');
  await publisher.goto(`${home}/${id}`);
  await publisher.getByRole('link', { name: 'We asked, you said, we did' }).click();
  await lookWithoutScript(publisher, 'an outcome to approve');
  await publisher.getByRole('button', { name: 'Approve and publish version 2' }).click();
  await expect(publisher.getByText('Version 2 is published')).toBeVisible();
  await lookWithoutScript(publisher, 'an outcome published');
  await publisher.goto(`${home}/${id}`);
  await expect(publisher.getByText('Outcome published on')).toBeVisible();

  for (const [path, words] of [
    [`f/${id}`, 'They are free from May.'],
    [`f/${id}?lang=cy`, 'Maent am ddim o fis Mai.'],
    [`f/${id}/outcome`, 'They are free from May.'],
    [`f/${id}/outcome?lang=cy`, 'Maent am ddim o fis Mai.'],
    [`r/${receipt}`, 'They are free from May.'],
  ]) {
    await page.goto(`${stack.edge}/${path}`);
    await expect(page.getByText(words)).toBeVisible();
    await lookWithoutScript(page, `published at ${path.replaceAll(/[/?=.]/g, '-').replace(receipt.replaceAll('.', '-'), 'receipt')}`);
  }
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByText('They are free from May.')).toBeVisible();
  await page.emulateMedia({ media: 'screen' });
  widget = await embed(page, id, { attributes: 'load="eager"' });
  await expect(widget.getByText('They are free from May.')).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).include('take-soundings').withTags(tags).analyze();
  expect(violations.map(({ id: rule, nodes }) => [rule, nodes.map((node) => node.html)])).toEqual([]);
  await page.screenshot({ path: test.info().outputPath('widget.png'), fullPage: true });
});
