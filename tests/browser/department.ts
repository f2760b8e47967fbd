// What the tests of a department's pages share: who signs in, and how a page is looked at.

import AxeBuilder from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import { expect, stack, test } from './support';

/** What pages are held against. */
export const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The department's pages. */
export const home = `${stack.edge}/d/${stack.department}`;

export async function signIn(page: Page, token = stack.token) {
  await page.goto(`${home}/sign-in`);
  await page.getByLabel('Token').fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** A token of that role, made by the API. The department has but a hundred: a test makes few. */
export async function made(role: string): Promise<{ id: string; token: string }> {
  const reply = await fetch(`${stack.edge}/v1/departments/${stack.department}/tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stack.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: `A ${role} of a test`, role, days: 1 }),
  });
  expect(reply.status).toBe(201);
  return reply.json();
}

/** Somebody of that role, signed in, in a browser of their own. */
export async function person(browser: Browser, role: string, options: BrowserContextOptions = {}) {
  const page = await (await browser.newContext(options)).newPage();
  await signIn(page, (await made(role)).token);
  return page;
}

/** Looks at a page as it stands, in light on a narrow screen and in dark on a wide one, without another request, since some pages
 * are shown once. What stands `apart` axe leaves out. */
export async function look(page: Page, what: string, apart: string[] = []) {
  for (const [colorScheme, width] of [['light', 320], ['dark', 1280]] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 800 });
    const needed = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(needed, `nothing of ${what} scrolls sideways at ${width} px`).toBeLessThanOrEqual(width);
    const { violations } = await apart.reduce((axe, own) => axe.exclude(own), new AxeBuilder({ page }).withTags(tags)).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]), `${what}, ${colorScheme}`).toEqual([]);
  }
}

/** The same of a page that has no script, with a picture of it. */
export async function lookWithoutScript(page: Page, what: string) {
  expect(await page.locator('script').count(), `${what} has no script`).toBe(0);
  await look(page, what);
  await page.screenshot({ path: test.info().outputPath(`${what.replaceAll(' ', '-')}.png`), fullPage: true });
}
