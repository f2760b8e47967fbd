// The npm package as somebody has it who installs it: packed, installed from its tarball without a network, its types held by
// both ways of finding modules, imported on a server, bundled, and run in the browser against the edge.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { consultation, count, expect, places, stack, test } from './support';

const root = join(__dirname, '../..');
const source = join(root, 'packages/soundings-embed');
let folder: string;

const run = (program: string, ...words: string[]) => {
  try {
    return execFileSync(program, words, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${program} ${words.join(' ')}\n${stdout}\n${stderr}`);
  }
};

// One folder for all tests of the file, so that they run in one worker.
test.describe.configure({ mode: 'serial' });

test.beforeAll(() => {
  // Within the repository, so that react, its types and the compiler are found in its own node_modules.
  mkdirSync(join(root, 'target'), { recursive: true });
  folder = mkdtempSync(join(root, 'target/package-'));
  writeFileSync(join(folder, 'package.json'), '{ "name": "somebody", "private": true, "type": "module" }');
  run('npm', 'pack', source, '--silent', '--pack-destination', folder);
  run('npm', 'install', './soundings-embed-0.1.0.tgz', '--offline', '--no-audit', '--no-fund', '--silent');
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Bundles a module as a page's script, for React in development, which mounts twice in its strict mode. */
async function bundled(contents: string) {
  const made = await build({
    stdin: { contents, resolveDir: folder, loader: 'jsx' },
    bundle: true, write: false, format: 'iife', jsx: 'automatic', logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"development"' },
  });
  return made.outputFiles[0].text;
}

/** A page of the registered place with that script. */
async function shown(script: string) {
  const own = await places.registered.put(script, { 'content-type': 'text/javascript' });
  return places.registered.put(`<!doctype html><html lang="en"><title>A page</title><main id="root"></main><script src="${own}"></script></html>`);
}

/** What stands between fences of its README, with the names of the test's own consultation. */
function snippet(kind: string, id: string) {
  const [, body] = readFileSync(join(source, 'README.md'), 'utf8').match(new RegExp(`\`\`\`${kind}\\n([^]*?)\`\`\``))!;
  return body.replaceAll('https://HOST', stack.edge).replaceAll('maternity-benefits', id).replaceAll('parents-forum', 'a-forum');
}

test('what is packed is what is needed, and nothing is brought along', () => {
  const [packed] = JSON.parse(run('npm', 'pack', source, '--silent', '--dry-run', '--json'));
  const names = packed.files.map(({ path }: { path: string }) => path).sort();
  expect(names).toEqual(['LICENSE', 'README.md', 'index.d.ts', 'index.js', 'package.json', 'react.d.ts', 'react.js', 'soundings.d.ts']);
  const installed = JSON.parse(readFileSync(join(folder, 'node_modules/soundings-embed/package.json'), 'utf8'));
  expect(installed.dependencies ?? {}).toEqual({});
  expect(installed.peerDependenciesMeta).toEqual({ react: { optional: true } });
  // The types of the script are the widget's own.
  const types = (path: string) => readFileSync(path, 'utf8');
  expect(types(join(folder, 'node_modules/soundings-embed/soundings.d.ts'))).toBe(types(join(root, 'widget/soundings.d.ts')));
  expect(JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')).version).toBe(
    readFileSync(join(root, 'Cargo.toml'), 'utf8').match(/^version = "(.+)"$/m)![1],
  );
});

for (const [module, moduleResolution] of [['NodeNext', 'NodeNext'], ['ES2022', 'bundler']]) {
  test(`its types, as ${moduleResolution} finds them`, () => {
    cpSync(join(root, 'tests/package/good.tsx'), join(folder, 'good.tsx'));
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({
      compilerOptions: {
        strict: true, noEmit: true, target: 'ES2022', module, moduleResolution, jsx: 'react-jsx', skipLibCheck: false,
        lib: ['ES2022', 'DOM', 'DOM.Iterable'], types: [],
      },
      files: ['good.tsx'],
    }));
    run('node', join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json');
  });
}

test('on a server: importing does nothing, and the component is the element with its link', () => {
  writeFileSync(join(folder, 'server.mjs'), `
    import { createElement } from 'react';
    import { renderToString } from 'react-dom/server';
    import { link, load } from 'soundings-embed';
    import { Soundings } from 'soundings-embed/react';
    if (typeof document !== 'undefined' || globalThis.soundings) throw new Error('not a server');
    const html = renderToString(createElement(Soundings, { host: 'https://soundings.example/', consultation: 'maps', site: 'forum', headingLevel: 3, debug: true, className: 'c' }));
    console.log(JSON.stringify([html, link('https://soundings.example', { reply: 'K7QM-3XTA', lang: 'cy' }), await load('https://soundings.example').catch((error) => error.message)]));
  `);
  expect(JSON.parse(run('node', 'server.mjs'))).toEqual([
    '<take-soundings consultation="maps" site="forum" heading-level="3" debug="" class="c">' +
      '<a href="https://soundings.example/f/maps?site=forum">Have your say</a></take-soundings>',
    'https://soundings.example/f/K7QM-3XTA?lang=cy',
    'soundings-embed: load() needs a browser',
  ]);
});

