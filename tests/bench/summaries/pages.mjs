// Reads pages in Chromium with scripts and without them. Takes its instructions as JSON in SOUNDINGS_BENCH, prints one JSON
// document; progress goes to standard error.

import { chromium } from '@playwright/test';

const { base, token, pages, ...given } = JSON.parse(process.env.SOUNDINGS_BENCH);
const browser = await chromium.launch({ executablePath: given.chromium, args: ['--no-sandbox', '--disable-gpu'] });

/** What a person reads of a page, without the minute at which it was made, and what travelled for it. */
async function visit(path, javaScriptEnabled) {
  const context = await browser.newContext({ javaScriptEnabled, extraHTTPHeaders: { authorization: `Bearer ${token}` } });
  try {
    const page = await context.newPage();
    const wire = await context.newCDPSession(page);
    await wire.send('Network.enable');
    const [types, bytes] = [new Map(), { Document: 0, Stylesheet: 0, Script: 0 }];
    wire.on('Network.responseReceived', ({ requestId, type }) => types.set(requestId, type));
    wire.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      const type = types.get(requestId);
      if (type in bytes) bytes[type] += encodedDataLength;
    });
    const reply = await page.goto(`${base}${path}`, { waitUntil: 'networkidle' });
    if (reply.status() !== 200) throw new Error(`${path} answers ${reply.status()}`);
    const text = (await page.locator('main').innerText()).replaceAll(/\d\d:\d\d UTC/g, '').replaceAll(/\s+/g, ' ');
    const drawn = await page.locator('main svg').count();
    return { text, drawn, bytes };
  } finally {
    await context.close();
  }
}

try {
  const found = [];
  for (const [name, path] of pages) {
    process.stderr.write(`    ${name}\n`);
    const [without, withScripts] = [await visit(path, false), await visit(path, true)];
    if (without.text.length < 20) throw new Error(`${path} says nothing`);
    found.push({
      name,
      document: without.bytes.Document,
      styles: without.bytes.Stylesheet,
      scripts: withScripts.bytes.Script,
      same: without.text === withScripts.text && without.drawn === withScripts.drawn,
    });
    if (!found.at(-1).same) process.stderr.write(`      without: ${without.text}\n      with: ${withScripts.text}\n`);
  }
  console.log(JSON.stringify({ browser: browser.version(), pages: found }));
} finally {
  await browser.close();
}
