// The examples (demo-site/examples.json): every kind of question and state of a form, as the review page shows them.

import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { close, consultation, embed, expect, takenOver } from './support';

export interface Example {
  name: string;
  shows: string;
  state: 'empty' | 'filled' | 'errors' | 'sent' | 'closed';
  /** What the form is filled in with, by the names of its fields. */
  fields?: Record<string, string | string[]>;
  definition: { title: Record<string, string>; questions: object[] };
}

export const examples: Example[] = JSON.parse(readFileSync(`${__dirname}/../../demo-site/examples.json`, 'utf8'));

export const example = (name: string) => {
  const found = examples.find((one) => one.name === name);
  if (!found) throw new Error(`no example ${name}`);
  return found;
};

export async function fillIn(widget: Locator, fields: Example['fields'] = {}) {
  for (const [name, value] of Object.entries(fields)) {
    const inputs = widget.locator(`[name="${name}"]`);
    if (await inputs.first().evaluate((node) => node.localName === 'textarea')) await inputs.fill(value as string);
    else for (const one of [value].flat()) await inputs.and(widget.locator(`[value="${one}"]`)).check();
  }
}

export const send = (widget: Locator) => widget.locator('form button[data-busy]').click();

/** Shows an example in its state, in the hands of the application, and returns its element. */
export async function show(page: Page, { definition, fields, state }: Example): Promise<Locator> {
  const id = await consultation({ definition });
  if (state === 'closed') await close(id);
  const widget = await embed(page, id, { attributes: 'load="eager"' });
  if (state === 'closed') {
    await expect(widget.locator('[part=confirmation]')).toBeVisible();
    return widget;
  }
  await fillIn(widget, fields);
  await takenOver(page);
  if (state === 'errors' || state === 'sent') {
    await send(widget);
    await expect(widget.locator(state === 'sent' ? '[part=confirmation]' : '#summary')).toBeFocused();
  }
  return widget;
}
