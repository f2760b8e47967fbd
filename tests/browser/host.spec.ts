// The widget in pages that were not made for it: many at once, inside forms, under hostile styles and listeners, in pages
// that change without loading. It works there, and leaves nothing behind.

import { chromium, type Locator, type Page } from '@playwright/test';
import { consultation, count, embed, expect, loader, note, places, stack, summary, tag, takenOver, test, thread } from './support';

const short = {
  languages: ['en'],
  title: { en: 'Bread and butter' },
  questions: [
    { id: 'one', kind: 'single_choice', text: { en: 'One of these?' }, options: [{ id: 'a', text: { en: 'Apple' } }, { id: 'b', text: { en: 'Bread' } }] },
    { id: 'say', kind: 'free_text', text: { en: 'Anything else?' } },
  ],
};

const eager = 'load="eager"';
const block = (page: Page) => page.route(/soundings_bg\.wasm$/, (route) => route.abort());
const choose = (widget: Locator, option: string) => widget.getByRole('radio', { name: option }).check();
const send = (widget: Locator) => widget.getByRole('button', { name: 'Send your answers' }).click();
const sent = (widget: Locator) => expect(widget.getByRole('heading', { name: /^Thank you/ })).toBeVisible();

test('several on a page, of the same consultation and of another, know nothing of each other', async ({ page }) => {
  const [one, other] = [await consultation({ definition: short }), await consultation({ definition: short })];
  await page.goto(await thread([one, one, other].map((id) => tag(id, eager)).join('<p>Between.</p>') + loader));
  const [first, second, third] = [0, 1, 2].map((place) => page.locator('take-soundings').nth(place));
  await choose(first, 'Bread');
  await choose(second, 'Apple');
  await choose(third, 'Apple');
  await third.getByRole('textbox').fill('Kept');
  await send(first);
  await sent(first);
  await expect(second.getByRole('radio', { name: 'Apple' })).toBeChecked();
  await expect(third.getByRole('textbox')).toHaveValue('Kept');
  await send(second);
  await sent(second);
  expect([await count(one, 'one', 'a'), await count(one, 'one', 'b'), (await summary(other)).responses]).toEqual([1, 1, 0]);
  await send(third);
  await sent(third);
  expect([await count(other, 'one', 'a'), (await summary(one)).responses]).toEqual([1, 2]);
});

for (const by of ['loader', 'application'] as const) {
  test(`${by}: inside a form of the page, neither gets into the other`, async ({ page }) => {
    const id = await consultation({ definition: short });
    if (by === 'loader') await block(page);
    const main = `<form id="own" action="/elsewhere"><input name="own" value="1">${tag(id, eager)}<button>Search</button></form>`;
    const address = await thread(main + loader);
    await page.goto(address);
    await page.evaluate(() => {
      (window as any).submits = 0;
      document.addEventListener('submit', () => { (window as any).submits += 1; });
    });
    const widget = page.locator('take-soundings');
    await choose(widget, 'Bread');
    if (by === 'application') await takenOver(page);
    await widget.getByRole('radio', { name: 'Bread' }).press('Enter');
    await sent(widget);
    expect(await page.evaluate(() => [...new FormData(document.querySelector<HTMLFormElement>('#own')!)])).toEqual([['own', '1']]);
    expect([await page.evaluate(() => (window as any).submits), page.url()]).toEqual([0, address]);
    expect((await summary(id)).responses).toBe(1);
  });
}

const placing = (id: string, more = '') => `<script ${more} src="${stack.edge}/v1/embed.js" data-consultation="${id}" data-site="a-forum" data-load="eager"></script>`;

test('the script twice: it is defined once, each places its own, and each element loads once', async ({ page }) => {
  const id = await consultation({ definition: short });
  const told = await note(page);
  const forms: string[] = [];
  page.on('request', (one) => /\/form\?/.test(one.url()) && forms.push(one.url()));
  await page.goto(await thread(placing(id, 'async') + tag(id, eager) + placing(id)));
  const widget = page.locator('take-soundings');
  await expect(widget.locator('form')).toHaveCount(3);
  expect([forms.length, await told(widget.first())]).toEqual([3, ['ready', 'ready', 'ready']]);
  await choose(widget.nth(1), 'Bread');
  await send(widget.nth(1));
  await sent(widget.nth(1));
  expect((await summary(id)).responses).toBe(1);
});

