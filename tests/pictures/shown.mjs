// The pictures of the documentation: what is photographed of which page, after what. `take.mjs` takes them, and
// tests/browser/pictures.spec.ts looks whether the pages still say what they said then.

import { createHash } from 'node:crypto';

/** The consultation whose figures are shown: by fixed keys, so that it is answered once, however often this runs. */
const ID = 'claiming-benefits';
const SITES = [['parents-forum', 'Parents’ Corner', 26], ['benefits-guide', 'Benefits Guide', 17], ['blog-cymru', 'Llais y Llan', 9]];
const STAGES = ['not-started', 'not-started', 'started', 'paid', 'paid', 'paid', 'paid'];

const definition = {
  title: { en: 'Claiming maternity benefits' },
  languages: ['en', 'cy'],
  questions: [{
    id: 'stage', kind: 'single_choice', text: { en: 'Where are you with your claim?', cy: 'Ble’r ydych chi arni?' },
    options: [
      { id: 'not-started', text: { en: 'I have not started', cy: 'Heb ddechrau' } },
      { id: 'started', text: { en: 'I have started', cy: 'Wedi dechrau' } },
      { id: 'paid', text: { en: 'I am being paid', cy: 'Yn cael fy nhalu' } },
    ],
  }],
};
definition.title.cy = 'Hawlio budd-daliadau mamolaeth';

const call = async (stack, method, path, headers, body) => {
  const reply = await fetch(stack.edge + path, { method, headers: { 'content-type': 'application/json', ...headers }, body: body && JSON.stringify(body) });
  if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
  return reply.json();
};

/** Puts the consultation and its answers. */
export async function seed(stack) {
  const own = { authorization: `Bearer ${stack.token}` };
  const address = `/v1/departments/${stack.department}/consultations/${ID}`;
  const sites = SITES.map(([id, name]) => ({ id, name, origins: [stack.sites[id]] }));
  // A flood by one network is what this looks like.
  const put = await call(stack, 'PUT', address, own, { ...definition, sites, protection: 'off' });
  if (put.state === 'draft') await call(stack, 'POST', `${address}/open`, own);
  let number = 0;
  for (const [site, , count] of SITES) {
    for (let one = 0; one < count; one += 1) {
      number += 1;
      const key = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
      await call(stack, 'POST', `/v1/consultations/${ID}/responses`, { origin: stack.sites[site], 'idempotency-key': `"${key}"` }, {
        revision: put.revision, site, lang: site === 'blog-cymru' ? 'cy' : 'en', answers: { stage: STAGES[number % STAGES.length] },
      });
    }
  }
}

/** Name of the file, width of the window, the page, what is done on it, and of which element it is a picture. */
export const shown = [
  {
    name: 'form', width: 560,
    address: (stack) => `${stack.sites['parents-forum']}/threads/maternity-allowance-or-smp`,
    act: async (page) => {
      const widget = page.locator('take-soundings').first();
      await widget.scrollIntoViewIfNeeded();
      await widget.getByRole('radio').first().check();
      await page.evaluate(() => document.activeElement?.blur());
    },
    part: (page) => page.locator('take-soundings').first(),
    height: 430,
  },
  {
    name: 'figures', width: 760,
    address: (stack) => `${stack.edge}/d/${stack.department}/${ID}`,
    part: (page) => page.locator('.origin').first(),
  },
  {
    name: 'question', width: 760,
    address: (stack) => `${stack.edge}/d/${stack.department}/${ID}`,
    part: (page) => page.locator('.question').first(),
  },
];

/** Opens what a picture shows, and returns the element. The clock stands still, and nothing moves. */
export async function open(page, stack, picture) {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await page.setViewportSize({ width: picture.width, height: 900 });
  await page.goto(picture.address(stack));
  await picture.act?.(page);
  const part = picture.part(page);
  await part.waitFor();
  return part;
}

/** What the element says and is made of, without what differs from day to day: numbers, addresses and identifiers. */
export async function fingerprint(part) {
  const says = await part.evaluate((element) => {
    const walk = (node) => {
      if (node.nodeType === 3) return node.data.trim();
      if (node.nodeType !== 1) return '';
      return [`<${node.localName}>`, ...[...(node.shadowRoot ?? node).childNodes].map(walk)].filter(Boolean).join(' ');
    };
    return walk(element).replace(/[0-9]+/g, '0');
  });
  return createHash('sha256').update(says).digest('hex').slice(0, 32);
}

export async function signIn(page, stack) {
  await page.goto(`${stack.edge}/d/${stack.department}/sign-in`);
  await page.getByLabel('Token').fill(stack.token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Consultations', exact: true }).waitFor();
}
