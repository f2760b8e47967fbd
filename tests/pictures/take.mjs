// Takes the pictures of README from a running stack, whose address and token stand in SOUNDINGS_STACK: each page as somebody
// sees it who is signed in, light, as wide as a small laptop. `cargo xtask pictures` runs it.

import { chromium } from '@playwright/test';

const { edge, department, token } = JSON.parse(process.env.SOUNDINGS_STACK);
const folder = process.argv[2];

/** Name of the file, path of the page, from which element on (none: the top), and how many pixels down. */
const pictures = [
  ['department', `/d/${department}/beps`, null, 1500],
  ['brexit', `/d/${department}/brexit-consensus`, '#what', 1500],
  ['beps', `/d/${department}/beps`, '#what', 1500],
];

const browser = await chromium.launch({ executablePath: process.env.SOUNDINGS_CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
try {
  const page = await browser.newPage({ locale: 'en-GB', colorScheme: 'light', viewport: { width: 1024, height: 900 } });
  await page.goto(`${edge}/d/${department}/sign-in`);
  await page.getByLabel('Token').fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Consultations', exact: true }).waitFor();
  for (const [name, path, from, height] of pictures) {
    await page.goto(edge + path);
    const top = from ? (await page.locator(from).boundingBox()).y + (await page.evaluate(() => scrollY)) - 24 : 0;
    const whole = await page.evaluate(() => document.documentElement.scrollHeight);
    const clip = { x: 0, y: top, width: 1024, height: Math.min(height, whole - top) };
    await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true, clip });
    console.log(`${folder}/${name}.png`);
  }
} finally {
  await browser.close();
}
