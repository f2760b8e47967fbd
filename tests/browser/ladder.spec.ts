// Each rung of the ladder: whatever a page or a network forbids, the person can answer, once, or gets the plain link.

import type { Locator, Page } from '@playwright/test';
import { close, consultation, count, embed, expect, holdWasm, note, places, stack, summary, takenOver, test, type Embedding } from './support';

const t = (en: string) => ({ en });

/** Short, so that it is asked in one part on its own page too. */
const definition = {
  languages: ['en'],
  title: t('Claiming maternity benefits'),
  questions: [
    {
      id: 'stage', kind: 'single_choice', text: t('Where are you with your claim?'), required: true,
      options: [{ id: 'waiting', text: t('I have claimed and am waiting') }, { id: 'paid', text: t('I am being paid, or was') }],
    },
    { id: 'ease', kind: 'rating', text: t('How easy was it?'), points: 5, low: t('Very hard'), high: t('Very easy'), required: true },
    { id: 'help', kind: 'free_text', text: t('What would have helped you?') },
  ],
};

const words = 'Kept through it all';
const ownPage = 'Answer on its own page';

/** Fills the form in: in the widget, or on the page of its own. */
async function fillIn(form: Locator | Page) {
  await form.getByRole('radio', { name: 'I am being paid, or was' }).check();
  await form.getByRole('radio', { name: /Very easy/ }).check();
  await form.getByRole('textbox').fill(words);
}

const send = (form: Locator | Page) => form.getByRole('button', { name: 'Send your answers' }).click();

const sent = (widget: Locator) => expect(widget.getByRole('heading', { name: /^Thank you/ })).toBeVisible({ timeout: 30_000 });

/** The department counts the one answer, with all that was in it. */
async function countedOnce(id: string) {
  const { responses, questions } = await summary(id);
  expect(responses).toBe(1);
  expect([await count(id, 'stage', 'paid'), await count(id, 'ease', 5)]).toEqual([1, 1]);
  expect(questions.find((one) => one.id === 'help')?.answered).toBe(1);
}