test('its README, without a framework: the form is shown, answered and taken out again', async ({ page }) => {
  const id = await consultation();
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  await page.goto(await shown(await bundled(`${snippet('js', id)}\nwindow.form = form;`)));
  const widget = page.locator('take-soundings');
  await widget.getByRole('radio', { name: 'I have not started' }).check();
  await widget.getByRole('radio', { name: /Very hard/ }).check();
  await widget.getByRole('button', { name: 'Send your answers' }).click();
  await expect(widget.getByRole('heading', { name: /^Thank you/ })).toBeVisible();
  expect(said).toContain(`thank you ${id}`);
  expect(await count(id, 'stage', 'not-started')).toBe(1);
  await page.evaluate(() => (window as any).form.unmount());
  await expect(widget).toHaveCount(0);
});

test('its README, in React’s strict mode: one form, one script, one event', async ({ page }) => {
  const id = await consultation();
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  await page.goto(await shown(await bundled(`
    import { StrictMode } from 'react';
    import { createRoot } from 'react-dom/client';
    ${snippet('jsx', id).replace('export default ', '')}
    createRoot(document.getElementById('root')).render(<StrictMode><Thread /></StrictMode>);
  `)));
  const widget = page.locator('take-soundings');
  await expect(widget).toHaveCount(1);
  await widget.getByRole('radio', { name: 'I have not started' }).check();
  await widget.getByRole('radio', { name: /Very hard/ }).check();
  await widget.getByRole('button', { name: 'Send your answers' }).click();
  await expect(widget.getByRole('heading', { name: /^Thank you/ })).toBeVisible();
  expect(said.filter((text) => text === `thank you ${id}`)).toHaveLength(1);
  expect(await page.locator('script[src$="/v1/embed.js"]').count()).toBe(1);
  expect(await count(id, 'stage', 'not-started')).toBe(1);
});

test('other props: colours change in place, another consultation is another form; unmounted, nothing is left', async ({ page }) => {
  const [first, second] = [await consultation(), await consultation({ sample: 'local-buses' })];
  await page.goto(await shown(await bundled(`
    import { createRoot } from 'react-dom/client';
    import { Soundings } from 'soundings-embed/react';
    const root = createRoot(document.getElementById('root'));
    window.told = [];
    window.show = (props) => root.render(props && <Soundings host="${stack.edge}" site="a-forum" load="eager" onReady={({ detail }) => window.told.push([props.mark, detail.consultation])} {...props} />);
    window.show({ mark: 1, consultation: '${first}' });
  `)));
  const show = (props: object | null) => page.evaluate((own) => (window as any).show(own), props);
  const told = () => page.evaluate(() => (window as any).told);
  const widget = page.locator('take-soundings');
  await expect(widget.getByRole('radio', { name: 'I have not started' })).toBeVisible();
  await expect.poll(told).toEqual([[1, first]]);
  // What was typed stays where colours change and where the handler is another function.
  await widget.getByRole('textbox').fill('Typed before');
  await show({ mark: 2, consultation: first, theme: 'dark' });
  await expect(widget).toHaveAttribute('theme', 'dark');
  await expect(widget.getByRole('textbox')).toHaveValue('Typed before');
  await show({ mark: 3, consultation: second, theme: 'dark', headingLevel: 3 });
  await expect(widget).toHaveCount(1);
  await expect(widget).toHaveAttribute('consultation', second);
  await expect(widget).toHaveAttribute('heading-level', '3');
  await expect.poll(told).toEqual([[1, first], [3, second]]);
  await show(null);
  await expect(widget).toHaveCount(0);
  expect(await page.evaluate(() => document.getElementById('root')!.innerHTML)).toBe('');
  // No element that is gone is still looked after.
  expect(await page.evaluate(() => window.soundings.diagnose())).toEqual([]);
});

test('where the script does not load, the link stays, the page is told, and a later try may succeed', async ({ page }) => {
  const id = await consultation();
  let blocked = true;
  await page.route('**/v1/embed.js', (route) => (blocked ? route.abort() : route.continue()));
  await page.goto(await shown(await bundled(`
    import { createRoot } from 'react-dom/client';
    import { load } from 'soundings-embed';
    import { Soundings } from 'soundings-embed/react';
    window.told = [];
    window.again = () => load('${stack.edge}');
    createRoot(document.getElementById('root')).render(<Soundings host="${stack.edge}" consultation="${id}" site="a-forum" onUnreachable={(error) => window.told.push(error.message)} />);
  `)));
  await expect.poll(() => page.evaluate(() => (window as any).told)).toEqual([`soundings-embed: ${stack.edge}/v1/embed.js did not load`]);
  await expect(page.getByRole('link', { name: 'Have your say' })).toHaveAttribute('href', `${stack.edge}/f/${id}?site=a-forum`);
  blocked = false;
  await page.evaluate(async () => void (await (window as any).again()));
  await expect(page.locator('take-soundings').getByRole('button', { name: 'Send your answers' })).toBeVisible();
});