test.describe('the script places the element', () => {
  const rows: [string, (id: string) => { head?: string; main: string }, string][] = [
    ['after itself', (id) => ({ main: `<div id="place">${placing(id, 'async')}</div>` }), '#place > script + take-soundings'],
    ['after itself, when it holds the page up', (id) => ({ main: `<div id="place">${placing(id)}</div>` }), '#place > script + take-soundings'],
    ['at the body’s end, from the head', (id) => ({ head: placing(id), main: '' }), 'body > take-soundings:last-child'],
    ['in the target that it names', (id) => ({ head: placing(id, 'async data-target="#place"'), main: '<div id="place"></div>' }), '#place > take-soundings'],
    ['in a target that comes after it', (id) => ({ head: placing(id, 'data-target="#place"'), main: '<div id="place"></div>' }), '#place > take-soundings'],
  ];
  for (const [name, page_, selector] of rows) {
    test(name, async ({ page }) => {
      const id = await consultation({ definition: short });
      const { head, main } = page_(id);
      await page.goto(await thread(main, { head }));
      const widget = page.locator(selector);
      await choose(widget, 'Bread');
      await expect(page.locator('take-soundings')).toHaveCount(1);
      await send(widget);
      await sent(widget);
      expect((await summary(id)).responses).toBe(1);
    });
  }
});

test('calls that stand in the queue before the script are made when it is there, each for itself', async ({ page }) => {
  const id = await consultation({ definition: short });
  const thrown: string[] = [];
  const queue = `<script>window.soundings = [
    ["render", "#nowhere", {}],
    ["ready", (api) => { window.version = api.version; }],
    ["render", "#place", { consultation: "${id}", site: "a-forum" }],
  ];</script>`;
  page.removeAllListeners('pageerror');
  page.on('pageerror', (error) => thrown.push(error.message));
  await page.goto(await thread(`<div id="place"></div>${queue}${loader}`));
  const widget = page.locator('#place > take-soundings');
  await choose(widget, 'Bread');
  expect(await page.evaluate(() => (window as any).version)).toMatch(/^[0-9a-f]{16}$/);
  // Only the first, which names what is not there.
  expect(thrown).toHaveLength(1);
  await page.evaluate(() => (window as any).soundings.push(['remove', '#place > take-soundings']));
  await expect(widget).toHaveCount(0);
});

test('a page that changes without loading: each view has a form of its own, and the last one’s is gone', async ({ page }) => {
  const [one, other] = [await consultation({ definition: short }), await consultation({ definition: short })];
  await page.goto(await thread(`<div id="view"></div>${loader}`));
  const address = page.url();
  const visit = (id: string) => page.evaluate(([id, html]) => {
    history.pushState({}, '', `?view=${id}`);
    document.querySelector('#view')!.innerHTML = html;
  }, [id, tag(id, eager)]);
  const widget = page.locator('take-soundings');
  for (const id of [one, other, one, other]) {
    await visit(id);
    await expect(widget.locator('form')).toHaveAttribute('action', `${stack.edge}/f/${id}`);
  }
  await choose(widget, 'Bread');
  await takenOver(page);
  await send(widget);
  await sent(widget);
  expect([(await summary(one)).responses, await count(other, 'one', 'b')]).toEqual([0, 1]);
  expect(page.url()).toBe(`${address}?view=${other}`);
});

