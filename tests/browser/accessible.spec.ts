// Everybody can answer: each example is held against axe and against the ways in which people read and type.

import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { example, examples, fillIn, send, show } from './examples';
import { consultation, embed, expect, loader, stack, tag, takenOver, test, thread } from './support';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What axe cannot decide, and somebody has: the rule, and why it is met. */
const reviewed: Record<string, string> = {};

async function axe(page: Page, what: string) {
  const { violations, incomplete, passes } = await new AxeBuilder({ page }).include('take-soundings').withTags(tags).analyze();
  // It has looked into the shadow root.
  expect(passes.find(({ id }) => id === 'color-contrast')?.nodes.length ?? 0, what).toBeGreaterThan(1);
  const found = [...violations, ...incomplete.filter(({ id }) => !(id in reviewed))];
  expect(found.map(({ id, nodes }) => [id, nodes.map((node) => `${node.html} ${node.any.map((one) => one.message).join()}`)]), what).toEqual([]);
}

const schemes = ['light', 'dark'] as const;

for (const one of examples) {
  test(`axe finds nothing: ${one.name}`, async ({ page }) => {
    await show(page, one);
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme });
      await axe(page, colorScheme);
    }
  });
}

test('axe finds nothing: while it sends, and after it failed to', async ({ page }) => {
  const widget = await show(page, example('every-kind-filled'));
  let release = () => {};
  const released = new Promise<void>((resolve) => { release = resolve; });
  await page.route(/\/responses$/, async (route) => {
    await released;
    await route.abort();
  });
  await send(widget);
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme });
    await axe(page, `sending, ${colorScheme}`);
  }
  release();
  await expect(widget.locator('#failed')).toBeVisible({ timeout: 40_000 });
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme });
    await axe(page, `offline, ${colorScheme}`);
  }
});

test.describe('what a screen reader is given', () => {
  for (const name of ['every-kind', 'every-kind-errors', 'sent', 'closed']) {
    test(name, async ({ page }) => {
      const widget = await show(page, example(name));
      // A receipt is never the same.
      await widget.evaluate((host) => {
        const receipt = host.shadowRoot!.querySelector('code');
        if (receipt) receipt.textContent = 'RECEIPT';
      });
      expect(`${await widget.ariaSnapshot()}\n`).toMatchSnapshot(`${name}.yml`);
    });
  }
});

/** What holds focus, as somebody who looks for it would say. */
const focused = (page: Page) => page.evaluate(() => {
  let node = document.activeElement;
  while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
  const input = node as HTMLInputElement;
  return [node?.localName, input?.name || node?.id || node?.textContent?.trim().slice(0, 20)].join(' ');
});

for (const by of ['loader', 'application'] as const) {
  test(`${by}: by keyboard alone: in, through, sent, and out`, async ({ page }) => {
    if (by === 'loader') await page.route(/soundings_bg\.wasm$/, (route) => route.abort());
    const id = await consultation({ definition: example('every-kind').definition });
    await page.goto(await thread(`<p><a href="#" id="before">Before</a></p>${tag(id, 'load="eager"')}<p><a href="#" id="after">After</a></p>${loader}`));
    const widget = page.locator('take-soundings');
    await expect(widget.locator('form')).toBeVisible();
    // Before the first key: a browser remembers on which button of a group focus last was, and arrows go on from there.
    if (by === 'application') await takenOver(page);
    await page.locator('#before').focus();
    const path: string[] = [];
    const tab = async (key = 'Tab') => {
      await page.keyboard.press(key);
      path.push(await focused(page));
    };
    for (let presses = 0; presses < 20 && path.at(-1) !== 'a after'; presses += 1) await tab();
    const through = ['input answers.bus', 'input answers.buy', 'input answers.buy', 'input answers.buy', 'input answers.buy',
      'input answers.ease', 'input answers.views.free', 'input answers.views.pay', 'textarea answers.say', 'button Send your answers'];
    const privacy = 'summary What is kept, and fo';
    expect(path).toEqual([...through, privacy, 'a after']);
    path.length = 0;
    for (let presses = 0; presses < 20 && path.at(-1) !== 'a before'; presses += 1) await tab('Shift+Tab');
    expect(path).toEqual([privacy, ...through.slice().reverse(), 'a before']);
    // Arrows choose one of a group; the space bar ticks, and opens.
    await tab();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expect(widget.getByRole('radio', { name: 'By bus' })).toBeChecked();
    await tab();
    await page.keyboard.press('Space');
    await expect(widget.getByRole('checkbox', { name: 'Bread' })).toBeChecked();
    for (let presses = 0; presses < 4; presses += 1) await tab();
    await page.keyboard.press('Space');
    await expect(widget.getByRole('radio', { name: '1 Very hard' })).toBeChecked();
    await tab();
    await page.keyboard.press('Space');
    await tab();
    await page.keyboard.press('ArrowUp');
    await expect(widget.getByRole('group', { name: /most should pay/ }).getByRole('radio', { name: 'Disagree' })).toBeChecked();
    await tab();
    // In a text, Enter is a new line and sends nothing.
    await page.keyboard.type('First');
    await page.keyboard.press('Enter');
    await page.keyboard.type('Second');
    await expect(widget.getByRole('textbox')).toHaveValue('First\nSecond');
    await tab();
    await page.keyboard.press('Enter');
    await expect(widget.locator('[part=confirmation]')).toBeFocused();
  });
}

