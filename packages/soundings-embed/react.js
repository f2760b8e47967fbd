// The same as a component. On the server it is the element with its link, which works without a script.

import { createElement, useEffect, useRef } from 'react';
import { EVENTS, link, load } from './index.js';

const handler = (name) => `on${name[0].toUpperCase()}${name.slice(1)}`;

export function Soundings(props) {
  const { host, nonce, consultation, reply, site, lang, theme, load: when, headingLevel, debug, className, id, children } = props;
  const element = useRef(null);
  // What the page handed over last, so that a new function is no reason to listen anew.
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });

  // The script reads these once: another value makes another element. Colours are read at any time.
  const key = JSON.stringify([host, consultation, reply, site, lang, when, headingLevel]);

  useEffect(() => {
    const gone = new AbortController();
    for (const name of EVENTS) {
      element.current.addEventListener(`soundings:${name}`, (event) => latest.current[handler(name)]?.(event), { signal: gone.signal });
    }
    return () => gone.abort();
  }, [key]);

  useEffect(() => {
    let here = true;
    load(host, { nonce }).catch((error) => here && latest.current.onUnreachable?.(error));
    return () => {
      here = false;
    };
  }, [host, nonce]);

  return createElement(
    'take-soundings',
    {
      key, ref: element, consultation, reply, site, lang, theme, load: when, 'heading-level': headingLevel,
      debug: debug ? '' : undefined, class: className, id,
    },
    children ?? createElement('a', { href: link(host, { consultation, reply, site, lang }) }, 'Have your say'),
  );
}
