// What the widget tells tools and authors about itself (widget/custom-elements.json, widget/soundings.d.ts) is what it has.

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from './support';

const widget = `${__dirname}/../../widget`;
const read = (...names: string[]) => names.map((name) => readFileSync(`${widget}/${name}`, 'utf8')).join('\n');
const folder = (name: string) => readdirSync(`${widget}/${name}`).map((file) => `${name}/${file}`);

const [{ declarations: [element] }] = JSON.parse(read('custom-elements.json')).modules;
const types = read('soundings.d.ts');
const loader = read('loader/embed.js');
const styles = read(...folder('styles'));
const scripts = read(...folder('loader').filter((name) => name.endsWith('.js')));
const views = read(...folder('src/view'));
const application = read(...folder('src/app'));

const names = (list: { name: string }[]) => list.map(({ name }) => name).sort();
const all = (text: string, ...patterns: RegExp[]) =>
  [...new Set(patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, name]) => name)))].sort();

test('attributes: those that the loader and the styles read', () => {
  const own = all(loader, /\bhost\.(?:get|has)Attribute\("([a-z-]+)"\)/g, /\bhost\.closest\("\[([a-z-]+)\]"\)/g);
  const styled = all(styles, /:host\(\[([a-z-]+)/g);
  expect(names(element.attributes)).toEqual([...new Set([...own, ...styled])].sort());
  expect(all(types.match(/interface Attributes \{[^]*?\n\}/)![0], /^ {2}"?([a-z-]+)"?\??:/gm)).toEqual(names(element.attributes));
});

test('events: those that are told', () => {
  const told = all(`${scripts}\n${application}`, /\bemit\((?:\(widget\.code = )?"([a-z]+)"/g, /\btold\("([a-z]+)"/g);
  expect(names(element.events)).toEqual(told.map((name) => `soundings:${name}`));
  expect(all(types, /^ {2}"(soundings:[a-z]+)":/gm)).toEqual(names(element.events));
});

test('codes: those that errors and warnings have', () => {
  const codes = all(scripts, /\bfail\("([a-z-]+)"/g, /[?:|] "([a-z]+(?:-[a-z]+)*)"(?=[,:;)\n ])/g, /blocked = "([a-z-]+)"/g, /\bcode = "([a-z-]+)"/g);
  const typed = all(types.match(/type ErrorCode =[^]*?;/)![0] + types.match(/type WarningCode =[^]*?;/)![0], /"([a-z-]+)"/g);
  expect(typed.filter((code) => !codes.includes(code))).toEqual([]);
  expect(all(scripts, /\bfail\("([a-z-]+)"/g, /\bcode = "([a-z-]+)"/g).filter((code) => code !== 'ready' && !typed.includes(code))).toEqual([]);
});

test('parts: those that the views give', () => {
  const given = all(views, /[" ]part=([a-z-]+)/g, /\("part", "([a-z-]+)"\)/g);
  expect(names(element.cssParts)).toEqual(given);
  expect(all(styles, /\[part="([a-z-]+)"\]/g).filter((part) => !given.includes(part))).toEqual([]);
});

test('custom properties: those that the styles read', () => {
  expect(names(element.cssProperties)).toEqual(all(styles, /var\((--soundings-[a-z-]+)/g));
});

test('slots: the one of the link', () => {
  expect(element.slots.map(({ name }: { name: string }) => name)).toEqual(['']);
  expect(loader.match(/make\("slot"\)/g)?.length).toBeGreaterThan(0);
  expect(loader).not.toMatch(/make\("slot", \{/);
});