test('a link of the error summary scrolls and moves focus, and leaves the page’s address and history alone', async ({ page }) => {
  for (const by of ['loader', 'application'] as const) {
    if (by === 'loader') await page.route(/soundings_bg\.wasm$/, (route) => route.abort());
    else await page.unroute(/soundings_bg\.wasm$/);
    const id = await consultation({ definition: example('every-kind').definition });
    const widget = await embed(page, id, { attributes: 'load="eager"' });
    await fillIn(widget, { 'answers.bus': 'by-bus' });
    if (by === 'application') await takenOver(page);
    await page.setViewportSize({ width: 600, height: 400 });
    await send(widget);
    await expect(widget.locator('#summary')).toBeFocused();
    const before = await page.evaluate(() => [location.href, history.length]);
    for (const link of await widget.locator('#summary a').all()) {
      const target = (await link.getAttribute('href'))!.slice(1);
      // Who uses a keyboard presses Enter on it.
      await link.press('Enter');
      const input = widget.locator(`[id="${target}"]`);
      await expect(input).toBeFocused();
      await expect(input).toBeInViewport();
      // The question is in sight too, not its input alone.
      await expect(input.locator('xpath=ancestor::*[self::fieldset or contains(@class,"field")][1]/*[1]')).toBeInViewport();
    }
    expect(await page.evaluate(() => [location.href, history.length]), by).toEqual(before);
  }
});

/** What of the form is cut off or runs out of it, and whether the page scrolls sideways. */
const overflow = (widget: Locator) => widget.evaluate((host) => {
  const box = host.shadowRoot!.querySelector('.soundings')!;
  const { left, right } = box.getBoundingClientRect();
  const out = [...box.querySelectorAll<HTMLElement>('*')].filter((node) => {
    if (!node.getClientRects().length || node.closest('.aside') || getComputedStyle(node).clipPath !== 'none') return false;
    const lies = node.getBoundingClientRect();
    const cut = getComputedStyle(node).overflow !== 'visible' && node.localName !== 'textarea'
      && (node.scrollWidth > node.clientWidth || node.scrollHeight > node.clientHeight);
    return cut || lies.left < left - 1 || lies.right > right + 1;
  });
  const { scrollWidth, clientWidth } = document.documentElement;
  return { sideways: Math.max(0, scrollWidth - clientWidth), out: out.map((node) => `${node.localName} ${node.textContent!.slice(0, 30)}`) };
});

/** Adds rules to the form, as a person's own style sheet would. */
const restyle = (widget: Locator, css: string) => widget.evaluate((host, css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  host.shadowRoot!.adoptedStyleSheets = [...host.shadowRoot!.adoptedStyleSheets, sheet];
}, css);

// WCAG 1.4.12: the values up to which nothing may be lost.
const spacing = '.soundings * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }'
  + ' .soundings p { margin-bottom: 2em !important }';

const ways: [string, { width: number; height: number }, string][] = [
  ['at 400% zoom: 320 by 256', { width: 320, height: 256 }, ''],
  ['with text spaced out', { width: 320, height: 640 }, spacing],
  ['with text spaced out, in a wide page', { width: 1280, height: 800 }, spacing],
  ['with text of twice the size', { width: 640, height: 480 }, '.soundings { font-size: 32px !important }'],
  ['with text of twice the size, in a wide page', { width: 1280, height: 800 }, '.soundings { font-size: 32px !important }'],
];

