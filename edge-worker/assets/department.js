// Keeps the figures of a consultation's page up to date: asks for the page again every two seconds while somebody looks,
// and puts each part that changed in the place of the old one, unless the reader's focus is in it.

const every = 2000;
const status = document.querySelector('[data-status]');
const shown = new Map();
let etag;

const responses = (root) => root.querySelector('[data-figure="responses"]')?.textContent;

/** Puts `next` in the place of `part`. What is open and how far it is scrolled belongs to the reader, not to the server. */
function replace(part, next) {
  const opened = [...part.querySelectorAll('details')].map((details) => details.open);
  const scrolled = [...part.querySelectorAll('.quotes, .scroll')].map((list) => [list.scrollLeft, list.scrollTop]);
  next.querySelectorAll('details').forEach((details, index) => { details.open = opened[index] ?? details.open; });
  part.replaceChildren(...next.childNodes);
  part.querySelectorAll('.quotes, .scroll').forEach((list, index) => list.scrollTo(...(scrolled[index] ?? [0, 0])));
}

async function refresh() {
  const reply = await fetch(location.href, {
    headers: { accept: 'text/html', ...(etag && { 'if-none-match': etag }) },
    cache: 'no-store',
    redirect: 'error',
    signal: AbortSignal.timeout(8000),
  });
  // 304: nothing changed.
  if (!reply.ok) return;
  const fresh = new DOMParser().parseFromString(await reply.text(), 'text/html');
  const before = responses(document);
  let kept = false;
  for (const part of document.querySelectorAll('[data-live]')) {
    const next = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
    if (!next || next.innerHTML === shown.get(part)) continue;
    if (part.contains(document.activeElement)) {
      kept = true;
      continue;
    }
    shown.set(part, next.innerHTML);
    replace(part, next);
  }
  etag = kept ? undefined : reply.headers.get('etag');
  if (responses(document) !== before) status.textContent = `${responses(document)} people have answered.`;
}

async function follow() {
  // A request that fails is made again in two seconds.
  if (document.visibilityState === 'visible') await refresh().catch(() => {});
  setTimeout(follow, every);
}

setTimeout(follow, every);
