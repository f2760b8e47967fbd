// What a page may write, and what it may not: held against widget/soundings.d.ts by `tsc`.

import type { Attributes, Diagnosis } from '../../widget/soundings';

// The queue, before the script has run.
window.soundings = [
  ['ready', (api) => api.version.toUpperCase()],
  ['render', '#place', { consultation: 'maternity-benefits', site: 'parents-forum', load: 'eager', 'heading-level': 3 }],
  ['remove'],
];
// @ts-expect-error no such call
window.soundings = [['open', '#place']];
// @ts-expect-error a consultation is needed
window.soundings = [['render', '#place', { site: 'parents-forum' }]];

// The calls.
const version: string = window.soundings.version;
const element: HTMLElement = window.soundings.render('#place', { consultation: 'maternity-benefits' });
window.soundings.render('#place', { reply: 'K7QM-3XTA' });
window.soundings.render(element).focus();
window.soundings.reset(document.body);
window.soundings.remove('#place');
window.soundings.push(['reset']);
window.soundings.ready((api) => api.reset());
const says = async (): Promise<string[]> => (await window.soundings.diagnose()).map(({ code, says }) => `${code}: ${says}`);
const first = ({ element, consultation }: Diagnosis): string => consultation ?? element.localName;
// @ts-expect-error it is read only
window.soundings.version = version;
// @ts-expect-error not a number
window.soundings.reset(1);
// @ts-expect-error what a diagnosis says comes later
window.soundings.diagnose().map(first);
// @ts-expect-error an element that is in the page has its attributes already
window.soundings.render(undefined, { consultation: 'maternity-benefits' });

// The element.
const widget = document.createElement('take-soundings');
const found: HTMLElement | null = document.querySelector('take-soundings');
const attributes: Attributes = { consultation: 'maternity-benefits', theme: 'dark', lang: 'cy', debug: '' };
// @ts-expect-error no such theme
attributes.theme = 'blue';
// @ts-expect-error no such time
attributes.load = 'later';

// The events, on the element and on whatever it stands in.
widget.addEventListener('soundings:success', ({ detail }) => detail.consultation.length);
document.addEventListener('soundings:step', ({ detail }) => (detail.step ?? 0) + 1);
window.addEventListener('soundings:error', ({ detail }) => {
  switch (detail.code) {
    case 'origin-not-allowed':
    case 'form-closed':
    case 'csp-connect':
    case 'network':
    case 'rate-limited':
      return detail.site;
    default:
      return detail.code satisfies never;
  }
});
widget.addEventListener('soundings:warning', ({ detail }) => {
  const code: 'csp-wasm' | 'app' = detail.code;
  // @ts-expect-error an error's code, not a warning's
  return code === 'network';
});
// @ts-expect-error no answer is in an event
widget.addEventListener('soundings:submit', ({ detail }) => detail.answers);
// @ts-expect-error nor in a mistyped one
widget.addEventListener('soundings:sucess', ({ detail }) => detail);

export { first, found, says };
