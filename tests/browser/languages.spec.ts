// Five languages, two of them from right to left: words, plural forms, mirrored layout, and a form that lacks a language.

import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { asTheForum, consultation, embed, expect, stack, takenOver, test } from './support';

const rows: Record<string, { plurals: Record<string, string>; dates: string[] }> =
  JSON.parse(readFileSync(`${__dirname}/../languages.json`, 'utf8'));

const languages = [
  { lang: 'en', dir: 'ltr', send: 'Send your answers', wrong: 'There is a problem' },
  { lang: 'cy', dir: 'ltr', send: 'Anfon eich atebion', wrong: 'Mae problem' },
  { lang: 'pl', dir: 'ltr', send: 'Wyślij odpowiedzi', wrong: 'Wystąpił problem' },
  { lang: 'ur', dir: 'rtl', send: 'اپنے جوابات بھیجیں', wrong: 'ایک مسئلہ ہے' },
  { lang: 'ar', dir: 'rtl', send: 'أرسل إجاباتك', wrong: 'هناك مشكلة' },
];

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

async function clean(page: Page, state: string, within = 'html') {
  const { violations } = await new AxeBuilder({ page }).include(within).withTags(tags).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]), state).toEqual([]);
}

/** A consultation that asks for a few words, in one language. */
const words = (lang: string, question: string) => ({
  languages: [lang],
  title: { [lang]: question },
  questions: [{ id: 'say', kind: 'free_text', text: { [lang]: question }, required: true, max_length: 120 }],
});

test('the rows that the contract is tested with are what ICU says, here and in the browser', async ({ page }) => {
  for (const [lang, { plurals, dates }] of Object.entries(rows)) {
    const categories = (given: [string, string[]]) => {
      const rules = new Intl.PluralRules(given[0]);
      return given[1].map((number) => rules.select(Number(number)));
    };
    const counts = Object.keys(plurals);
    expect(categories([lang, counts]), lang).toEqual(Object.values(plurals));
    expect(await page.evaluate(categories, [lang, counts] as [string, string[]]), lang).toEqual(Object.values(plurals));
    // The browser writes Welsh dates in English: theirs are the server's business.
    const locale = `${lang == 'en' ? 'en-GB' : lang}-u-nu-latn`;
    const format = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
    expect(dates.map((_, month) => format.format(Date.UTC(2026, month, 4))), lang).toEqual(dates);
  }
  expect(Object.keys(rows)).toEqual(languages.map(({ lang }) => lang));
});

