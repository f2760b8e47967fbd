// Takes the pictures of the documents from a running stack, whose address and token stand in SOUNDINGS_STACK. `cargo xtask
// pictures` runs it: `docs` takes those of the documentation, small, with what the pages said then; `readme` those of README,
// of which real people's answers were replayed before.

import { chromium } from '@playwright/test';
import { writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { fingerprint, open, seed, shown, signIn } from './shown.mjs';

const stack = JSON.parse(process.env.SOUNDINGS_STACK);
const { edge, department } = stack;
const [, , what, folder] = process.argv;

/** Bytes of a picture that travels in the Worker, at most, and pixels for each of the page's. */
const MOST = 12_288;
const SCALE = 1.5;

/** Name of the file, path of the page, from which element on (none: the top), and how many pixels down. */
const readme = [
  ['department', `/d/${department}/beps`, null, 1500],
  ['brexit', `/d/${department}/brexit-consensus`, '#what', 1500],
  ['beps', `/d/${department}/beps`, '#what', 1500],
];

/** A picture as AVIF, as good as fits. */
async function small(png) {
  for (const quality of [45, 30, 20]) {
    const bytes = await sharp(png).avif({ quality, effort: 5 }).toBuffer();
    if (bytes.length <= MOST) return [bytes, quality];
  }
  throw new Error(`a picture does not fit ${MOST} bytes: show less of the page`);
}

const browser = await chromium.launch({ executablePath: process.env.SOUNDINGS_CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
try {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', colorScheme: 'light', deviceScaleFactor: what === 'docs' ? SCALE : 1, viewport: { width: 1024, height: 900 } });
  const page = await context.newPage();
  await signIn(page, stack);
  if (what === 'docs') {
    await seed(stack);
    const said = {};
    for (const picture of shown) {
      const part = await open(page, stack, picture);
      const box = await part.boundingBox();
      const top = await page.evaluate(() => scrollY);
      const clip = { x: Math.floor(box.x), y: Math.floor(box.y + top), width: Math.ceil(box.width), height: Math.ceil(Math.min(box.height, picture.height ?? box.height)) };
      const [bytes, quality] = await small(await page.screenshot({ fullPage: true, clip }));
      writeFileSync(`${folder}/${picture.name}.avif`, bytes);
      said[picture.name] = await fingerprint(part);
      console.log(`${folder}/${picture.name}.avif: ${bytes.length} bytes, quality ${quality}, ${clip.width} × ${clip.height}`);
    }
    writeFileSync(`${folder}/said.json`, `${JSON.stringify(said, null, 2)}\n`);
  } else {
    for (const [name, path, from, height] of readme) {
      await page.goto(edge + path);
      const top = from ? (await page.locator(from).boundingBox()).y + (await page.evaluate(() => scrollY)) - 24 : 0;
      const whole = await page.evaluate(() => document.documentElement.scrollHeight);
      const clip = { x: 0, y: top, width: 1024, height: Math.min(height, whole - top) };
      await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true, clip });
      console.log(`${folder}/${name}.png`);
    }
  }
} finally {
  await browser.close();
}
