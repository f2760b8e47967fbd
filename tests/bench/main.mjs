// What `cargo xtask bench widget` measures in a browser. Takes its instructions as JSON in SOUNDINGS_BENCH, prints one JSON
// document; progress goes to standard error.

import { chromium } from '@playwright/test';

import { compare } from './compare.mjs';
import { conditions } from './phone.mjs';
import { Place } from './place.mjs';
import { scale } from './scale.mjs';

const given = JSON.parse(process.env.SOUNDINGS_BENCH);
const [host, service] = [await new Place().open(), await new Place().open()];
const browser = await chromium.launch({
  executablePath: given.chromium,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync',
    // Nothing that a peer asks for leaves this machine.
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
});
try {
  const progress = (text) => process.stderr.write(`    ${text}\n`);
  const shared = { ...given, host, service, progress };
  const compared = await compare(browser, shared);
  const scaled = await scale(browser, shared);
  console.log(JSON.stringify({ browser: browser.version(), conditions, compared, scaled }));
} finally {
  await browser.close();
  host.close();
  service.close();
}
