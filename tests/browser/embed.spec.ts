// The tag as a department makes it for a site, in pages as the site's system makes them; versions that stay as they were
// published; and what is said where nothing shows.

import AxeBuilder from '@axe-core/playwright';
import { transformSync } from 'esbuild';
import { readdirSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { home, look, lookWithoutScript, signIn, tags } from './department';
import { close, consultation, count, expect, loader, places, stack, summary, tag, takenOver, test, thread } from './support';

const short = {
  languages: ['en', 'cy'],
  title: { en: 'Bread and butter', cy: 'Bara menyn' },
  questions: [
    { id: 'one', kind: 'single_choice', text: { en: 'One of these?', cy: 'Un o’r rhain?' }, options: [{ id: 'a', text: { en: 'Apple', cy: 'Afal' } }, { id: 'b', text: { en: 'Bread', cy: 'Bara' } }] },
  ],
};

/** Answers by the first form of the page, and waits until it is recorded. */
async function answer(page: Page, id: string) {
  const widget = page.locator('take-soundings').first();
  const before = (await summary(id)).responses;
  await widget.getByRole('radio', { name: /Bread|Bara/ }).check();
  await widget.getByRole('button', { name: /Send your answers|Anfon/ }).click();
  await expect(widget.getByRole('heading', { name: /^(Thank you|Diolch)/ })).toBeVisible();
  expect((await summary(id)).responses).toBe(before + 1);
}

/** The builder's page for a consultation, signed in. */
async function builder(page: Page, id: string, query = '') {
  await signIn(page);
  await page.goto(`${home}/${id}/embed${query}`);
}

/** What a recipe says to paste, by its label. */
async function recipe(page: Page, system: string) {
  const parts: Record<string, string> = {};
  for (const area of await page.locator(`#${system} textarea`).all()) {
    parts[await area.evaluate((own: HTMLTextAreaElement) => own.labels![0].textContent!)] ??= await area.inputValue();
  }
  return parts;
}

test('the page of the tag: chosen by its address, shown live, copied, readable', async ({ page, context }) => {
  test.slow();
  const id = await consultation({ definition: short });
  await signIn(page);
  await page.goto(`${home}/${id}`);
  await page.getByRole('link', { name: 'Put it on a page' }).click();
  await page.getByText('Language, look, loading and version').click();
  await page.getByLabel('Language').selectOption('cy');
  await page.getByRole('radio', { name: 'Always dark' }).check();
  await page.getByRole('radio', { name: 'At once' }).check();
  await page.getByText('Colours of your own').click();
  await page.getByLabel('Links and buttons').fill('#333');
  await page.getByRole('button', { name: 'Show the tag' }).click();
  await expect(page).toHaveURL(/lang=cy&level=&version=&theme=dark&load=eager&text=&background=&accent=%23333/);

  const shown = page.getByLabel('Tag', { exact: true }).first();
  await expect(shown).toHaveValue(
    `<script async src="${stack.edge}/v1/embed.js" data-consultation="${id}" data-site="a-forum" data-lang="cy" data-theme="dark" data-load="eager"></script>`,
  );
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Copy Tag' }).first().click();
  await expect(page.getByText('Copied')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await shown.inputValue());

  // It is the widget itself, in the colours that were chosen; it is not counted, and sends nothing.
  const frame = page.frameLocator('iframe[title="The form on a page"]');
  await expect(frame.getByRole('radio', { name: 'Bara' })).toBeVisible();
  const colour = await frame.locator('.soundings a, .soundings button').first().evaluate((own) => getComputedStyle(own).backgroundColor);
  expect(colour).toBe('rgb(51, 51, 51)');
  await frame.getByRole('radio', { name: 'Bara' }).check();
  await frame.getByRole('button', { name: 'Anfon' }).click();
  await page.waitForTimeout(1500);
  expect((await summary(id)).responses).toBe(0);

  // Dark grey on dark blue is not read by everybody.
  await expect(page.getByRole('row', { name: /Links, and words on buttons.*too low/ })).toBeVisible();
  await page.locator('details').evaluateAll((all) => all.forEach((one) => { (one as HTMLDetailsElement).open = true; }));
  // What is seen in the frame has the colours that were chosen badly here.
  await look(page, 'the page of the tag', ['iframe']);
  const code = await page.request.get(`${home}/${id}/embed/qr.svg`);
  expect([code.status(), code.headers()['content-type']]).toEqual([200, 'image/svg+xml']);
});

test('a colour that cannot be read is told at its field, and nothing typed is lost', async ({ page }) => {
  const id = await consultation({ definition: short });
  await builder(page, id, '?accent=blue&text=%23000');
  await expect(page.getByText('There is a problem')).toBeVisible();
  await page.getByRole('link', { name: /Write a colour as #175c8c/ }).click();
  await expect(page.getByLabel('Links and buttons')).toBeFocused();
  await expect(page.getByLabel('Links and buttons')).toHaveValue('blue');
  await expect(page.getByLabel('Text', { exact: true })).toHaveValue('#000');
  await look(page, 'a tag with a fault', ['iframe']);
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });
  test('the page of the tag and the checker work', async ({ page }) => {
    const id = await consultation({ definition: short });
    await builder(page, id);
    await page.getByText('Language, look, loading and version').click();
    await page.getByLabel('Heading').selectOption('3');
    await page.getByRole('button', { name: 'Show the tag' }).click();
    await expect(page.getByLabel('Tag', { exact: true }).first()).toHaveValue(/data-heading-level="3"/);
    await page.getByLabel('Your policy').fill("default-src 'self'");
    await page.getByRole('button', { name: 'What would be blocked?' }).click();
    await expect(page.getByText('default-src blocks the script itself')).toBeVisible();
  });
});

test.describe('recipes, by the rules of their systems', () => {
  const rows: [string, (page: Page, id: string) => Promise<string>][] = [
    ['html', async (page) => (await recipe(page, 'html'))['Tag']],
    ['html, the element', async (page) => (await recipe(page, 'html'))['Element and script']],
    // A block of HTML is written out as it stands; WordPress knows it by its comments (block grammar).
    ['wordpress', async (page) => {
      const block = /^<!-- wp:html -->\n([\s\S]*)\n<!-- \/wp:html -->$/.exec((await recipe(page, 'wordpress'))['Block']);
      return block![1];
    }],
    // filter_html lets through the elements and attributes of its list; the library's script is the theme's.
    ['drupal', async (page) => {
      const parts = await recipe(page, 'drupal');
      const [, source] = /^soundings:\n  js:\n    (\S+): \{ type: external, minified: true, attributes: \{ async: true \} \}$/.exec(parts['Library'])!;
      const allowed = [...parts['Allowed HTML tags'].matchAll(/<(\S+?)((?: \S+?)*)>/g)].map(([, name, rest]) => [name, rest.trim().split(' ')] as const);
      const kept = await page.evaluate(([html, list]) => {
        const tree = document.createElement('div');
        tree.append(new DOMParser().parseFromString(html, 'text/html').body);
        for (const element of tree.querySelectorAll('body *')) {
          const own = list.find(([name]) => name === element.localName);
          if (!own) element.replaceWith(...element.childNodes);
          else for (const name of element.getAttributeNames()) if (!own[1].includes(name)) element.removeAttribute(name);
        }
        return tree.querySelector('body')!.innerHTML;
      }, [parts['Element'], allowed] as const);
      return `${kept}<script async src="${source}"></script>`;
    }],
    // A post's [wrap] becomes a div with its attributes as data; the theme's code is called with each post.
    ['discourse', async (page) => {
      const parts = await recipe(page, 'discourse');
      const [, attributes, inside] = /^\[wrap=soundings ([^\]]*)\]\n([\s\S]*)\n\[\/wrap\]$/.exec(parts['Post'])!;
      const data = attributes.replace(/(\S+?)="([^"]*)"/g, 'data-$1="$2"');
      const link = inside.replace(/\[(.*?)\]\((.*?)\)/, '<a href="$2">$1</a>');
      const code = parts['Theme component'].replace(/^import .*\n/, 'const apiInitializer = (act) => act({ decorateCookedElement: (decorate) => decorate(document.querySelector(".cooked")) });\n')
        .replace('export default ', '');
      return `<div class="cooked"><div class="d-wrap" data-wrap="soundings" ${data}><p>${link}</p></div></div><script>{${code}}</script>`;
    }],
    // The first address that matches gives the id (a wildcard is any text); the template is HTML with the id in its place.
    ['xenforo', async (page, id) => {
      const parts = await recipe(page, 'xenforo');
      const patterns = parts['Match URLs'].split('\n').map((line) => line.split('{$id}')
        .map((part) => part.replace(/[.+^${}()|[\]\\?]/g, '\\$&').replaceAll('*', '.*')).join('(?<id>[^/?#]+?)'));
      const posted = `${stack.edge}/f/${id}?site=a-forum`;
      const found = patterns.map((pattern) => new RegExp(`^${pattern}$`).exec(posted)?.groups?.id).find(Boolean)!;
      expect(parts['Post']).toBe(`[MEDIA=soundings]${found}[/MEDIA]`);
      return parts['Embed template'].replaceAll('{$id}', found);
    }],
    // {IDENTIFIER} takes letters, digits, hyphens and underscores.
    ['phpbb', async (page) => {
      const parts = await recipe(page, 'phpbb');
      const usage = parts['BBCode usage'].replace(/[[\]/]/g, '\\$&').replace('{IDENTIFIER}', '([a-zA-Z0-9-_]+)');
      const [, named] = new RegExp(`^${usage}$`).exec(parts['Post'])!;
      return parts['HTML replacement'].replaceAll('{IDENTIFIER}', named) + parts['Template'];
    }],
    ['govuk', async (page) => (await recipe(page, 'govuk'))['Template']],
    // As React 19 writes to the page: an element with a hyphen has its properties as attributes.
    ['react', async (page) => {
      const source = (await recipe(page, 'react'))['Component'].replace('export ', '');
      const { code } = transformSync(source, { loader: 'jsx', jsxFactory: 'h', jsxFragment: 'F' });
      return `<div id="app"></div><script>
        const F = 0;
        const h = (type, own, ...children) => {
          const element = type ? document.createElement(type) : document.createDocumentFragment();
          for (const name in own) element.setAttribute(name, own[name] === true ? '' : own[name]);
          element.append(...children);
          return element;
        };
        ${code}
        document.querySelector('#app').append(Soundings());</script>`;
    }],
  ];
  for (const [name, made] of rows) {
    test(name, async ({ page, browser }) => {
      const id = await consultation({ definition: short });
      await builder(page, id, '?load=eager&lang=en');
      await page.locator('details').evaluateAll((all) => all.forEach((one) => { (one as HTMLDetailsElement).open = true; }));
      const main = await made(page, id);
      const site = await (await browser.newContext()).newPage();
      await site.goto(await thread(main));
      await answer(site, id);
      expect((await summary(id)).by.site).toEqual([expect.objectContaining({ id: 'a-forum', responses: 1 })]);
    });
  }
});

