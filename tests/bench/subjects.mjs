// Who is compared, and the page of each: the same host page with the same four questions, on the terms of its own
// documentation. Who needs a service is answered by a double on this machine, as quickly as a file.
//
// Where a peer has a choice, the quicker one is taken: no typing emulation, no delay, no fonts from elsewhere.

import { hostPage } from './host.mjs';
import { EASE, HELP, PARTS, STAGE, TITLE } from './questions.mjs';

/** Puts every page and gives `{name, note, url, mount}` of each. `peers` has the built files of the others, and their versions. */
export const subjects = (host, service, ours, peers) => [
  bare(host),
  soundings(host, ours),
  posthog(host, service, peers),
  surveyjs(host, service, peers),
  typebot(host, service, peers),
];

const bare = (host) => ({
  name: 'bare page', note: 'the host page with no form', mount: null,
  url: host.put('/bare.html', hostPage({})),
});

export const soundings = (host, { edge, id, site }) => ({
  name: 'Soundings', note: 'four questions at once', mount: 'take-soundings',
  url: host.put('/soundings.html', hostPage({ form: element(edge, id, site), foot: loader(edge) })),
});

export const loader = (edge) => `<script async src="${edge}/v1/embed.js"></script>`;
export const element = (edge, id, site, attributes = '') =>
  `<take-soundings consultation="${id}" site="${site}" ${attributes}><a href="${edge}/f/${id}?site=${site}">Have your say</a></take-soundings>`;

function posthog(host, service, { files, versions }) {
  service.putFile('/static/array.js', files['array.js']);
  service.putFile(`/static/${versions['posthog-js']}/surveys.js`, files['surveys.js']);
  const config = { surveys: true, hasFeatureFlags: false, supportedCompression: ['gzip-js'], sessionRecording: false,
    heatmaps: false, captureDeadClicks: false, autocapture_opt_out: true, siteApps: [] };
  service.put('/array/phc_key/config.js', `window._POSTHOG_REMOTE_CONFIG={phc_key:{config:${JSON.stringify(config)},siteApps:[]}}`);
  const options = { buttonText: 'Next', optional: true };
  const questions = [
    { id: '1', type: 'single_choice', question: STAGE.text, choices: STAGE.options, ...options },
    { id: '2', type: 'rating', display: 'number', scale: EASE.points, question: EASE.text, lowerBoundLabel: EASE.low, upperBoundLabel: EASE.high, ...options },
    { id: '3', type: 'multiple_choice', question: PARTS.text, choices: PARTS.options, ...options },
    { id: '4', type: 'open', question: HELP.text, ...options },
  ];
  const survey = { id: 'claiming', name: TITLE, type: 'api', start_date: '2026-01-01T00:00:00Z', end_date: null, conditions: null, appearance: {}, questions };
  service.answer('/api/surveys/', () => ({ surveys: [survey] }));
  service.answer('/flags/', () => ({ flags: {}, errorsWhileComputingFlags: false }));
  service.answer('/e/', () => ({ status: 1 }));
  service.answer('/i/', () => ({ status: 1 }));
  // What PostHog's snippet does: a queue, and the script from its host. Shown in its place on the page, not as a popover,
  // which waits for a second.
  const script = `window.posthog=[];posthog._i=[];posthog.__SV=1;
const script=document.createElement('script');script.async=true;script.crossOrigin='anonymous';script.src='${service.origin}/static/array.js';
script.onload=()=>{posthog.init('phc_key',{api_host:'${service.origin}',autocapture:false,capture_pageview:false,disable_session_recording:true,opt_out_useragent_filter:true});
posthog.onSurveysLoaded(()=>posthog.displaySurvey('claiming',{displayType:'inline',selector:'#place',ignoreConditions:true,ignoreDelay:true}))};
document.head.append(script)`;
  return {
    name: 'posthog-js surveys', note: 'inline, one question at a time', mount: '#place',
    url: host.put('/posthog.html', hostPage({ head: `<script>${script}</script>`, form: '<div id="place"></div>' })),
  };
}

function surveyjs(host, service, { files }) {
  const script = service.putFile('/survey.js', files['survey.js']);
  const styles = service.putFile('/survey.css', files['survey.css']);
  const choices = ({ text, options }, name, type) => ({ type, name, title: text, choices: options });
  const definition = { title: TITLE, elements: [
    choices(STAGE, 'stage', 'radiogroup'),
    { type: 'rating', name: 'ease', title: EASE.text, rateMax: EASE.points, minRateDescription: EASE.low, maxRateDescription: EASE.high },
    choices(PARTS, 'parts', 'checkbox'),
    { type: 'comment', name: 'help', title: HELP.text },
  ] };
  const start = `addEventListener('DOMContentLoaded',()=>new SurveyForm(${JSON.stringify(definition)}).render(document.getElementById('place')))`;
  return {
    name: 'survey-js-ui', note: 'four questions at once, definition in the page', mount: '#place',
    url: host.put('/survey.html', hostPage({
      head: `<link rel="stylesheet" href="${styles}"><script defer src="${script}"></script><script>${start}</script>`,
      form: '<div id="place"></div>',
    })),
  };
}

function typebot(host, service, { files }) {
  const script = service.putFile('/typebot.js', files['typebot.js']);
  const message = { id: 'm', type: 'text', content: { type: 'richText', richText: [{ type: 'p', children: [{ text: STAGE.text }] }] } };
  const reply = {
    sessionId: 's',
    typebot: { id: 'claiming', version: '6.1', publishedAt: '2026-01-01T00:00:00Z',
      settings: { typingEmulation: { enabled: false } },
      theme: { general: { font: { type: 'Custom', family: 'system-ui', css: ':root{}' } } } },
    messages: [message],
    input: { id: 'i', type: 'choice input', options: {}, items: STAGE.options.map((content, id) => ({ id: `${id}`, content })) },
  };
  service.answer('/api/v1/', () => reply);
  const start = `import Typebot from '${script}';Typebot.initStandard({typebot:'claiming',apiHost:'${service.origin}'})`;
  return {
    name: '@typebot.io/js', note: 'one question at a time, as a chat', mount: 'typebot-standard',
    url: host.put('/typebot.html', hostPage({
      form: '<typebot-standard style="display:block;width:100%;height:600px"></typebot-standard>',
      foot: `<script type="module">${start}</script>`,
    })),
  };
}
