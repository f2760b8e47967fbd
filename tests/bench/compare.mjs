// Soundings beside the bare page and its peers, on a slow phone, cold. Rounds, so that what else this machine does falls
// on all of them alike.

import { open, SITE } from './edge.mjs';
import { painted, ready, tap, visit } from './phone.mjs';
import { EASE, HELP, PARTS, STAGE, TITLE } from './questions.mjs';
import { subjects } from './subjects.mjs';

const en = (text) => ({ en: text });
const options = (texts) => texts.map((text, place) => ({ id: `option-${place + 1}`, text: en(text) }));
const definition = {
  title: en(TITLE),
  questions: [
    { id: 'stage', kind: 'single_choice', text: en(STAGE.text), options: options(STAGE.options) },
    { id: 'ease', kind: 'rating', text: en(EASE.text), points: EASE.points, low: en(EASE.low), high: en(EASE.high) },
    { id: 'parts', kind: 'multiple_choice', text: en(PARTS.text), options: options(PARTS.options) },
    { id: 'help', kind: 'free_text', text: en(HELP.text) },
  ],
};

/** What a person does who reads for a second before touching the form. */
const READS = 1_000;

/** The scenes: what is done on the page once the form is painted. */
const readsThenAnswers = (isOurs) => async (page, _, bytes) => {
  await painted(page);
  const before = bytes();
  await page.waitForTimeout(READS);
  await tap(page);
  await page.waitForFunction(() => seen.answered !== null);
  if (isOurs) await ready(page);
  return { bytes_painted: before };
};
const tapsAfter = (pause) => async (page) => {
  await painted(page);
  await page.waitForTimeout(pause);
  await tap(page);
  await ready(page);
};
const looks = async (page, _, bytes) => {
  await page.waitForFunction(() => seen.fcp);
  await page.waitForTimeout(READS);
  return { bytes_painted: bytes() };
};

export async function compare(browser, { stack, peers, runs, host, service, progress }) {
  const id = await open(stack, 'bench-compare', definition, host.origin);
  const all = subjects(host, service, { edge: stack.edge, id, site: SITE }, peers);
  const scenes = all.map(({ name, note, ...place }) => {
    if (!place.mount) return { name, note, ...place, mount: 'html', count: 0, act: looks };
    return { name, note, ...place, act: readsThenAnswers(name === 'Soundings') };
  });
  const ours = scenes.find(({ name }) => name === 'Soundings');
  scenes.push(
    { ...ours, name: 'tap, nothing preloaded', note: 'a second after painting, by somebody who saves data', saveData: true, act: tapsAfter(READS) },
    { ...ours, name: 'tap at once', note: 'as soon as the form is painted', act: tapsAfter(0) },
  );
  const seen = new Map(scenes.map(({ name }) => [name, []]));
  // The first visits warm this machine, not the phone: not counted.
  for (let run = 0; run <= runs; run += 1) {
    progress(`comparison, ${run === 0 ? 'warming up' : `round ${run} of ${runs}`}`);
    for (const { name, note, act, ...place } of scenes) {
      try {
        const one = await visit(browser, place, act);
        if (run > 0) seen.get(name).push(one);
      } catch (error) {
        throw new Error(`${name}: ${error.message}`, { cause: error });
      }
    }
  }
  return scenes.map(({ name, note }) => ({ name, note, runs: seen.get(name) }));
}