test('recipe: a plain link leads to the form on a page of its own, and answers count for the site', async ({ page, browser }) => {
  const id = await consultation({ definition: short });
  await builder(page, id, '?lang=cy');
  const parts = await recipe(page, 'link');
  expect(parts['Address']).toBe(`${stack.edge}/f/${id}?site=a-forum&lang=cy`);
  const site = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await site.goto(await thread(parts['Link']));
  await site.getByRole('link', { name: 'Dweud eich dweud' }).click();
  await expect(site).toHaveURL(parts['Address']);
  await site.getByRole('radio', { name: 'Bara' }).check();
  await site.getByRole('button', { name: 'Anfon' }).click();
  await expect(site.getByRole('heading', { name: /^Diolch/ })).toBeVisible();
  expect((await summary(id)).by.site).toEqual([expect.objectContaining({ id: 'a-forum', responses: 1 })]);
});

test('recipe: a frame shows the form, takes its height and is answered; the checker knows it', async ({ page, browser }) => {
  const id = await consultation({ definition: short });
  await builder(page, id, '?lang=en&theme=dark');
  const parts = await recipe(page, 'frame');
  const site = await (await browser.newContext()).newPage();
  await site.goto(await thread(parts['Frame'] + parts['Script']));
  const form = site.frameLocator('iframe');
  await form.getByRole('radio', { name: 'Bread' }).check();
  await expect.poll(() => site.locator('iframe').getAttribute('height')).not.toBe('700');
  await form.getByRole('button', { name: 'Send your answers' }).click();
  await expect(form.getByRole('heading', { name: /^Thank you/ })).toBeVisible();
  expect((await summary(id)).by.site).toEqual([expect.objectContaining({ id: 'a-forum', responses: 1 })]);

  await page.goto(`${home}/${id}/check`);
  await page.getByLabel('Its address').fill(`${await places.registered.origin}/thread`);
  await page.getByLabel('Its HTML').fill(`<body>${parts['Frame']}${parts['Script']}</body>`);
  await page.getByRole('button', { name: 'What is wrong?' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing is wrong with what you pasted' })).toBeVisible();
  await page.getByLabel('Its HTML').fill(parts['Frame'].replace('<iframe', '<iframe sandbox=""'));
  await page.getByRole('button', { name: 'What is wrong?' }).click();
  for (const words of ['lets no script run', 'lets no link open', 'Nothing gives the frame its height']) {
    await expect(page.getByText(words)).toBeVisible();
  }
  await look(page, 'the checker, of a frame');
  // What software makes of the link is looked at as it came.
  const reply = await (await fetch(`${stack.edge}/oembed?url=${encodeURIComponent(`${stack.edge}/f/${id}?site=a-forum`)}`)).text();
  await page.getByLabel('Its HTML').fill(reply);
  await page.getByRole('button', { name: 'What is wrong?' }).click();
  await expect(page.getByText('The frame counts its answers for A forum.')).toBeVisible();
});

test('recipe: the code for print is there, and is drawn', async ({ page }) => {
  const id = await consultation({ definition: short });
  await builder(page, id, '?lang=cy');
  const code = page.getByRole('img', { name: `QR code of ${stack.edge}/f/${id}?site=a-forum&lang=cy` });
  await code.scrollIntoViewIfNeeded();
  await expect.poll(() => code.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBeGreaterThan(100);
});

test('the directives that the page gives are all that a strict page needs', async ({ page, browser }) => {
  const id = await consultation({ definition: short });
  await builder(page, id);
  const given = (await page.getByLabel('Directives').inputValue()).replaceAll('\n', ' ');
  const policy = `default-src 'none'; base-uri 'none'; require-trusted-types-for 'script'; img-src data:; ${given}`;
  const site = await (await browser.newContext()).newPage();
  await site.goto(await thread(tag(id, 'load="eager"') + loader, { headers: { 'content-security-policy': policy } }));
  await site.locator('take-soundings').getByRole('radio', { name: 'Bread' }).check();
  await takenOver(site);
  await answer(site, id);
});

test.describe('versions', () => {
  const folder = `${__dirname}/../../published`;
  const numbers = (version: string) => version.split('.').map(Number);
  const all = readdirSync(folder).sort((one, other) => {
    const [a, b] = [numbers(one), numbers(other)];
    return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
  });

  test('the oldest published loader, pinned by its hash, runs against today’s edge', async ({ page, browser }) => {
    const oldest = all[0];
    const kept = brotliDecompressSync(readFileSync(`${folder}/${oldest}/embed.js.br`)).toString();
    const served = await fetch(`${stack.edge}/v1/embed-${oldest}.js`, { headers: { 'accept-encoding': 'br' } });
    expect(await served.text()).toBe(kept);
    expect(served.headers.get('cache-control')).toContain('immutable');

    const id = await consultation({ definition: short });
    await builder(page, id, `?version=${oldest}&load=eager`);
    const pinned = await page.getByLabel('Tag', { exact: true }).first().inputValue();
    expect(pinned).toContain(`integrity="${readFileSync(`${folder}/${oldest}/INTEGRITY`, 'utf8')}" crossorigin="anonymous"`);
    const site = await (await browser.newContext()).newPage();
    const asked: string[] = [];
    site.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await site.goto(await thread(pinned));
    await site.locator('take-soundings').getByRole('radio', { name: 'Bread' }).check();
    await takenOver(site);
    await answer(site, id);
    expect(await count(id, 'one', 'b')).toBe(1);
    // Nothing but its own files.
    const assets = asked.filter((path) => path.startsWith('/v1/assets/'));
    expect(assets.length).toBeGreaterThan(2);
    expect(assets.filter((path) => !path.startsWith(`/v1/assets/${oldest}/`))).toEqual([]);
  });

  for (const file of ['soundings.js', 'soundings_bg.wasm', 'soundings.css', 'more.css']) {
    test(`what is not what was published does not run: ${file}`, async ({ page }) => {
      const id = await consultation({ definition: short });
      const integrity = readFileSync(`${folder}/${all[0]}/INTEGRITY`, 'utf8');
      await page.route(`**/v1/assets/${all[0]}/${file}`, async (route) => {
        const reply = await route.fetch();
        const body = Buffer.concat([await reply.body(), Buffer.from(file.endsWith('.wasm') ? '\0\u0001\0' : '/* more */')]);
        await route.fulfill({ response: reply, body, headers: { ...reply.headers(), 'content-encoding': 'identity' } });
      });
      await page.goto(await thread(
        `<script async src="${stack.edge}/v1/embed-${all[0]}.js" integrity="${integrity}" crossorigin="anonymous" data-consultation="${id}" data-site="a-forum" data-load="eager"></script>`,
      ));
      const widget = page.locator('take-soundings');
      await widget.getByRole('radio', { name: 'Bread' }).check();
      // The application, whose styles these are, runs without them.
      if (file === 'more.css') await takenOver(page);
      if (file.endsWith('.css')) {
        const rules = await widget.evaluate((host) => host.shadowRoot!.adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText)));
        expect(rules.join()).not.toContain(file === 'more.css' ? '.soundings dt' : '--soundings-accent');
        if (file === 'more.css') expect(rules.join()).toContain('--soundings-accent');
      } else {
        await page.waitForTimeout(1500);
        expect(await widget.evaluate((host) => !!host.shadowRoot!.querySelector('div > div > .soundings'))).toBe(false);
      }
      // The form is there, and sends.
      await answer(page, id);
    });
  }
});

test.describe('where nothing shows', () => {
  const panel = (page: Page) => page.getByRole('region', { name: 'Soundings: what shows, and why' });
  const rows: [string, (id: string) => string, { on?: keyof typeof places; headers?: Record<string, string>; closed?: boolean }, string][] = [
    ['it shows', (id) => tag(id, 'load="eager"'), {}, 'The form is shown and can be answered.'],
    ['no such consultation', () => tag('none-such', 'load="eager"'), {}, 'knows no consultation of this name'],
    ['no such site', (id) => tag(id, 'load="eager"').replace('site="a-forum"', 'site="no-forum"'), {}, 'no site of this name'],
    ['another origin', (id) => tag(id, 'load="eager"'), { on: 'elsewhere' }, 'origin is not registered'],
    ['closed', (id) => tag(id, 'load="eager"'), { closed: true }, 'not open'],
    ['a policy', (id) => tag(id, 'load="eager"'), { headers: { 'content-security-policy': "connect-src 'self'" } }, 'Add its origin to connect-src'],
    ['a word that means nothing', (id) => tag(id, 'load="eager" colour="red"'), {}, 'an attribute that means nothing: colour'],
    ['it waits', (id) => tag(id, 'load="manual"'), {}, 'soundings.render(element)'],
  ];
  for (const [name, main, { closed, ...options }, says] of rows) {
    test(`?soundings-debug says why: ${name}`, async ({ page }) => {
      const id = await consultation({ definition: short });
      if (closed) await close(id);
      const address = await thread(main(id) + loader, options);
      await page.goto(`${address}?soundings-debug`);
      await expect(panel(page)).toContainText(says);
      await expect(panel(page)).toContainText(new URL(address).origin);
      const { violations } = await new AxeBuilder({ page }).include('[data-soundings]').withTags(tags).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
      await panel(page).getByRole('button', { name: 'Close' }).press('Enter');
      await expect(panel(page)).toHaveCount(0);
    });
  }

  test('the checker says what is wrong with a page, and how to mend it; it keeps what was pasted on the page alone', async ({ page }) => {
    const id = await consultation({ definition: short });
    await signIn(page);
    await page.goto(`${home}/${id}/check`);
    await look(page, 'the checker, blank');
    await page.getByLabel('Its address').fill(`${await places.elsewhere.origin}/thread`);
    await page.getByLabel('Its HTML').fill(`<body><script async src="${stack.edge}/v1/embed.js" data-consulation="${id}" data-site="a-forum"></script></body>`);
    await page.getByLabel('Its headers').fill("HTTP/1.1 200 OK\ncontent-security-policy: default-src 'self'");
    await page.getByRole('button', { name: 'What is wrong?' }).click();
    for (const words of ['is registered for no site', 'data-consulation means nothing', 'Write data-consultation.', 'default-src blocks the script itself']) {
      await expect(page.getByText(words).first()).toBeVisible();
    }
    await expect(page.getByLabel('Its HTML')).toHaveValue(/data-consulation/);
    await look(page, 'the checker, with faults');
    const mended = await page.getByLabel('To paste').first().inputValue();
    await page.getByLabel('Its address').fill(`${await places.registered.origin}/thread`);
    await page.getByLabel('Its HTML').fill(`<body>${tag(id)}${loader}</body>`);
    await page.getByLabel('Its headers').fill(`content-security-policy: ${mended}`);
    await page.getByRole('button', { name: 'What is wrong?' }).click();
    await expect(page.getByRole('heading', { name: 'Nothing is wrong with what you pasted' })).toBeVisible();
    await page.screenshot({ path: test.info().outputPath('checker.png'), fullPage: true });
  });
});

test('the preview is for its department alone', async ({ page }) => {
  const id = await consultation({ definition: short });
  await page.goto(`${home}/${id}/embed/preview`);
  await expect(page.getByLabel('Token')).toBeVisible();
  await lookWithoutScript(page, 'the way in');
});

test('a publisher makes a link, the site’s owner reads their figures by it, and it is revoked', async ({ page, browser }) => {
  const id = await consultation({ definition: short });
  await signIn(page);
  await page.goto(`${home}/${id}`);
  await page.getByRole('link', { name: 'Figures for site owners' }).click();
  await page.getByLabel('Site').selectOption('a-forum');
  await page.getByRole('button', { name: 'Make the link' }).click();
  const address = await page.getByLabel('New link').inputValue();
  await look(page, 'a new link');

  const owner = await (await browser.newContext()).newPage();
  await owner.goto(address);
  await expect(owner.getByRole('heading', { name: 'Figures for A forum' })).toBeVisible();
  await lookWithoutScript(owner, 'figures of a site');

  await page.goto(`${home}/${id}/links`);
  await page.getByText('Revoke').first().click();
  await look(page, 'a link to revoke');
  await page.getByRole('button', { name: 'Yes, revoke it' }).click();
  await expect(page.getByText('Revoked', { exact: true })).toBeVisible();
  expect((await owner.goto(address))!.status()).toBe(404);
});
