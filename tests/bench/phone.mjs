// A slow phone: a window of its size, a quarter of this machine's speed, slow 4G, and nothing in its cache.

import { cpus, loadavg } from 'node:os';

import { watch } from './watch.mjs';

const SIZE = { viewport: { width: 412, height: 823 }, deviceScaleFactor: 2.625, isMobile: true, hasTouch: true };
const NETWORK = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 0.75e6 / 8 };
const CPU = 4;
/** Longer than anything that is measured here: what takes longer has failed. */
const PATIENCE = { timeout: 60_000, polling: 50 };

export const conditions = { cpu: CPU, down_bits: 1.6e6, up_bits: 0.75e6, latency_ms: NETWORK.latency, ...SIZE.viewport,
  cores: cpus().length, load: loadavg()[0] };

/** Opens a page on a phone with an empty cache, lets `act` use it, and gives what was seen. */
export async function visit(browser, { url, mount, count = 1, saveData = false }, act) {
  const context = await browser.newContext({ ...SIZE, locale: 'en-GB' });
  const page = await context.newPage();
  const [thrown, waiting] = [[], new Set()];
  page.on('pageerror', (error) => thrown.push(error.message));
  page.on('request', (request) => waiting.add(request));
  for (const end of ['requestfinished', 'requestfailed']) page.on(end, (request) => waiting.delete(request));
  try {
    const devtools = await context.newCDPSession(page);
    await devtools.send('Network.enable');
    await devtools.send('Network.emulateNetworkConditions', NETWORK);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: CPU });
    let bytes = 0;
    devtools.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength; });
    await page.addInitScript(watch, { mount, count, saveData });
    await page.goto(url, { waitUntil: 'commit' });
    const more = await act(page, devtools, () => bytes);
    if (thrown.length > 0) throw new Error('a script threw');
    return { ...await seenOn(page), ...more };
  } catch (error) {
    // How the page was left says more than that time ran out.
    const left = await seenOn(page).catch(() => 'gone');
    const told = { left, thrown, waiting: [...waiting].map((request) => request.url()) };
    throw new Error(`${url}: ${JSON.stringify(told)}`, { cause: error });
  } finally {
    await context.close();
  }
}

const seenOn = (page) => page.evaluate(() => ({
  ...seen,
  memory: seen.memory?.buffer.byteLength ?? null,
  state: window.soundings?.diagnose?.().map?.(({ code }) => code),
}));

export const painted = (page) => page.waitForFunction(() => seen.painted !== null, null, PATIENCE);
export const ready = (page) => page.waitForFunction(() => seen.ready !== null, null, PATIENCE);

/** Touches the first control, as a finger does: down and up at once, the pointer coming over only then. */
export async function tap(page) {
  const { x, y } = await page.evaluate(() => target());
  await page.touchscreen.tap(x, y);
}

/** The memory in use once everything that can go has gone. */
export async function memory(devtools) {
  await devtools.send('Performance.enable');
  await devtools.send('HeapProfiler.collectGarbage');
  const { metrics } = await devtools.send('Performance.getMetrics');
  const value = (name) => metrics.find((metric) => metric.name === name).value;
  return { heap: value('JSHeapUsedSize'), nodes: value('Nodes') };
}
