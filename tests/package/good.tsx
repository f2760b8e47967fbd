// What a page may write with the package: held against its types as they are installed.

import { EVENTS, link, load, mount, type Api, type Diagnosis, type EventName } from 'soundings-embed';
import { Soundings, type SoundingsProps } from 'soundings-embed/react';
import { createElement } from 'react';

const api: Promise<Api> = load('https://soundings.example', { nonce: 'n' });
const diagnoses: Promise<Diagnosis[]> = api.then((own) => own.diagnose());
const address: string = link('https://soundings.example', { consultation: 'maps', site: 'forum' });
const name: EventName = 'success';
const form = mount(document.body, 'https://soundings.example', { consultation: 'maps', theme: 'dark', label: 'Answer' }, {
  success: (event) => event.detail.consultation.toUpperCase(),
  error: ({ detail }) => detail.code === 'network',
});
form.unmount();
mount(document.body, 'https://soundings.example', { reply: 'K7QM-3XTA' });
// @ts-expect-error nothing says what is asked
mount(document.body, 'https://soundings.example', { site: 'forum' });
// @ts-expect-error no such event
mount(document.body, 'https://soundings.example', { consultation: 'maps' }, { sent: () => {} });
// @ts-expect-error no such colours
mount(document.body, 'https://soundings.example', { consultation: 'maps', theme: 'blue' });

const props: SoundingsProps = { host: 'https://soundings.example', consultation: 'maps', headingLevel: 3, onError: (event) => event.detail.code };
createElement(Soundings, props);
createElement(Soundings, { host: 'https://soundings.example', reply: 'K7QM-3XTA', onUnreachable: (error) => error.message });
const shown = <Soundings host="https://soundings.example" consultation="maps" load="eager"><p>Soon</p></Soundings>;
// @ts-expect-error nothing says what is asked
const nothing = <Soundings host="https://soundings.example" />;
// @ts-expect-error a form, or a reply
const both = <Soundings host="https://soundings.example" consultation="maps" reply="K7QM-3XTA" />;
// @ts-expect-error no such attribute
const misspelt = <Soundings host="https://soundings.example" consultation="maps" colour="dark" />;

// The element and the script by themselves, as without the package.
window.soundings.render('#place', { consultation: 'maps' });
document.addEventListener('soundings:success', (event) => event.detail.site);
export { diagnoses, address, name, shown, nothing, both, misspelt, EVENTS };
