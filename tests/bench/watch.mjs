// Runs in the page, before anything else: notes what happens, by the same rules for everybody who is compared.

/** Watches for the forms inside `mount` (a selector), of which there will be `count`. */
export function watch({ mount, count, saveData }) {
  const seen = { shift: 0, tasks: [], painted: null, ready: null, tap: null, answered: null, memory: null };
  window.seen = seen;
  const observe = (type, act) =>
    new PerformanceObserver((list) => list.getEntries().forEach(act)).observe({ type, buffered: true });
  observe('longtask', ({ startTime, duration }) => seen.tasks.push({ start: startTime, duration }));
  observe('layout-shift', ({ value, hadRecentInput }) => { if (!hadRecentInput) seen.shift += value; });
  observe('paint', ({ name, startTime }) => { if (name === 'first-contentful-paint') seen.fcp = startTime; });

  // Who saves data has asked for nothing ahead of time: the application comes with the first touch.
  if (saveData) Object.defineProperty(navigator.connection, 'saveData', { value: true });

  const instantiate = WebAssembly.instantiateStreaming;
  WebAssembly.instantiateStreaming = async (...given) => {
    const made = await instantiate.apply(WebAssembly, given);
    seen.memory = Object.values(made.instance.exports).find((one) => one instanceof WebAssembly.Memory);
    return made;
  };

  /** Everything in a tree that a person can answer with, through open shadow roots too. */
  function* controls(root) {
    for (const element of root.querySelectorAll('*')) {
      if (element.matches('label, button, textarea')) yield element;
      if (element.shadowRoot) yield* controls(element.shadowRoot);
    }
  }
  const visible = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  };
  const places = () => [...document.querySelectorAll(mount)];
  const first = (place) => {
    for (const root of [place.shadowRoot, place]) {
      for (const control of root ? controls(root) : []) if (visible(control)) return control;
    }
  };
  /** The middle of the first control that a person would touch. */
  window.target = () => {
    const { x, y, width, height } = first(places()[0]).getBoundingClientRect();
    return { x: x + width / 2, y: y + height / 2 };
  };

  // Painted: the end of the first frame in which every place has a control that can be seen.
  const frame = () => {
    const found = places();
    if (found.length < count || !found.every(first)) return requestAnimationFrame(frame);
    const { port1, port2 } = new MessageChannel();
    // A message sent while a frame is made arrives after that frame.
    port1.onmessage = () => {
      seen.painted = performance.now();
      port1.close();
    };
    port2.postMessage(null);
    ready(found);
  };
  if (count > 0) requestAnimationFrame(frame);

  // Ready: the application has rendered its own form in the place of the edge's, in every place.
  const ready = (found) => {
    const waiting = new Set(found.filter((place) => place.localName === 'take-soundings'));
    for (const place of waiting) {
      const look = (_, observer) => {
        if (!place.shadowRoot.querySelector('div > div > .soundings')) return;
        observer.disconnect();
        waiting.delete(place);
        if (waiting.size === 0) seen.ready = performance.now();
      };
      const observer = new MutationObserver(look);
      observer.observe(place.shadowRoot, { childList: true, subtree: true });
      look(null, observer);
    }
  };

  addEventListener('pointerdown', (event) => { seen.tap ??= event.timeStamp; }, { capture: true });
  addEventListener('click', () => { seen.answered ??= performance.now(); }, { capture: true });
  window.wakeAll = () => {
    seen.tap = performance.now();
    for (const place of places()) {
      place.shadowRoot.firstElementChild.dispatchEvent(new PointerEvent('pointerover', { bubbles: true, composed: true }));
    }
  };
}