for (const { lang, dir, send, wrong } of languages) {
  test(`the form in ${lang}: its words, its direction, its layout`, async ({ page }) => {
    const id = await consultation();
    await page.setViewportSize({ width: 390, height: 844 });
    const widget = await embed(page, id, { attributes: `lang="${lang}" load="eager"` });
    const root = widget.locator('.soundings');
    // Asked until it is so: what was found may just have given its place to the application's own.
    const mirrored = () => expect.poll(() => widget.locator('label[part=option]').first().evaluate((label) => {
      const [radio, words] = [...label.children].map((child) => child.getBoundingClientRect());
      return [radio.width > 0, radio.left > words.left];
    }), 'the radio stands before its label').toEqual([true, dir == 'rtl']);
    await expect(root).toHaveAttribute('lang', lang);
    await expect(root).toHaveAttribute('dir', dir);
    await expect(root.locator('[part=hint][dir]')).toHaveCount(0);
    await mirrored();
    await clean(page, 'the server’s form', 'take-soundings');
    await widget.getByRole('textbox').fill('x');
    await takenOver(page);
    await expect(root).toHaveAttribute('lang', lang);
    await mirrored();
    await widget.getByRole('button', { name: send }).click();
    await expect(widget.getByRole('heading', { name: wrong })).toBeVisible();
    const [error, side] = await widget.locator('fieldset:has(> [part=error])').first().evaluate((group) => {
      const style = getComputedStyle(group);
      return [group.getBoundingClientRect().width > 0, style.borderRightWidth != '0px' ? 'rtl' : 'ltr'];
    });
    expect([error, side], 'the line beside what is wrong').toEqual([true, dir]);
    await clean(page, 'the application with errors', 'take-soundings');
    await widget.getByRole('radio').first().check();
    await widget.getByRole('radio', { name: /^5/ }).check();
    await widget.getByRole('button', { name: send }).click();
    const receipt = widget.locator('code');
    await expect(receipt).toContainText(id);
    expect(await receipt.evaluate((code) => getComputedStyle(code).direction)).toBe('ltr');
    await clean(page, 'sent', 'take-soundings');
  });

  test(`the edge’s pages in ${lang}`, async ({ page, request }) => {
    const id = await consultation();
    const sent = await request.post(`${stack.edge}/v1/consultations/${id}/responses`, {
      headers: await asTheForum(randomUUID()),
      data: { revision: 1, site: 'a-forum', lang, answers: { stage: 'paid', ease: 2, help: 'Clearer dates' } },
    });
    const { receipt } = await sent.json();
    const paths = [`f/${id}`, `r/${receipt}`, `r/${receipt}?change`, `r/${receipt}?withdraw`, 'f/no-such-one', 'nothing'];
    for (const path of paths) {
      await page.setViewportSize({ width: 320, height: 640 });
      await page.goto(`${stack.edge}/${path}${path.includes('?') ? '&' : '?'}lang=${lang}`);
      const html = page.locator('html');
      expect([await html.getAttribute('lang'), await html.getAttribute('dir')], path).toEqual([lang, dir]);
      const { scroll, skip } = await page.evaluate(() => ({
        scroll: document.documentElement.scrollWidth,
        skip: document.querySelector('.govuk-skip-link')!.getBoundingClientRect().left,
      }));
      expect(scroll, `nothing of ${path} scrolls sideways at 320 px`).toBeLessThanOrEqual(320);
      expect(skip > 0, `the link to the content waits on the side where ${path} begins`).toBe(dir == 'rtl');
      await page.setViewportSize({ width: 1280, height: 800 });
      await clean(page, path);
    }
    await page.goto(`${stack.edge}/r/${receipt}?lang=${lang}`);
    const code = page.locator('.receipt bdi');
    await expect(code).toHaveText(receipt);
    expect(await code.evaluate((own) => getComputedStyle(own).direction)).toBe('ltr');
  });
}

test('a question in another script keeps its own direction within a sentence from right to left', async ({ page }) => {
  for (const { lang, send } of languages.filter(({ dir }) => dir == 'rtl')) {
    const id = await consultation({ definition: words(lang, 'Why PIP?') });
    const widget = await embed(page, id, { attributes: `lang="${lang}" load="eager"` });
    // What stands there before is taken out, in the midst of measuring it as well.
    await takenOver(page);
    await widget.getByRole('button', { name: send }).click();
    const link = widget.locator('#summary a');
    await expect(link).toContainText('Why PIP?');
    const [letter, mark] = await link.evaluate((own) => {
      const text = own.firstChild!;
      return ['P', '?'].map((sign) => {
        const range = document.createRange();
        const place = text.textContent!.indexOf(sign);
        range.setStart(text, place);
        range.setEnd(text, place + 1);
        return range.getBoundingClientRect().left;
      });
    });
    expect(mark, 'the question mark stands behind its question').toBeGreaterThan(letter);
  }
});

const lacking: [string, string, string][] = [
  ['cy', 'ltr', 'Nid yw hwn ar gael yn Gymraeg. Mae ar gael yn: English.'],
  ['pl', 'ltr', 'To nie jest dostępne po polsku. Dostępne języki: English.'],
  ['ur', 'rtl', 'یہ اردو میں دستیاب نہیں ہے۔ دستیاب زبانیں: English۔'],
  ['ar', 'rtl', 'هذا غير متاح بالعربية. اللغات المتاحة: English.'],
];