test('moved within its page, it keeps what is typed, and works', async ({ page }) => {
  for (const by of ['loader', 'application'] as const) {
    const id = await consultation({ definition: short });
    if (by === 'loader') await block(page);
    else await page.unroute(/soundings_bg\.wasm$/);
    const widget = await embed(page, id, { attributes: eager });
    await choose(widget, 'Bread');
    await widget.getByRole('textbox').fill('Kept');
    if (by === 'application') await takenOver(page);
    await widget.evaluate(async (host) => {
      const place = document.body.appendChild(document.createElement('section'));
      place.append(host);
      await new Promise((resolve) => setTimeout(resolve, 100));
      document.querySelector('main')!.insertBefore(host, document.querySelector('h1'));
      await new Promise((resolve) => setTimeout(resolve, 100));
    });
    await expect(widget.getByRole('radio', { name: 'Bread' })).toBeChecked();
    await expect(widget.getByRole('textbox')).toHaveValue('Kept');
    await send(widget);
    await sent(widget);
    expect([await count(id, 'one', 'b'), (await summary(id)).responses], by).toEqual([1, 1]);
  }
});

for (const by of ['loader', 'application', 'Wasm of the application'] as const) {
  test(`${by}: fifty times shown and removed, nothing is left`, async ({ page }) => {
    test.setTimeout(120_000);
    const id = await consultation({ definition: short });
    await page.addInitScript(() => {
      const instantiate = WebAssembly.instantiateStreaming;
      WebAssembly.instantiateStreaming = async (source, imports) => {
        const made = await instantiate(source, imports);
        (window as any).memory = made.instance.exports.memory;
        return made;
      };
    });
    if (by === 'loader') await block(page);
    await page.goto(await thread(`<div id="place"></div>${loader}`));
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    const times = (count: number) => page.evaluate(async ([html, by, count]) => {
      const place = document.querySelector('#place')!;
      const until = by === 'loader' ? 'form' : 'div > div > .soundings';
      for (let time = 0; time < count; time += 1) {
        place.innerHTML = html;
        while (!place.firstElementChild!.shadowRoot?.querySelector(until)) await new Promise((resolve) => setTimeout(resolve, 5));
        place.replaceChildren();
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }, [tag(id, eager), by, count] as const);
    const left = async () => {
      await page.waitForTimeout(500);
      await session.send('HeapProfiler.collectGarbage');
      await session.send('HeapProfiler.collectGarbage');
      const { metrics } = await session.send('Performance.getMetrics');
      const value = (name: string) => metrics.find((one) => one.name === name)!.value;
      const wasm = await page.evaluate(() => (window as any).memory?.buffer.byteLength ?? 0);
      return { nodes: value('Nodes'), listeners: value('JSEventListeners'), heap: value('JSHeapUsedSize'), wasm };
    };
    // The first ones warm caches up.
    await times(5);
    const before = await left();
    await times(50);
    const after = await left();
    if (by === 'Wasm of the application') return expect(after.wasm - before.wasm, 'bytes of Wasm').toBe(0);
    expect(after.nodes - before.nodes, 'nodes').toBeLessThanOrEqual(0);
    expect(after.listeners - before.listeners, 'listeners').toBeLessThanOrEqual(0);
    // Measured: 65 to 97 KB, most of it code that was compiled meanwhile, and less with each further fifty. A form held
    // each time would be 500 KB.
    expect(after.heap - before.heap, 'bytes of JavaScript').toBeLessThan(200_000);
  });
}

test('one global, and no prototype changed', async ({ page }) => {
  const id = await consultation({ definition: short });
  await page.addInitScript(() => {
    const known = [Object, Array, String, Promise, EventTarget, Node, Element, HTMLElement, Document, ShadowRoot].map((made) => made.prototype);
    const names = () => [window, ...known].map((owner) => Reflect.ownKeys(owner).map(String));
    (globalThis as any)[Symbol.for('names')] = names;
    // Later than every script of the test's own tools.
    addEventListener('DOMContentLoaded', () => { (globalThis as any)[Symbol.for('before')] = names(); });
  });
  await page.route(/embed\.js$/, async (route) => {
    await page.waitForFunction(() => (globalThis as any)[Symbol.for('before')]);
    await route.continue();
  });
  const widget = await embed(page, id, { attributes: eager });
  await choose(widget, 'Bread');
  await takenOver(page);
  await send(widget);
  await sent(widget);
  const added = await page.evaluate(() => {
    const before: string[][] = (globalThis as any)[Symbol.for('before')];
    const after: string[][] = (globalThis as any)[Symbol.for('names')]();
    return after.map((names, owner) => names.filter((name) => !before[owner].includes(name)));
  });
  const own = added.flat().filter((name) => !/^Symbol\((before|names)\)$/.test(name));
  expect(own).toEqual(['soundings']);
});

test('shortcuts of the page do not see what is typed', async ({ page }) => {
  const id = await consultation({ definition: short });
  await page.addInitScript(() => {
    const seen: string[] = ((window as any).seen = []);
    // A listener of the window's that captures comes before everything: there is no way to keep a key from it.
    for (const type of ['keydown', 'keyup', 'keypress']) {
      for (const target of [window, document]) {
        target.addEventListener(type, (event) => seen.push(`${type} ${(event as KeyboardEvent).key}`));
      }
    }
  });
  const widget = await embed(page, id, { attributes: eager });
  const seen = () => page.evaluate(() => (window as any).seen);
  for (const by of ['loader', 'application'] as const) {
    if (by === 'application') await takenOver(page);
    await widget.getByRole('textbox').focus();
    await page.keyboard.type('yes');
    await widget.getByRole('radio', { name: 'Apple' }).focus();
    await page.keyboard.press('ArrowDown');
  }
  await expect(widget.getByRole('textbox')).toHaveValue('yesyes');
  expect(await seen()).toEqual([]);
  await page.locator('h1').click();
  await page.keyboard.press('x');
  expect(await seen()).toEqual(['keydown', 'keypress', 'keyup'].flatMap((type) => [`${type} x`, `${type} x`]));
});

test('listeners of the page that let no event through cost nothing', async ({ page }) => {
  for (const types of [
    ['click', 'keydown', 'keyup', 'keypress'],
    ['pointerover', 'pointerdown', 'pointerup', 'mousedown', 'mouseup', 'focusin', 'input', 'change', 'click', 'keydown'],
    // Does not leave the shadow root: no page sees it.
    ['submit', 'formdata'],
  ]) {
    const id = await consultation({ definition: short });
    await page.goto(await thread(`<script>
      for (const type of ${JSON.stringify(types)}) document.addEventListener(type, (event) => event.stopPropagation(), true);
    </script>${tag(id, eager)}${loader}`));
    const widget = page.locator('take-soundings');
    await choose(widget, 'Bread');
    await widget.getByRole('textbox').fill('Kept');
    await takenOver(page);
    await send(widget);
    await sent(widget);
    expect([await count(id, 'one', 'b'), (await summary(id)).responses], types.join()).toEqual([1, 1]);
  }
});

test('nothing is stored and no cookie is set before the first input', async ({ page, context }) => {
  const id = await consultation({ definition: short });
  await embed(page, id, { attributes: eager });
  await takenOver(page);
  const stored = await page.evaluate(async () => [
    document.cookie, localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, (await caches.keys()).length,
    (await navigator.serviceWorker.getRegistrations()).length,
  ]);
  expect(stored).toEqual(['', 0, 0, 0, 0, 0]);
  expect(await context.cookies()).toEqual([]);
});

for (const reserved of [true, false]) {
  test(`while it loads${reserved ? ' where its page keeps room for it' : ''}, focus, scroll and the page around stay where they are`, async ({ page }) => {
    // Where the page keeps no room, what stands below a link in view moves down when the script comes, unless that comes before
    // the first paint, and up when a short form does. Half of what counts as good (https://web.dev/articles/cls: 0.1) is the most.
    const most = reserved ? 0.02 : 0.05;
    const id = await consultation({ definition: short });
    await page.addInitScript(() => {
      (window as any).shift = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as any[]) (window as any).shift += entry.value;
      }).observe({ type: 'layout-shift', buffered: true });
    });
    for (const size of [{ width: 390, height: 844 }, { width: 1280, height: 800 }]) {
      await page.setViewportSize(size);
      // Slow enough for the page to be read, and typed into, before the form is there.
      await page.route(/\/form\?/, (route) => setTimeout(() => route.continue(), 500));
      const head = reserved ? '<style>take-soundings { display: block; min-height: min(100vh, 50em) }</style>' : '';
      await page.goto(await thread(`<p><label>Reply <input id="reply" autofocus></label></p>${tag(id)}${loader}`, { head }));
      await page.locator('#reply').focus();
      await takenOver(page);
      await page.waitForTimeout(300);
      expect(await page.evaluate(() => [document.activeElement?.id, scrollX, scrollY])).toEqual(['reply', 0, 0]);
      expect(await page.evaluate(() => (window as any).shift), `layout shift at ${size.width} px`).toBeLessThanOrEqual(most);
    }
  });
}

