// What a bundler takes in to put a consultation on a page. The form, its script and its styles come from the service: this
// package never needs a new version for them, and runs nothing when it is imported, so that it may be on a server too.

/** The names of the script's events, without `soundings:`. */
export const EVENTS = ['ready', 'view', 'start', 'step', 'invalid', 'submit', 'success', 'error', 'warning'];

const ATTRIBUTES = ['consultation', 'reply', 'site', 'lang', 'theme', 'load', 'heading-level', 'debug'];

// One for each service: whoever asks while the script is under way waits for the same one.
const loading = new Map();

const origin = (host) => new URL(host).origin;

/** The address of the same form on a page of its own: for a link, and for those whom the script does not reach. */
export function link(host, { consultation, reply, site, lang }) {
  const address = new URL(`/f/${encodeURIComponent(reply ?? consultation ?? '')}`, origin(host));
  if (site) address.searchParams.set('site', site);
  if (lang) address.searchParams.set('lang', lang);
  return address.href;
}

/** Loads the script of a service, once, and gives its API. Rejects where the script does not load; a later call tries again. */
export function load(host, { nonce } = {}) {
  if (typeof document === 'undefined') return Promise.reject(new Error('soundings-embed: load() needs a browser'));
  const src = `${origin(host)}/v1/embed.js`;
  const known = loading.get(src);
  if (known) return known;
  const loaded = new Promise((resolve, reject) => {
    const own = window.soundings;
    // It has run: by a tag in the page, or by another copy of this package.
    if (own && !Array.isArray(own)) {
      own.ready(resolve);
      return;
    }
    (window.soundings = own ?? []).push(['ready', resolve]);
    let script = [...document.scripts].find((one) => one.src === src);
    const inPage = Boolean(script);
    script ??= document.createElement('script');
    script.addEventListener('error', () => {
      loading.delete(src);
      script.remove();
      reject(new Error(`soundings-embed: ${src} did not load`));
    }, { once: true });
    if (inPage) return;
    script.async = true;
    script.src = src;
    if (nonce) script.nonce = nonce;
    document.head.append(script);
  });
  loading.set(src, loaded);
  return loaded;
}

/** Puts a form at the end of `target`, with a link for as long as the script has not come, and tells `events` what happens. */
export function mount(target, host, attributes, events = {}) {
  const element = document.createElement('take-soundings');
  for (const name of ATTRIBUTES) {
    if (attributes[name] !== undefined) element.setAttribute(name, attributes[name]);
  }
  const way = document.createElement('a');
  way.href = link(host, attributes);
  way.textContent = attributes.label ?? 'Have your say';
  element.append(way);
  for (const name of EVENTS) {
    if (events[name]) element.addEventListener(`soundings:${name}`, events[name]);
  }
  target.append(element);
  return { element, loaded: load(host, { nonce: attributes.nonce }), unmount: () => element.remove() };
}
