// The pictures of the documentation show what there is: each page that was photographed says today what it said then, but for
// numbers. Where it does not, `cargo xtask pictures` takes them anew.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, stack, test } from './support';
import { fingerprint, open, seed, shown, signIn } from '../pictures/shown.mjs';

const folder = join(__dirname, '../../docs/pictures');

test('no picture is older than what it shows', async ({ page }) => {
  const said = JSON.parse(readFileSync(join(folder, 'said.json'), 'utf8'));
  expect(Object.keys(said)).toEqual(shown.map(({ name }) => name));
  await signIn(page, stack);
  await seed(stack);
  for (const picture of shown) {
    expect(existsSync(join(folder, `${picture.name}.avif`)), picture.name).toBe(true);
    const part = await open(page, stack, picture);
    expect(await fingerprint(part), `${picture.name} shows a page that has changed: run cargo xtask pictures`).toBe(said[picture.name]);
  }
});