test('events bubble out of the shadow root, and none has an answer in it', async ({ page }) => {
  const id = await consultation({ definition: short });
  await page.addInitScript(() => {
    const events: object[] = ((window as any).events = []);
    for (const name of ['ready', 'view', 'start', 'step', 'invalid', 'submit', 'success', 'error', 'warning']) {
      document.addEventListener(`soundings:${name}`, (event) => {
        const { type, bubbles, composed, detail, target } = event as CustomEvent;
        events.push({ type, bubbles, composed, detail, element: (target as Element).localName });
      });
    }
  });
  const widget = await embed(page, id, { attributes: eager });
  await send(widget);
  await expect(widget.getByText('There is a problem')).toBeVisible();
  await choose(widget, 'Bread');
  await widget.getByRole('textbox').fill('A secret');
  await send(widget);
  await sent(widget);
  const events: any[] = await page.evaluate(() => (window as any).events);
  const expected = ['ready', 'view', 'invalid', 'start', 'submit', 'success'].map((name) => `soundings:${name}`);
  expect(events.map((event) => event.type).filter((type, place, all) => all.indexOf(type) === place).sort()).toEqual(expected.sort());
  for (const event of events) {
    expect(event).toEqual({ type: event.type, bubbles: true, composed: true, element: 'take-soundings', detail: { consultation: id, site: 'a-forum' } });
  }
});

