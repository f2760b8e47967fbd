// The documentation as people read it: every page without a script, at any width, in light and dark, on paper and by
// keyboard; every link leads somewhere; the search finds; and the tags that it shows work as they stand there.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { consultation, expect, places, stack, test } from './support';
import { look } from './department';

const docs = `${stack.edge}/docs`;

/** The addresses of each part of the site, from the list of pages that each page has. */
async function parts(): Promise<string[][]> {
  const html = await (await fetch(docs)).text();
  const nav = html.slice(html.indexOf('id="pages"'));
  return nav.split('<h2>').slice(1).map((part) => [...part.matchAll(/href="(\/docs\/[^"#]+)"/g)].map(([, address]) => address));
}

/** All of them, and the first page. */
const addresses = async () => ['/docs', ...(await parts()).flat()];

for (const [place, part] of ['site owners', 'officials', 'operators', 'contributors'].entries()) {
  test(`every page for ${part}, light and dark, narrow and wide`, async ({ page }) => {
    // Long pages, each looked at twice.
    test.setTimeout(400_000);
    const own = (await parts())[place];
    expect(own.length).toBeGreaterThan(1);
    for (const address of place ? own : ['/docs', ...own]) {
      await page.goto(stack.edge + address);
      expect(await page.locator('script').count(), address).toBe(0);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await look(page, address);
    }
  });
}

test('every link within the site leads to what it names', async ({ request }) => {
  const pages = new Map<string, string>();
  const read = async (address: string) => {
    if (!pages.has(address)) {
      const reply = await request.get(stack.edge + address);
      expect(reply.status(), address).toBe(200);
      pages.set(address, /html/.test(reply.headers()['content-type']) ? await reply.text() : '');
    }
    return pages.get(address)!;
  };
  let links = 0;
  for (const address of await addresses()) {
    for (const [, , target] of (await read(address)).matchAll(/ (href|src)="([^"]*)"/g)) {
      if (/^https?:/.test(target)) continue;
      const [path, anchor] = target.replaceAll('&amp;', '&').split('#');
      const html = await read(path || address);
      if (anchor) expect(html, `${address}: ${target}`).toContain(`id="${decodeURIComponent(anchor)}"`);
      links += 1;
    }
  }
  expect(links).toBeGreaterThan(500);
});

test('the search finds places by all of their words, and says where nothing is', async ({ page }) => {
  await page.goto(docs);
  await page.getByRole('searchbox', { name: 'Search the documentation' }).fill('receipt withdraw');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status')).toContainText('places, the most fitting first');
  const first = page.locator('.found li').first();
  await expect(first.locator('mark')).toBeVisible();
  await look(page, 'what was found');
  await first.getByRole('link').click();
  await expect(page).toHaveURL(/\/docs\/[a-z-]+(#.+)?$/);
  await page.goto(`${docs}/search?q=${encodeURIComponent('<b>zyzzyva</b>')}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Search: <b>zyzzyva</b>');
  await expect(page.getByText('No place in the documentation has all of these words')).toBeVisible();
  await look(page, 'nothing found');
  expect((await page.request.get(`${docs}/no-such-page`)).status()).toBe(404);
});

test('by keyboard: past the head of the page, into code that scrolls, to the next page', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${docs}/api`);
  await page.keyboard.press('Tab');
  await expect(page.locator('.govuk-skip-link')).toBeFocused();
  await page.keyboard.press('Enter');
  const block = page.locator('pre').first();
  await block.focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => block.evaluate((element) => element.scrollLeft)).toBeGreaterThan(0);
  await page.getByRole('link', { name: /^Next:/ }).press('Enter');
  await expect(page).not.toHaveURL(/\/docs\/api$/);
});

test('on paper: words and tables whole, nothing to press', async ({ page }) => {
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 700, height: 1000 });
  await page.goto(`${docs}/access`);
  await expect(page.getByRole('table').first()).toBeVisible();
  await expect(page.getByRole('searchbox')).toBeHidden();
  await expect(page.locator('#pages')).toBeHidden();
  const cut = await page.locator('.scroll').evaluateAll((all) => all.filter((one) => getComputedStyle(one).overflowX !== 'visible').length);
  expect(cut).toBe(0);
});

/** The blocks of a kind in all documents: the whole tags that people copy. */
function blocks(kind: string): [string, string][] {
  const root = join(__dirname, '../..');
  const found: [string, string][] = [];
  for (const file of ['README.md', ...readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)]) {
    for (const [, indent, body] of readFileSync(join(root, file), 'utf8').matchAll(new RegExp(`^( *)\`\`\`${kind}\\n([^]*?)^ *\`\`\`$`, 'gm'))) {
      found.push([file, body.replaceAll(new RegExp(`^${indent}`, 'gm'), '')]);
    }
  }
  return found;
}

test('every tag in the documents shows a form as it stands there', async ({ page }) => {
  const id = await consultation();
  const tags = blocks('html embed');
  expect(tags.length).toBeGreaterThan(2);
  const [[, policy]] = blocks('csp');
  const allowed = policy.trim().replaceAll('https://HOST', stack.edge);
  for (const [file, tag] of tags) {
    const own = tag.replaceAll('https://HOST', stack.edge).replaceAll('maternity-benefits', id).replaceAll('parents-forum', 'a-forum');
    expect(own, file).toContain(id);
    // Under the very policy that the documents tell, and nothing beside it.
    const address = await places.registered.put(`<!doctype html><html lang="en"><title>A page</title><main>${own}</main></html>`, {
      'content-security-policy': `default-src 'none'; ${allowed}`,
    });
    await page.goto(address);
    const widget = page.locator('take-soundings');
    await widget.scrollIntoViewIfNeeded();
    await expect(widget.getByRole('button', { name: 'Send your answers' }), `${file}: ${own}`).toBeVisible();
  }
});
