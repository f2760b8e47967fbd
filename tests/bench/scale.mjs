// How the widget scales: with a form's questions, with the widgets on a page, with the statements to judge.

import { open, SITE } from './edge.mjs';
import { hostPage } from './host.mjs';
import { memory, painted, ready, visit } from './phone.mjs';
import { element, loader } from './subjects.mjs';

/** Visits of each size; their median counts. */
const RUNS = 3;

const en = (text) => ({ en: text });
const times = (count, make) => Array.from({ length: count }, (_, place) => make(place + 1));
const list = (words) => words.map((word) => ({ id: word.toLowerCase(), text: en(word) }));

/** A question of each of the four kinds in turn. */
const question = (place) => {
  const shared = { id: `q${place}`, text: en(`Question ${place}: how was it for you?`) };
  return [
    { ...shared, kind: 'single_choice', options: list(['Well', 'Badly', 'Neither']) },
    { ...shared, kind: 'rating', points: 5, low: en('Bad'), high: en('Good') },
    { ...shared, kind: 'multiple_choice', options: list(['Time', 'Money', 'People']) },
    { ...shared, kind: 'free_text' },
  ][place % 4];
};
const questions = (count) => ({ title: en('Questions'), questions: times(count, question) });
const statements = (count) => ({
  title: en('Statements'),
  questions: [{ id: 'views', kind: 'agreement', text: en('What do you think of these?'), scale: list(['Agree', 'Disagree', 'Pass']),
    statements: times(count, (place) => ({ id: `s${place}`, text: en(`Statement ${place}: maps should be free for all.`) })) }],
});
const votes = (count) => ({
  title: en('Votes'),
  questions: [{ id: 'votes', kind: 'vote', text: en('What do you think of these?'),
    statements: times(count, (place) => ({ id: `s${place}`, text: en(`Statement ${place}: maps should be free for all.`) })) }],
});

/** What grows, its sizes, and the forms on the page of each size. */
const SERIES = [
  { name: 'questions', label: 'questions in a form', sizes: [10, 25, 50, 100], forms: (size) => [questions(size)] },
  { name: 'widgets', label: 'widgets on a page, four questions each', sizes: [1, 5, 10, 20], forms: (size) => times(size, () => questions(4)) },
  { name: 'statements', label: 'statements to agree with', sizes: [10, 50, 100, 200], forms: (size) => [statements(size)] },
  { name: 'votes', label: 'statements to vote on', sizes: [10, 100, 300, 1_000], forms: (size) => [votes(size)] },
];

/** Paints everything, then wakes every form at once and waits until the application has taken over all. */
const wake = async (page, devtools) => {
  await painted(page);
  // Everything on the page has come to rest.
  await page.waitForTimeout(500);
  const form = await memory(devtools);
  await page.evaluate(() => wakeAll());
  await ready(page);
  await page.waitForTimeout(500);
  return { form, application: await memory(devtools) };
};

export async function scale(browser, { stack, host, progress }) {
  const scaled = [];
  for (const { name, label, sizes, forms } of SERIES) {
    const points = [];
    for (const size of sizes) {
      progress(`scaling, ${size} ${label}`);
      const ids = await Promise.all(
        forms(size).map((definition, place) => open(stack, `bench-${name}-${size}-${place}`, definition, host.origin)),
      );
      const form = ids.map((id) => element(stack.edge, id, SITE, 'load="eager"')).join('\n');
      const url = host.put(`/${name}-${size}.html`, hostPage({ form, foot: loader(stack.edge) }));
      const runs = [];
      for (let run = 0; run < RUNS; run += 1) {
        runs.push(await visit(browser, { url, mount: 'take-soundings', count: ids.length, saveData: true }, wake));
      }
      points.push({ size, runs });
    }
    scaled.push({ name, label, points });
  }
  return scaled;
}