test.describe('under hostile styles', () => {
  const hostile = [
    '* { margin: 20px !important; text-transform: uppercase; float: left }',
    'html { font-size: 62.5% } body { letter-spacing: 0.3em; word-spacing: 1em; line-height: 3; text-indent: 3em; white-space: pre }',
    'label, legend, fieldset { display: none }',
    ':root * { all: unset }',
    'button { display: none !important }',
    '* { color: red !important; background: black !important; border: 5px solid lime !important; padding: 9px !important }',
    'input, textarea { appearance: none; opacity: 0; position: absolute; left: -999px }',
  ];

  /** Every element of the form: where it lies in it, and how it looks. */
  const look = (widget: Locator) => widget.evaluate((host) => {
    const box = host.shadowRoot!.querySelector('.soundings')!;
    const at = box.getBoundingClientRect();
    const properties = ['display', 'float', 'color', 'background-color', 'font-size', 'font-weight', 'line-height', 'letter-spacing',
      'word-spacing', 'text-transform', 'text-indent', 'white-space', 'opacity', 'visibility'];
    return [...box.querySelectorAll('*')].filter((node) => node.getClientRects().length).map((node) => {
      const { x, y, width, height } = node.getBoundingClientRect();
      const style = getComputedStyle(node);
      const lies = [x - at.x, y - at.y, width, height].map((length) => Math.round(length));
      return [node.localName, lies.join(' '), ...properties.map((name) => `${name}: ${style.getPropertyValue(name)}`)].join('; ');
    });
  });

  for (const css of hostile) {
    test(css, async ({ page }) => {
      const id = await consultation();
      // One typeface for both, since the form takes the page's.
      const style = (css: string) => `<style>html { font-family: sans-serif } ${css}</style>`;
      const show = async (head: string) => {
        await page.goto(await thread(tag(id, eager) + loader, { head: style(head) }));
        const widget = page.locator('take-soundings');
        await expect(widget.locator('form')).toBeVisible();
        await takenOver(page);
        return widget;
      };
      const under = await show(css);
      const width = await under.evaluate((host) => host.shadowRoot!.querySelector('.soundings')!.getBoundingClientRect().width);
      expect(width, 'wide enough to read').toBeGreaterThan(400);
      const seen = await look(under);
      await under.getByRole('radio', { name: 'I have not started' }).check();
      await under.getByRole('radio', { name: /Very easy/ }).check();
      await send(under);
      await sent(under);
      const clean = await show('');
      // As wide as there: how wide its place is, is the page's own affair.
      await clean.evaluate((host, width) => { host.style.cssText = `width: ${width}px; max-width: none`; }, width);
      expect(seen).toEqual(await look(clean));
    });
  }
});

