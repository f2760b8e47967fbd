// A pasted link: what WordPress and Discourse make of it, and the form in a frame that anybody puts there who may.

import AxeBuilder from '@axe-core/playwright';
import type { FrameLocator, Page } from '@playwright/test';
import { discourse, wordpress, wordpressScript } from './hosts';
import { close, consultation, count, expect, stack, summary, test, thread } from './support';

const short = {
  languages: ['en', 'ur'],
  title: { en: 'Bread & butter <for all>', ur: 'روٹی اور مکھن' },
  summary: { en: 'What to put on it.', ur: 'اس پر کیا رکھیں۔' },
  questions: [
    { id: 'one', kind: 'single_choice', text: { en: 'One of these?', ur: 'ان میں سے ایک؟' }, options: [{ id: 'a', text: { en: 'Apple', ur: 'سیب' } }, { id: 'b', text: { en: 'Bread', ur: 'روٹی' } }] },
    { id: 'say', kind: 'free_text', text: { en: 'Anything else?', ur: 'کچھ اور؟' } },
  ],
};

const link = (id: string) => `${stack.edge}/f/${id}?site=a-forum`;
const address = (id: string, more = '') => `${stack.edge}/f/${id}/frame?site=a-forum${more}`;
const frame = (id: string, attributes = '', more = '') => `<iframe title="Form" width="600" height="400" ${attributes} src="${address(id, more)}"></iframe>`;
const resizer = `<script async src="${stack.edge}/v1/frame.js"></script>`;
const height = (page: Page) => page.locator('iframe').evaluate((one: HTMLIFrameElement) => one.clientHeight);

async function answer(form: FrameLocator) {
  await form.getByRole('radio', { name: 'Bread' }).check();
  await form.getByRole('button', { name: 'Send your answers' }).click();
  await expect(form.getByRole('heading', { name: /^Thank you/ })).toBeVisible();
}

test('WordPress: the link becomes the form in its sandbox; it takes its height, and is answered once', async ({ page }) => {
  const id = await consultation({ definition: short });
  const html = await wordpress(page, link(id));
  expect(html).toContain('sandbox="allow-scripts"');
  await page.goto(await thread(html! + wordpressScript));
  const form = page.frameLocator('iframe.wp-embedded-content');
  // Its own post asks which origin it has: none.
  await expect(form.locator('take-soundings > div, take-soundings').first()).toBeAttached();
  await expect(form.getByRole('radio', { name: 'Bread' })).toBeVisible();
  await expect(page.locator('blockquote')).toBeHidden();
  const inside = page.frames()[1];
  expect(await inside.evaluate(() => self.origin)).toBe('null');
  await expect.poll(async () => (await height(page)) - (await inside.evaluate(() => Math.ceil(document.querySelector('main')!.getBoundingClientRect().height)))).toBe(0);

  // The first try is lost on its way back; the second says that it is recorded, which it is once.
  let tries = 0;
  await page.route(/\/responses$/, async (route) => {
    tries += 1;
    if (tries > 1) return route.continue();
    await route.fetch();
    await route.abort();
  });
  await form.getByRole('radio', { name: 'Bread' }).check();
  await expect(form.locator('take-soundings').locator('css=div > div > .soundings')).toBeVisible();
  await form.getByRole('button', { name: 'Send your answers' }).click();
  await expect(form.getByRole('heading', { name: /^Thank you/ })).toBeVisible();
  expect(tries).toBe(2);
  const figures = await summary(id);
  expect([figures.responses, figures.by.site]).toEqual([1, [expect.objectContaining({ id: 'a-forum', responses: 1 })]]);

  await form.getByRole('button', { name: /^Withdraw/ }).click();
  await form.getByRole('button', { name: /^Yes/ }).click();
  await expect(form.getByRole('heading', { name: /withdrawn/ })).toBeVisible();
  expect((await summary(id)).responses).toBe(0);
});

test('WordPress shows a link where there is nothing left to answer', async ({ page }) => {
  const id = await consultation({ definition: short });
  await close(id);
  await expect.poll(() => wordpress(page, link(id)), { timeout: 20_000 }).toBeUndefined();
});

test('Discourse: a frame where its administrator allows it, else a card', async ({ page }) => {
  const id = await consultation({ definition: short });
  const framed = await discourse(page, link(id), [`${stack.edge}/f/`]);
  await page.goto(await thread(framed!));
  await answer(page.frameLocator('iframe'));
  expect([await count(id, 'one', 'b'), (await summary(id)).by.site[0].id]).toEqual([1, 'a-forum']);
  // It gives the frame no scroll bar, and no script of its own takes the height: what is below can be reached all the same.
  const inside = page.frames()[1];
  expect(await inside.evaluate(() => getComputedStyle(document.body).overflowY)).toBe('auto');

  const card = await discourse(page, link(id), ['https://elsewhere.example/']);
  await page.goto(await thread(card!));
  await expect(page.getByRole('link', { name: 'Bread & butter <for all>' })).toBeVisible();
  await expect(page.getByText('What to put on it.')).toBeVisible();
  const picture = page.locator('.onebox img');
  await expect.poll(() => picture.evaluate((one: HTMLImageElement) => [one.naturalWidth, one.naturalHeight])).toEqual([1200, 630]);
});

test('a page that is not registered cannot frame the form', async ({ page }) => {
  const id = await consultation({ definition: short });
  const refused: string[] = [];
  page.on('console', (message) => /frame-ancestors/.test(message.text()) && refused.push(message.text()));
  await page.goto(await thread(frame(id) + resizer, { on: 'elsewhere' }));
  await expect.poll(() => refused.length).toBeGreaterThan(0);
  await expect(page.frameLocator('iframe').locator('take-soundings')).toHaveCount(0);
});

