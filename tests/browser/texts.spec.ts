// The department's page of what people wrote, without a script: found, told as campaigns, tagged.

import AxeBuilder from '@axe-core/playwright';
import { randomUUID } from 'node:crypto';
import { signIn } from './department';
import { asTheForum, consultation, expect, stack, test } from './support';

const letter = 'Please keep the payments on one day since many of us plan the month by them';

test.use({ javaScriptEnabled: false });

test('what people wrote is found, told as one where many sent one, and tagged, without a script', async ({ page, request }) => {
  test.slow();
  const id = await consultation();
  const own = ['The café closed; the letters came late.', 'Clearer letters, please', 'My letters: ' + 'x'.repeat(90)];
  const texts = [...own, ...Array.from({ length: 12 }, (_, number) => `${letter}. I am q${number}`)];
  for (const help of texts) {
    const sent = await request.post(`${stack.edge}/v1/consultations/${id}/responses`, {
      headers: await asTheForum(randomUUID()),
      data: { revision: 1, site: 'a-forum', lang: 'en', answers: { stage: 'paid', ease: 2, help } },
    });
    expect(sent.status()).toBe(201);
  }
  await signIn(page);
  await page.goto(`${stack.edge}/d/${stack.department}/${id}`);
  await page.getByRole('link', { name: 'Search these texts' }).click();
  await expect(page.getByRole('heading', { name: 'What people wrote' })).toBeVisible();
  await expect(page.locator('[data-figure="texts"]')).toHaveText('15');
  await expect(page.locator('[data-figure="outside"]')).toContainText('3');
  await expect(page.getByRole('heading', { name: 'One text, 12 responses' })).toBeVisible();
  await page.getByText('How others differ').click();
  await expect(page.locator('.campaign mark').first()).toHaveText(/^q\d+$/);

  await page.getByRole('link', { name: 'letters', exact: true }).click();
  await expect(page.locator('[data-figure="matched"]')).toHaveText('3');
  await page.getByLabel('Words').fill('CAFE');
  await page.getByRole('button', { name: 'Find' }).click();
  await expect(page.locator('ol.texts > li')).toHaveCount(1);

  await page.getByText('Tag this text').click();
  await page.getByLabel('Tag', { exact: true }).fill('false attribution');
  await page.getByRole('button', { name: 'Add' }).click();
  await expect(page.getByRole('alert')).toContainText('Say whom the text claims to be from');
  await page.getByLabel('Tag', { exact: true }).fill('false attribution');
  await page.getByLabel('Note (optional)').fill('Claims to be the café; they wrote to us.');
  await page.getByRole('button', { name: 'Add' }).click();
  await expect(page.locator('.marks')).toContainText('they wrote to us');
  const address = page.url();

  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const path of [address, `${stack.edge}/d/${stack.department}/${id}/texts?order=representative`]) {
      await page.setViewportSize({ width: 320, height: 640 });
      await page.goto(path);
      // Without scripts in the page, what the browser lays out is asked from outside.
      const body = await page.locator('body').evaluate((own) => own.ownerDocument.documentElement.scrollWidth);
      expect(body, 'nothing scrolls sideways at 320 px').toBeLessThanOrEqual(320);
    }
  }
  await page.goto(address);
  await page.getByRole('button', { name: 'Remove the tag false attribution' }).click();
  await expect(page.locator('.marks')).toHaveCount(0);
});

test.describe('for everyone', () => {
  // axe is a script.
  test.use({ javaScriptEnabled: true });

  test('the page of texts has nothing that axe finds, light and dark', async ({ page, request }) => {
    const id = await consultation();
    for (let number = 0; number < 12; number += 1) {
      await request.post(`${stack.edge}/v1/consultations/${id}/responses`, {
        headers: await asTheForum(randomUUID()),
        data: { revision: 1, site: 'a-forum', lang: 'en', answers: { stage: 'paid', ease: 2, help: `${letter} q${number}` } },
      });
    }
    await page.goto(`${stack.edge}/d/${stack.department}/sign-in`);
    await page.getByLabel('Token').fill(stack.token);
    await page.getByRole('button', { name: 'Sign in' }).click();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.goto(`${stack.edge}/d/${stack.department}/${id}/texts`);
      for (const details of await page.locator('details').all()) await details.evaluate((own) => own.setAttribute('open', ''));
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
      expect(violations.map(({ id: rule, nodes }) => [rule, nodes.map((node) => node.html)]), colorScheme).toEqual([]);
    }
  });
});