test('a page that is left and come back to is as it was: nothing keeps it out of the browser’s cache', async () => {
  // The test's own browser: the runner's has that cache switched off.
  const browser = await chromium.launch({
    executablePath: process.env.SOUNDINGS_CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu'],
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  });
  try {
    const page = await browser.newPage();
    const id = await consultation({ definition: short });
    const widget = await embed(page, id, { attributes: eager });
    await choose(widget, 'Bread');
    await widget.getByRole('textbox').fill('Kept');
    await takenOver(page);
    await page.evaluate(() => addEventListener('pageshow', (event) => { (window as any).restored = event.persisted; }));
    await page.goto(await places.registered.put('<!doctype html><title>Elsewhere</title>'));
    // Not `goBack`, which waits for a load that there is not.
    await page.evaluate(() => { setTimeout(() => history.back()); });
    await expect.poll(() => page.evaluate(() => (window as any).restored).catch(() => 'on the way')).toBe(true);
    await expect(widget.getByRole('textbox')).toHaveValue('Kept');
    await send(widget);
    await sent(widget);
    expect([await count(id, 'one', 'b'), (await summary(id)).responses]).toEqual([1, 1]);
  } finally {
    await browser.close();
  }
});

test('with debug a panel and the console tell what happens, never what was answered', async ({ page }) => {
  const id = await consultation({ definition: short });
  const told: string[] = [];
  page.on('console', (message) => message.type() === 'info' && told.push(message.text()));
  const widget = await embed(page, id, { attributes: 'load="eager" debug' });
  await widget.getByRole('textbox').first().fill('A secret');
  await expect.poll(() => told.map((line) => line.split(' ')[0])).toEqual(expect.arrayContaining(['soundings:ready', 'soundings:start']));
  await expect(page.getByRole('region', { name: 'Soundings: what shows, and why' })).toContainText('soundings:start');
  expect(told.join()).not.toContain('secret');
});

test('diagnose says in words why nothing shows', async ({ page }) => {
  const id = await consultation({ definition: short });
  const says = () => page.evaluate(async () => (await (window as any).soundings.diagnose()).map(({ code, says }: any) => [code, says]));
  const widget = await embed(page, id, { attributes: 'load="manual"' });
  await page.waitForFunction(() => (window as any).soundings?.diagnose);
  expect(await says()).toEqual([['waiting', expect.stringContaining('soundings.render')]]);
  await widget.evaluate((host) => (window as any).soundings.render(host));
  await expect.poll(says).toEqual([['ready', 'The form is shown and can be answered.']]);
  await widget.evaluate((host) => { host.style.display = 'none'; });
  expect(await says()).toEqual([['ready', expect.stringContaining('is hidden by')]]);
  await embed(page, id, { attributes: 'load="eager"', on: 'elsewhere' });
  await expect.poll(says).toEqual([['origin-not-allowed', expect.stringContaining('not registered')]]);
});

for (const by of ['loader', 'application'] as const) {
  test(`${by}: headings begin at the page's level, and the theme is the page's choice`, async ({ page }) => {
    const id = await consultation({ definition: short });
    if (by === 'loader') await page.route(/soundings_bg\.wasm$/, (route) => route.abort());
    const widget = await embed(page, id, { attributes: 'load="eager" heading-level="4" theme="dark"' });
    if (by === 'application') await takenOver(page);
    await expect(widget.locator('[part=heading]')).toHaveJSProperty('localName', 'h4');
    const scheme = () => widget.locator('.soundings').evaluate((root) => getComputedStyle(root).colorScheme);
    expect(await scheme()).toBe('dark');
    await widget.evaluate((host) => host.setAttribute('theme', 'light'));
    expect(await scheme()).toBe('light');
  });
}