for (const sandbox of [undefined, 'allow-scripts', 'allow-scripts allow-same-origin allow-forms']) {
  test(`a frame takes the height that its form asks for: ${sandbox ?? 'without a sandbox'}`, async ({ page }) => {
    const id = await consultation({ definition: short });
    await page.goto(await thread(resizer + frame(id, sandbox === undefined ? '' : `sandbox="${sandbox}"`)));
    const form = page.frameLocator('iframe');
    const inside = () => page.frames()[1].evaluate(() => Math.ceil(document.querySelector('main')!.getBoundingClientRect().height));
    const fits = () => expect.poll(async () => (await height(page)) - (await inside())).toBe(0);
    await expect(form.getByRole('radio', { name: 'Bread' })).toBeVisible();
    await fits();
    const before = await height(page);
    // Nothing chosen: the summary of what is wrong makes it taller.
    await form.getByRole('button', { name: 'Send your answers' }).click();
    await expect(form.getByRole('heading', { name: 'There is a problem' })).toBeVisible();
    await fits();
    expect(await height(page)).toBeGreaterThan(before);
    await answer(form);
    expect((await summary(id)).responses).toBe(1);
  });
}

test('only a frame of ours is heard, only a finite number counts, and it is kept within bounds', async ({ page }) => {
  const id = await consultation({ definition: short });
  const stranger = '<iframe title="Stranger" id="stranger" srcdoc="<p>Nothing</p>"></iframe>';
  await page.goto(await thread(`${frame(id)}${stranger}${resizer}`));
  await expect(page.frameLocator('iframe >> nth=0').getByRole('radio', { name: 'Bread' })).toBeVisible();
  const ours = page.frames().find((one) => one.url().startsWith(stack.edge))!;
  const other = page.frames().find((one) => one.url() === 'about:srcdoc')!;
  const attribute = () => page.locator('iframe').first().getAttribute('height');
  const say = (from: typeof ours, value: unknown) => from.evaluate((data) => parent.postMessage(data, '*'), { message: 'height', value });
  // What is said is heard once a later word is.
  const settled = async (value: number, expected: string) => {
    await say(ours, value);
    await expect.poll(attribute).toBe(expected);
  };
  await settled(700, '700');
  await say(other, 300);
  await page.evaluate(() => postMessage({ message: 'height', value: 300 }, '*'));
  for (const value of ['300', Infinity, -Infinity, NaN, null, { valueOf: 300 }, [300]]) await say(ours, value);
  await page.evaluate(() => new Promise((done) => setTimeout(done, 100)));
  expect(await attribute()).toBe('700');
  expect(await page.locator('#stranger').getAttribute('height')).toBeNull();
  await settled(1e12, '20000');
  await settled(-5, '120');
  await settled(801.4, '801');
});

test('the frame tells its height to the page around it and to no other origin', async ({ page }) => {
  const id = await consultation({ definition: short });
  await page.goto(await thread(`<script>
    window.told = [];
    addEventListener('message', ({ origin, data }) => told.push([origin, data]));
  </script>` + frame(id, '', '#?secret=abc123')));
  await expect.poll(() => page.evaluate(() => (window as any).told.length)).toBeGreaterThan(0);
  const told: [string, { message: string; value: number; secret: string }][] = await page.evaluate(() => (window as any).told);
  for (const [origin, { message, value, secret }] of told) {
    expect([origin, message, secret]).toEqual([stack.edge, 'height', 'abc123']);
    expect(Number.isFinite(value) && value > 0 && value <= 20_000).toBe(true);
  }
  const inside = page.frames()[1];
  // With whom it speaks follows from who may frame it, and never is everybody.
  const source = await (await fetch(await inside.evaluate(() => document.querySelector<HTMLScriptElement>('script[src$="frame.js"]')!.src))).text();
  expect(source).not.toContain('"*"');
  // Asked with another's secret, or from elsewhere, it says nothing.
  const before = await page.evaluate(() => (window as any).told.length);
  await page.evaluate(() => document.querySelector('iframe')!.contentWindow!.postMessage({ message: 'ready', secret: 'other' }, '*'));
  await inside.evaluate(() => postMessage({ message: 'ready', secret: 'abc123' }, '*'));
  await page.evaluate(() => new Promise((done) => setTimeout(done, 200)));
  expect(await page.evaluate(() => (window as any).told.length)).toBe(before);
  await page.evaluate(() => document.querySelector('iframe')!.contentWindow!.postMessage({ message: 'ready', secret: 'abc123' }, '*'));
  await expect.poll(() => page.evaluate(() => (window as any).told.length)).toBe(before + 1);
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const lang of ['en', 'ur']) {
    test(`axe finds nothing in the frame, at 320 px, ${colorScheme}, ${lang}`, async ({ page }) => {
      const id = await consultation({ definition: short });
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width: 320, height: 640 });
      await page.goto(address(id, `&lang=${lang}`));
      await expect(page.getByRole('radio').first()).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
      expect(violations.map(({ id: rule, nodes }) => [rule, nodes.map(({ target }) => target.join())])).toEqual([]);
      expect(await page.evaluate(() => document.body.scrollWidth)).toBeLessThanOrEqual(320);
    });
  }
}

test('without script the frame says what is asked, and leads to it', async ({ browser }) => {
  const id = await consultation({ definition: short });
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(await thread(frame(id)));
  const inside = page.frameLocator('iframe');
  await expect(inside.getByText('Bread & butter <for all>')).toBeVisible();
  await expect(inside.getByRole('link', { name: 'Have your say' })).toHaveAttribute('href', `${link(id)}&lang=en`);
  await context.close();
});