/** Answers on the form's own page, where a link or a button led. */
async function answerHosted(page: Page, id: string) {
  await expect(page).toHaveURL(new RegExp(`/f/${id}`));
  await fillIn(page);
  await send(page);
  await expect(page).toHaveURL(/\/r\//);
}

interface Rung extends Embedding {
  name: string;
  /** Who has the form in the end: where nobody has, the link leads to the hosted form. */
  by: 'application' | 'loader' | 'link';
  /** What the page is told, in this order. */
  told: string[];
  javaScript?: false;
  /** A script throws, and shall. */
  mayThrow?: true;
  /** What stands in the way before the page loads. */
  obstacle?: (page: Page) => Promise<void>;
}

const block = (address: string | RegExp) => (page: Page) => page.route(address, (route) => route.abort());
const policy = (text: string) => ({ 'content-security-policy': text });
const reply = (address: RegExp, status: number) => (page: Page) => page.route(address, (route) => route.fulfill({
  status,
  headers: { 'access-control-allow-origin': '*', 'content-type': 'application/problem+json' },
  body: JSON.stringify({ status }),
}));

/** More calls than there ever are. */
const never = Number.MAX_SAFE_INTEGER;

const wasm = /soundings_bg\.wasm$/;

/** The application's Wasm, half of it. */
async function halfOfWasm(page: Page) {
  const reply = await page.request.get(`${stack.edge}/v1/assets/any/soundings_bg.wasm`);
  const whole = await reply.body();
  return { half: whole.subarray(0, whole.length / 2), length: whole.length };
}

/** The Wasm traps in whichever call to the browser comes after `window.calls` others, and in every later one. */
const trapsAfter = (calls: number) => (page: Page) => page.addInitScript((calls) => {
  (window as any).calls = calls;
  const instantiate = WebAssembly.instantiateStreaming;
  WebAssembly.instantiateStreaming = (source, imports) => {
    for (const module of Object.values(imports!)) {
      for (const [name, call] of Object.entries(module)) {
        if (typeof call !== 'function') continue;
        module[name] = (...values: unknown[]) => {
          (window as any).calls -= 1;
          if ((window as any).calls < 0) throw new WebAssembly.RuntimeError('unreachable');
          return (call as Function)(...values);
        };
      }
    }
    return instantiate(source, imports);
  };
}, calls);

const rungs: Rung[] = [
  { name: 'nothing in the way', by: 'application', told: ['ready', 'success'] },
  { name: 'no JavaScript', by: 'link', told: [], javaScript: false },
  { name: 'loader blocked', by: 'link', told: [], obstacle: block(/embed\.js$/) },
  {
    name: 'Wasm forbidden by policy', by: 'loader', told: ['ready', 'warning csp-wasm', 'success'],
    headers: policy(`script-src ${stack.edge}`),
  },
  { name: 'style-src ’self’', by: 'application', told: ['ready', 'success'], headers: policy("style-src 'self'") },
  {
    name: 'connect-src ’self’', by: 'link', told: ['error csp-connect'], headers: policy("connect-src 'self'"),
  },
  { name: 'form-action ’self’', by: 'application', told: ['ready', 'success'], headers: policy("form-action 'self'") },
  {
    name: 'Trusted Types', by: 'application', told: ['ready', 'success'],
    headers: policy("require-trusted-types-for 'script'; trusted-types 'none'"),
  },
  {
    name: 'all these policies at once', by: 'loader', told: ['ready', 'warning csp-wasm', 'success'],
    headers: policy(`default-src 'none'; script-src ${stack.edge}; connect-src ${stack.edge}; style-src 'self'; img-src data:;
      form-action 'self'; require-trusted-types-for 'script'; trusted-types 'none'`.replace(/\s+/g, ' ')),
  },
  {
    name: 'cross-origin isolation', by: 'application', told: ['ready', 'success'],
    headers: { 'cross-origin-embedder-policy': 'require-corp', 'cross-origin-opener-policy': 'same-origin' },
  },
  { name: 'no referrer', by: 'application', told: ['ready', 'success'], headers: { 'referrer-policy': 'no-referrer' } },
  { name: 'a frame that allows scripts alone', by: 'link', told: ['error origin-not-allowed'], sandbox: 'allow-scripts' },
  { name: 'an origin that is not registered', by: 'link', told: ['error origin-not-allowed'], on: 'elsewhere' },
  { name: 'edge down when the form is fetched', by: 'link', told: ['error network'], obstacle: block(/\/form\?/) },
  { name: 'edge broken when the form is fetched', by: 'link', told: ['error network'], obstacle: reply(/\/form\?/, 500) },
  {
    name: 'too many requests when the form is fetched', by: 'link', told: ['error rate-limited'], obstacle: reply(/\/form\?/, 429),
  },
  {
    name: 'Wasm that cannot be fetched', by: 'loader', told: ['ready', 'warning app', 'success'], obstacle: block(wasm),
  },
  {
    name: 'Wasm with its end cut off', by: 'loader', told: ['ready', 'warning app', 'success'],
    async obstacle(page) {
      const { half } = await halfOfWasm(page);
      const headers = { 'access-control-allow-origin': '*', 'content-type': 'application/wasm' };
      await page.route(wasm, (route) => route.fulfill({ headers, body: half }));
    },
  },
  {
    name: 'Wasm whose connection breaks off', by: 'loader', told: ['ready', 'warning app', 'success'],
    async obstacle(page) {
      const { half, length } = await halfOfWasm(page);
      const url = await places.elsewhere.put(half, {
        'access-control-allow-origin': '*', 'content-type': 'application/wasm', 'content-length': String(length),
      });
      await page.route(wasm, (route) => route.continue({ url }));
    },
  },
  {
    name: 'Wasm that traps when it starts', by: 'loader', told: ['ready', 'warning app', 'success'], obstacle: trapsAfter(0),
    mayThrow: true,
  },
];

for (const rung of rungs) {
  test.describe(() => {
    test.use({ javaScriptEnabled: rung.javaScript ?? true, mayThrow: rung.mayThrow ?? false });
    test(rung.name, async ({ page }) => {
      const id = await consultation({ definition });
      const told = await note(page);
      await rung.obstacle?.(page);
      const widget = await embed(page, id, { attributes: 'load="eager"', ...rung });
      if (rung.by === 'link') {
        const link = widget.getByRole('link', { name: 'Have your say' });
        if (rung.javaScript ?? true) await expect.poll(() => told(widget), { timeout: 5_000 }).toEqual(rung.told);
        // A frame in a sandbox opens nothing by itself; a person can have the link in a new tab.
        const framed = rung.sandbox !== undefined;
        const [opened] = await Promise.all([
          framed ? page.context().waitForEvent('page') : page,
          link.click({ modifiers: framed ? ['ControlOrMeta'] : [] }),
        ]);
        await answerHosted(opened, id);
      } else {
        await fillIn(widget);
        if (rung.by === 'application') await takenOver(page);
        else await expect.poll(() => told(widget)).toEqual(rung.told.slice(0, -1));
        await expect(widget.getByRole('textbox')).toHaveValue(words);
        await send(widget);
        await sent(widget);
        expect(await told(widget)).toEqual(rung.told);
      }
      await countedOnce(id);
    });
  });
}

test('a link in a frame that allows scripts alone does not cost the person the page', async ({ page }) => {
  const id = await consultation({ definition });
  const widget = await embed(page, id, { attributes: 'load="eager"', sandbox: 'allow-scripts' });
  await widget.getByRole('link', { name: 'Have your say' }).click();
  // Nothing opens by itself in there: the address is to be read, copied, or opened in a tab by the person.
  const frame = page.frameLocator('iframe');
  const address = frame.getByRole('link', { name: `${stack.edge}/f/${id}` });
  await expect(address).toBeVisible();
  await expect(frame.getByRole('textbox')).toHaveCount(0);
  const opened = page.context().waitForEvent('page');
  await address.click({ modifiers: ['ControlOrMeta'] });
  await expect((await opened).getByRole('button', { name: 'Send your answers' })).toBeVisible();
});

/** The form with its answers, in the hands of the application or of the loader. */
async function filledIn(page: Page, by: 'application' | 'loader', options: Embedding = {}) {
  const id = await consultation({ definition });
  const told = await note(page);
  if (by === 'loader') await block(wasm)(page);
  const widget = await embed(page, id, { attributes: 'load="eager"', ...options });
  await fillIn(widget);
  if (by === 'application') await takenOver(page);
  else await expect.poll(() => told(widget)).toEqual(['ready', 'warning app']);
  return { id, widget, told: async () => (await told(widget)).filter((one) => !/^(ready|warning)/.test(one)) };
}

const keptWhatWasTyped = async (widget: Locator) => {
  await expect(widget.getByRole('radio', { name: 'I am being paid, or was' })).toBeChecked();
  await expect(widget.getByRole('radio', { name: /Very easy/ })).toBeChecked();
  await expect(widget.getByRole('textbox')).toHaveValue(words);
};

const again = (widget: Locator) => widget.getByRole('button', { name: 'Try again' });

const responses = /\/responses$/;

for (const by of ['loader', 'application'] as const) {
  test.describe(`${by}:`, () => {
    test('edge down when the answers are sent, and up again', async ({ page }) => {
      const { id, widget, told } = await filledIn(page, by);
      await page.route(`${stack.edge}/**`, (route) => route.abort());
      await send(widget);
      await expect(again(widget)).toBeVisible({ timeout: 40_000 });
      await keptWhatWasTyped(widget);
      await expect.poll(told).toEqual(['error network']);
      await page.unroute(`${stack.edge}/**`);
      await again(widget).click();
      await sent(widget);
      expect(await told()).toEqual(['error network', 'success']);
      await countedOnce(id);
    });

    test('edge slow: the reply comes after everybody has given up waiting for it', async ({ page }) => {
      test.setTimeout(120_000);
      const { id, widget, told } = await filledIn(page, by);
      let late = () => {};
      const arrived = new Promise<void>((resolve) => { late = resolve; });
      await page.route(responses, async (route) => {
        const reply = await route.fetch();
        setTimeout(() => route.fulfill({ response: reply }).catch(() => {}).finally(late), 20_000);
      }, { times: 1 });
      await send(widget);
      await expect(widget.getByRole('button', { name: 'Sending' })).toBeFocused();
      if (by === 'loader') {
        // The application has sent it again by itself.
        await expect(again(widget)).toBeVisible({ timeout: 30_000 });
        await keptWhatWasTyped(widget);
        await again(widget).click();
      }
      await sent(widget);
      await arrived;
      await sent(widget);
      expect(await told()).toEqual(by === 'loader' ? ['error network', 'success'] : ['success']);
      await countedOnce(id);
    });

    test('edge down for calls: the answers are carried to a page of their own, and count once there and here', async ({ page }) => {
      const { id, widget } = await filledIn(page, by);
      await block(responses)(page);
      await send(widget);
      await expect(again(widget)).toBeVisible({ timeout: 40_000 });
      const [opened] = await Promise.all([page.waitForEvent('popup'), widget.getByRole('button', { name: ownPage }).click()]);
      await expect(opened).toHaveURL(/\/r\//);
      await countedOnce(id);
      await page.unroute(responses);
      await again(widget).click();
      await sent(widget);
      await countedOnce(id);
    });

    test('no referrer: the answers are carried to a page of their own, to be sent from there', async ({ page }) => {
      const { id, widget } = await filledIn(page, by, { headers: { 'referrer-policy': 'no-referrer' } });
      await block(responses)(page);
      await send(widget);
      await expect(again(widget)).toBeVisible({ timeout: 40_000 });
      const [opened] = await Promise.all([page.waitForEvent('popup'), widget.getByRole('button', { name: ownPage }).click()]);
      await expect(opened.getByRole('textbox')).toHaveValue(words);
      await send(opened);
      await expect(opened).toHaveURL(/\/r\//);
      await countedOnce(id);
    });

    test('form-action ’self’: what cannot be carried over stays, and is sent once the edge is up', async ({ page }) => {
      const { id, widget } = await filledIn(page, by, { headers: policy("form-action 'self'") });
      await block(responses)(page);
      await send(widget);
      await expect(again(widget)).toBeVisible({ timeout: 40_000 });
      await widget.getByRole('button', { name: ownPage }).click();
      await keptWhatWasTyped(widget);
      await page.unroute(responses);
      await again(widget).click();
      await sent(widget);
      await countedOnce(id);
    });

    test('too many requests when the answers are sent', async ({ page }) => {
      const { id, widget, told } = await filledIn(page, by);
      await reply(responses, 429)(page);
      await send(widget);
      await expect(again(widget)).toBeVisible({ timeout: 40_000 });
      await keptWhatWasTyped(widget);
      await expect.poll(told).toEqual(['error rate-limited']);
      await page.unroute(responses);
      await again(widget).click();
      await sent(widget);
      await countedOnce(id);
      expect(await told()).toEqual(['error rate-limited', 'success']);
    });

    test('a site that is struck off while somebody answers', async ({ page }) => {
      const { id, widget, told } = await filledIn(page, by);
      await reply(responses, 403)(page);
      await send(widget);
      await expect(again(widget)).toBeVisible();
      await expect.poll(told).toEqual(['error origin-not-allowed']);
      await keptWhatWasTyped(widget);
      const [opened] = await Promise.all([page.waitForEvent('popup'), widget.getByRole('button', { name: ownPage }).click()]);
      await expect(opened).toHaveURL(/\/r\//);
      await countedOnce(id);
    });

    test('closed while somebody answers', async ({ page }) => {
      const { id, widget, told } = await filledIn(page, by);
      await close(id);
      await send(widget);
      await expect(widget.getByRole('heading', { name: 'This is closed' })).toBeVisible();
      expect(await told()).toEqual(['error form-closed']);
      expect((await summary(id)).responses).toBe(0);
    });

    test('sent too early, it says what is missing, keeps the rest, and counts once', async ({ page }) => {
      const { id, widget, told } = await filledIn(page, by);
      await widget.locator('form').evaluate((form: HTMLFormElement) => {
        for (const input of form.querySelectorAll<HTMLInputElement>('[name$=".ease"]')) input.checked = false;
      });
      await send(widget);
      await expect(widget.getByText('There is a problem')).toBeVisible();
      await expect(widget.getByRole('textbox')).toHaveValue(words);
      await widget.getByRole('radio', { name: /Very easy/ }).check();
      await send(widget);
      await sent(widget);
      expect(await told()).toEqual(['invalid', 'success']);
      await countedOnce(id);
    });
  });
}

test('closed before anybody answers: it says so, and tells the page', async ({ page }) => {
  const id = await consultation({ definition });
  await close(id);
  const told = await note(page);
  const widget = await embed(page, id, { attributes: 'load="eager"' });
  await expect(widget.getByRole('heading', { name: 'This is closed' })).toBeVisible();
  expect(await told(widget)).toEqual(['error form-closed']);
});

test('edge down: the link stays, and leads to the form once it is up', async ({ page }) => {
  const id = await consultation({ definition });
  await page.route(`${stack.edge}/**`, (route) => route.abort());
  const widget = await embed(page, id);
  await expect(widget.getByRole('link', { name: 'Have your say' })).toBeVisible();
  await page.unroute(`${stack.edge}/**`);
  await widget.getByRole('link', { name: 'Have your say' }).click();
  await answerHosted(page, id);
  await countedOnce(id);
});

test('edge slow: the link stands there until the form does', async ({ page }) => {
  const id = await consultation({ definition });
  const told = await note(page);
  await page.route(/\/form\?/, (route) => setTimeout(() => route.continue(), 10_000));
  const widget = await embed(page, id, { attributes: 'load="eager"' });
  await expect(widget.getByRole('link', { name: 'Have your say' })).toBeVisible();
  await fillIn(widget);
  await send(widget);
  await sent(widget);
  expect(await told(widget)).toEqual(['ready', 'success']);
  await countedOnce(id);
});

test.describe('Wasm that traps while it runs', () => {
  test.use({ mayThrow: true });

  /** In place, or on the page that the form itself leads to. */
  const arrived = (page: Page) => expect.poll(async () => {
    if (/\/r\//.test(page.url())) return true;
    return page.locator('take-soundings').getByRole('heading', { name: /^Thank you/ }).isVisible();
  }).toBe(true);

  // Starting and taking over is many calls to the browser: it may break off in any of them.
  for (const share of [0.02, 0.1, 0.25, 0.4, 0.55, 0.7, 0.85]) {
    test(`after ${share * 100} % of what it does to take over`, async ({ page, browser }) => {
      const whole = await browser.newPage();
      await trapsAfter(never)(whole);
      const { widget: taken } = await filledIn(whole, 'application');
      const calls = never - await taken.evaluate(() => (window as any).calls);
      await whole.close();

      const id = await consultation({ definition });
      await trapsAfter(Math.floor(calls * share))(page);
      const release = await holdWasm(page);
      const widget = await embed(page, id, { attributes: 'load="eager"' });
      await fillIn(widget);
      release();
      await page.waitForFunction(() => (window as any).calls < 0);
      await widget.getByRole('button', { name: 'Send your answers' }).first().click();
      await arrived(page);
      await countedOnce(id);
    });
  }

  test('while somebody types', async ({ page }) => {
    await trapsAfter(never)(page);
    const { id, widget } = await filledIn(page, 'application');
    await widget.getByRole('textbox').fill('');
    await page.evaluate(() => { (window as any).calls = 0; });
    await widget.getByRole('textbox').fill(words);
    await send(widget);
    await arrived(page);
    await countedOnce(id);
  });

  test('when the reply arrives', async ({ page }) => {
    await trapsAfter(never)(page);
    const { id, widget } = await filledIn(page, 'application');
    await page.route(responses, async (route) => {
      const reply = await route.fetch();
      await page.evaluate(() => { (window as any).calls = 0; });
      await route.fulfill({ response: reply });
    }, { times: 1 });
    const replied = page.waitForResponse(responses);
    await send(widget);
    await replied;
    // It still says that it sends; who presses again sees that it has.
    await widget.getByRole('button', { name: 'Sending' }).click({ force: true });
    await arrived(page);
    await countedOnce(id);
  });

  test('is told to the page', async ({ page }) => {
    await trapsAfter(never)(page);
    const id = await consultation({ definition });
    const told = await note(page);
    const widget = await embed(page, id, { attributes: 'load="eager"' });
    await fillIn(widget);
    await takenOver(page);
    await page.evaluate(() => { (window as any).calls = 0; });
    await widget.getByRole('textbox').press('x');
    await expect.poll(() => told(widget), { timeout: 5_000 }).toEqual(['ready', 'warning app']);
  });
});