for (const [lang, dir, sentence] of lacking) {
  test(`a form without ${lang} says so in ${lang}, first of all, and goes on saying so`, async ({ page }) => {
    const id = await consultation({ definition: words('en', 'What would help?') });
    const said = async (root: Locator) => {
      const line = root.locator('[part=hint][dir]');
      await expect(line).toHaveText(sentence);
      await expect(line).toBeVisible();
      await expect(line).toHaveAttribute('lang', lang);
      await expect(line).toHaveAttribute('dir', dir);
      await expect(line.locator('bdi')).toHaveAttribute('lang', 'en');
      // What is read first, and in which language the rest follows.
      await expect.poll(async () => (await root.ariaSnapshot()).split('\n')[0]).toContain(sentence.slice(0, 12));
      await expect(root).toHaveAttribute('lang', 'en');
    };
    const widget = await embed(page, id, { attributes: `lang="${lang}" load="eager"` });
    const root = widget.locator('.soundings');
    await said(root);
    await clean(page, 'the server’s form', 'take-soundings');
    await widget.getByRole('textbox').focus();
    await takenOver(page);
    await said(root);
    await clean(page, 'the application', 'take-soundings');

    await page.goto(`${stack.edge}/f/${id}?lang=${lang}`);
    await said(page.locator('.soundings'));
    await page.getByRole('button', { name: 'Send your answers' }).click();
    await expect(page.getByText('There is a problem')).toBeVisible();
    await said(page.locator('.soundings'));
    await clean(page, 'the hosted form with errors');
  });
}

test('a form says nothing of languages that it has, or that nobody here has words for', async ({ page }) => {
  const id = await consultation({ definition: words('en', 'What would help?') });
  for (const lang of ['en', 'en-GB', 'fr']) {
    const widget = await embed(page, id, { attributes: `lang="${lang}" load="eager"` });
    await expect(widget.locator('form')).toBeVisible();
    await expect(widget.locator('[part=hint][dir]'), lang).toHaveCount(0);
  }
});

const left: Record<string, [number, string][]> = {
  cy: [
    [0, 'Does gennych chi ddim nodau ar ôl'],
    [1, 'Mae gennych chi 1 nod ar ôl'],
    [2, 'Mae gennych chi 2 nod ar ôl'],
    [3, 'Mae gennych chi 3 nod ar ôl'],
    [6, 'Mae gennych chi 6 nod ar ôl'],
    [7, 'Mae gennych chi 7 nod ar ôl'],
  ],
  pl: [
    [0, 'Pozostało 0 znaków'],
    [1, 'Pozostał 1 znak'],
    [2, 'Pozostały 2 znaki'],
    [5, 'Pozostało 5 znaków'],
    [12, 'Pozostało 12 znaków'],
    [22, 'Pozostały 22 znaki'],
  ],
  ur: [
    [0, '0 حروف باقی ہیں'],
    [1, '1 حرف باقی ہے'],
    [2, '2 حروف باقی ہیں'],
  ],
  ar: [
    [0, 'لم يبقَ لديك أي حرف'],
    [1, 'بقي لديك حرف واحد'],
    [2, 'بقي لديك حرفان'],
    [3, 'بقيت لديك 3 أحرف'],
    [11, 'بقي لديك 11 حرفًا'],
    [100, 'بقي لديك 100 حرف'],
  ],
};

for (const [lang, counts] of Object.entries(left)) {
  test(`what is left of a text, counted in ${lang}`, async ({ page }) => {
    const id = await consultation({ definition: words(lang, 'Why?') });
    const widget = await embed(page, id, { attributes: `lang="${lang}" load="eager"` });
    await widget.getByRole('textbox').focus();
    await takenOver(page);
    for (const [count, said] of counts) {
      await widget.getByRole('textbox').fill('x'.repeat(120 - count));
      await expect(widget.locator('[part=count]')).toHaveText(said);
    }
  });
}