for (const [way, size, css] of ways) {
  test(`nothing is cut off or scrolls sideways ${way}`, async ({ page }) => {
    test.setTimeout(120_000);
    await page.setViewportSize(size);
    for (const one of examples) {
      const widget = await show(page, one);
      await restyle(widget, css);
      expect(await overflow(widget), one.name).toEqual({ sideways: 0, out: [] });
    }
  });
}

test('a scale of eleven points in a row breaks no number and no word', async ({ page }) => {
  await page.setViewportSize({ width: 600, height: 800 });
  const widget = await show(page, example('rating-eleven'));
  const labels = widget.locator('.scale label');
  await expect(labels).toHaveCount(11);
  const tops = await labels.evaluateAll((all) => new Set(all.map((label) => label.getBoundingClientRect().top)).size);
  expect(tops, 'rows').toBe(1);
  const broken = await labels.evaluateAll((all) => all.flatMap((label) => {
    const walker = document.createTreeWalker(label, NodeFilter.SHOW_TEXT);
    const texts: Node[] = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    return texts.filter((text) => {
      const range = document.createRange();
      range.selectNodeContents(text);
      // A box for each line.
      return range.getClientRects().length > text.textContent!.trim().split(/\s+/).length;
    }).map((text) => text.textContent);
  }));
  expect(broken).toEqual([]);
});

test('in forced colours, focus, borders and what is chosen show', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  const widget = await show(page, example('every-kind-filled'));
  for (const control of await widget.locator('input:not([type=hidden]), textarea, button').all()) {
    if (!await control.isVisible()) continue;
    await control.focus();
    // The keyboard's focus: a pointer's shows no ring.
    await page.keyboard.press('Shift');
    const { outline, width } = await control.evaluate((node) => {
      const style = getComputedStyle(node);
      return { outline: style.outlineStyle, width: parseFloat(style.outlineWidth) };
    });
    expect([outline, width >= 2]).toEqual(['solid', true]);
  }
  for (const part of ['option', 'textarea', 'button']) {
    const border = await widget.locator(`[part="${part}"]`).first().evaluate((node) => {
      const { borderTopStyle, borderTopWidth } = getComputedStyle(node);
      return [borderTopStyle, borderTopWidth];
    });
    expect(border, part).toEqual(['solid', '1px']);
  }
  // A native control draws its own mark, in the system's colours.
  expect(await widget.getByRole('radio').first().evaluate((node) => getComputedStyle(node).appearance)).toBe('auto');
});

test('for people who ask for less motion, nothing moves', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  for (const name of ['every-kind-errors', 'sent']) {
    const widget = await show(page, example(name));
    const moving = await widget.evaluate((host) => [...host.shadowRoot!.querySelectorAll('*')].filter((node) => {
      const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(node);
      return transitionDuration !== '0s' || animationName !== 'none' || scrollBehavior !== 'auto';
    }).length);
    expect([moving, await page.evaluate(() => document.getAnimations().length)]).toEqual([0, 0]);
  }
});

test.describe('printed', () => {
  test('the questions stand there without buttons', async ({ page }) => {
    const widget = await show(page, example('every-kind'));
    await page.emulateMedia({ media: 'print' });
    await expect(widget.getByRole('group', { name: 'How did you come here today?' })).toBeVisible();
    await expect(widget.locator('button').first()).toBeAttached();
    await expect(widget.locator('button').filter({ visible: true })).toHaveCount(0);
  });

  test('the address of the form stands there', async ({ page }) => {
    const widget = await show(page, example('every-kind'));
    await page.emulateMedia({ media: 'print' });
    const address = await widget.locator('form').getAttribute('action');
    const printed = await widget.locator('form').evaluate((form) => getComputedStyle(form, '::after').content);
    expect(printed).toBe(`"${address}"`);
  });
});

test('the review page shows every example in its state', async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto(`${stack.sites['benefits-guide']}/review`);
  const shown = { empty: 'form', filled: 'form :is(:checked, textarea)', errors: '#summary', sent: '[part=confirmation]', closed: '[part=confirmation]' };
  for (const { name, state } of examples) {
    const widget = page.locator(`take-soundings[consultation="example-${name}"]`);
    // Where the form is not there yet, its place is.
    await widget.scrollIntoViewIfNeeded();
    await expect(widget.locator(shown[state]).first(), name).toBeVisible();
  }
  expect(await page.evaluate(() => document.activeElement?.localName), 'nobody is moved about').toBe('body');
});
