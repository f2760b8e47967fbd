// Tokens, roles and the audit log as people meet them: every page free of axe violations, in light at 320 px
// and in dark on a wide screen; and all of it without a script.

import { randomUUID } from 'node:crypto';
import { home, look, made, signIn } from './department';
import { asTheForum, consultation, expect, places, stack, test } from './support';

test('an administrator makes a token, and sees it once', async ({ page }) => {
  await signIn(page, stack.token);
  await page.getByRole('link', { name: 'Tokens' }).click();
  await look(page, 'tokens');
  await page.getByLabel('Name').fill('Jo Jones, who writes the weekly report for everybody in the department');
  await page.getByRole('radio', { name: /^Analyst/ }).check();
  await page.getByLabel('Days until it expires').fill('1000');
  await page.getByRole('button', { name: 'Make the token' }).click();
  await expect(page.getByText('There is a problem')).toBeVisible();
  await expect(page.getByRole('radio', { name: /^Analyst/ })).toBeChecked();
  await look(page, 'a form with a fault');
  await page.getByRole('link', { name: /whole number of days/ }).click();
  await expect(page.getByLabel('Days until it expires')).toBeFocused();
  await page.getByLabel('Days until it expires').fill('30');
  await page.getByRole('button', { name: 'Make the token' }).click();
  const shown = page.getByLabel('New token');
  await expect(shown).toHaveValue(/^snd_[a-z0-9]{8}_[A-Za-z0-9_-]{43}$/);
  const token = await shown.inputValue();
  // All of it is in sight, also where the screen is narrow.
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await shown.evaluate((field) => field.scrollHeight - field.clientHeight)).toBeLessThanOrEqual(0);
  await look(page, 'a token that was made');
  await page.goto(`${home}/tokens`);
  await expect(page.getByText(token)).toHaveCount(0);
});

test('an administrator revokes a token, and the log says so', async ({ page }) => {
  const { token } = await made('publisher');
  await signIn(page, stack.token);
  await page.goto(`${home}/tokens`);
  const card = page.getByRole('listitem').filter({ hasText: token.slice(4, 12) });
  await card.getByRole('link', { name: /^Revoke/ }).click();
  await look(page, 'the question before');
  await page.getByRole('button', { name: 'Yes, revoke it' }).click();
  await expect(card).toContainText('Revoked on');
  await look(page, 'tokens with one revoked');
  await page.getByRole('link', { name: 'Audit log' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: `Revoked the token ${token.slice(4, 12)}` })).toBeVisible();
  await look(page, 'the audit log');
});

test('a viewer sees figures and no words, and is told what is not for them', async ({ page, request }) => {
  const id = await consultation();
  await request.post(`${stack.edge}/v1/consultations/${id}/responses`, {
    headers: await asTheForum(randomUUID()),
    data: { revision: 1, site: 'a-forum', lang: 'en', answers: { stage: 'paid', ease: 2, help: 'Words of a person' } },
  });
  const viewer = await made('viewer');
  await signIn(page, viewer.token);
  await expect(page.getByText('A viewer of a test (viewer)')).toBeVisible();
  await page.goto(`${home}/${id}`);
  await expect(page.getByText('1 person answered')).toBeVisible();
  await expect(page.getByText('Words of a person')).toHaveCount(0);
  await expect(page.getByRole('link', { name: /All responses/ })).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Tokens' })).toHaveCount(0);
  await look(page, 'a viewer’s page');
  await page.goto(`${home}/tokens`);
  await expect(page.getByRole('heading', { name: 'This page needs the role “admin”' })).toBeVisible();
  await look(page, 'a page for another role');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await page.goto(`${home}/${id}`);
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();

  await signIn(page, (await made('analyst')).token);
  await page.goto(`${home}/${id}`);
  await expect(page.getByText('Words of a person')).toBeVisible();
  await expect(page.getByRole('link', { name: /All responses/ })).toBeVisible();
});

test('a token that ends signs out at once, and says why', async ({ page }) => {
  const { id, token } = await made('publisher');
  await signIn(page, token);
  await expect(page.getByRole('heading', { name: 'Consultations', exact: true })).toBeVisible();
  const revoked = await fetch(`${stack.edge}/v1/departments/${stack.department}/tokens/${id}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${stack.token}` },
  });
  expect(revoked.status).toBe(204);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await page.getByLabel('Token').fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('This token was revoked');
  await look(page, 'a token that was refused');
});

test.describe('without a script', () => {
  test.use({ javaScriptEnabled: false });

  test('tokens are made and revoked', async ({ page }) => {
    await signIn(page, stack.token);
    await page.goto(`${home}/tokens`);
    await page.getByLabel('Name').fill('No script');
    await page.getByRole('radio', { name: /^Viewer/ }).check();
    await page.getByRole('button', { name: 'Make the token' }).click();
    const token = await page.getByLabel('New token').inputValue();
    await page.getByRole('listitem').filter({ hasText: token.slice(4, 12) }).getByRole('link', { name: /^Revoke/ }).click();
    await page.getByRole('button', { name: 'Yes, revoke it' }).click();
    await expect(page.getByRole('listitem').filter({ hasText: token.slice(4, 12) })).toContainText('Revoked on');
  });

  test('another site’s page cannot make one', async ({ page, context }) => {
    await signIn(page, stack.token);
    const forged = await places.elsewhere.put(`<!doctype html><title>Elsewhere</title>
      <form method="post" action="${home}/tokens"><input name="name" value="Forged"><input name="role" value="admin">
      <input name="days" value="1"><button>Go</button></form>`);
    const other = await context.newPage();
    await other.goto(forged);
    await other.getByRole('button', { name: 'Go' }).click();
    await expect(other.getByText('not registered')).toBeVisible();
    await page.goto(`${home}/tokens`);
    await expect(page.getByText('Forged')).toHaveCount(0);
  });
});
