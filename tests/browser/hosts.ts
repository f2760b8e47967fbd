// Places that make something of a pasted link, as far as they are documented: what they ask for, what they keep of the
// reply, and what their own scripts do. Written from their sources, of which no line is here.

import type { Page } from '@playwright/test';

export interface OEmbed {
  type: string;
  title: string;
  html?: string;
  width?: number;
  height?: number;
  description?: string;
  thumbnail_url?: string;
}

/** The address of a page's oEmbed reply, as both look for it: the first link of that type in the page's head. */
async function discovered(address: string, headers: Record<string, string> = {}) {
  const page = await (await fetch(address, { headers })).text();
  // WordPress reads the first 150 KB.
  const head = page.slice(0, 150 * 1024).split('</head>')[0];
  const link = /<link[^>]*type="application\/json\+oembed"[^>]*>/.exec(head)?.[0] ?? '';
  return /href="([^"]*)"/.exec(link)?.[1].replaceAll('&amp;', '&');
}

async function asked(address: string, limits: Record<string, number> = {}): Promise<OEmbed> {
  const found = await discovered(address);
  if (!found) throw new Error(`${address} has no reply to discover`);
  const url = new URL(found);
  for (const [name, value] of Object.entries(limits)) url.searchParams.set(name, String(value));
  const reply = await fetch(url);
  if (!reply.ok) throw new Error(`${url}: ${reply.status}`);
  return reply.json();
}

/** What WordPress 6 puts into a post for a link to a provider that it does not trust (`wp-includes/class-wp-oembed.php`:
 * `get_html`, `discover`, `fetch`; `wp-includes/embed.php`: `wp_filter_oembed_result`). `page` is any page, whose parser
 * it takes. Returns the HTML, or `undefined` where WordPress shows the plain link. */
export async function wordpress(page: Page, address: string, width = 600) {
  // `wp_embed_defaults`: the column's width, and one and a half times that, at most 1000.
  const reply = await asked(address, { maxwidth: width, maxheight: Math.min(Math.ceil(width * 1.5), 1000) });
  if (reply.type !== 'rich' || !reply.html) return undefined;
  const secret = Array.from({ length: 10 }, () => 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'[Math.floor(Math.random() * 56)]).join('');
  return page.evaluate(([html, secret]) => {
    const allowed: Record<string, string[]> = {
      A: ['href'],
      BLOCKQUOTE: [],
      IFRAME: ['src', 'width', 'height', 'frameborder', 'marginwidth', 'marginheight', 'scrolling', 'title'],
    };
    const body = new DOMParser().parseFromString(html, 'text/html').body;
    for (const element of [...body.querySelectorAll('*')]) {
      if (!(element.tagName in allowed)) element.replaceWith(...element.childNodes);
      for (const { name } of [...element.attributes]) if (!allowed[element.tagName]?.includes(name)) element.removeAttribute(name);
    }
    const iframe = body.querySelector('iframe');
    if (!iframe) return undefined;
    const before = iframe.previousElementSibling;
    const quote = before?.tagName === 'BLOCKQUOTE' ? before : undefined;
    iframe.setAttribute('src', `${iframe.getAttribute('src')}#?secret=${secret}`);
    for (const element of [iframe, quote]) {
      element?.setAttribute('data-secret', secret);
      if (element === iframe || quote) element?.setAttribute('class', 'wp-embedded-content');
    }
    iframe.setAttribute('sandbox', 'allow-scripts');
    iframe.setAttribute('security', 'restricted');
    if (quote) iframe.setAttribute('style', 'position: absolute; clip: rect(1px, 1px, 1px, 1px);');
    return (quote?.outerHTML ?? '') + iframe.outerHTML;
  }, [reply.html, secret] as const);
}

/** What the script does that WordPress puts beside it (`wp-includes/js/wp-embed.js`). */
export const wordpressScript = `<script>
  addEventListener('message', ({ data, source }) => {
    if (!data || !(data.secret || data.message || data.value) || /[^a-zA-Z0-9]/.test(data.secret)) return;
    for (const quote of document.querySelectorAll('blockquote[data-secret="' + data.secret + '"]')) quote.style.display = 'none';
    for (const frame of document.querySelectorAll('iframe[data-secret="' + data.secret + '"]')) {
      if (frame.contentWindow !== source) continue;
      frame.removeAttribute('style');
      if (data.message === 'height') frame.height = Math.max(200, Math.min(1000, parseInt(data.value, 10)));
      if (data.message === 'link') {
        const same = new URL(data.value, location).host === new URL(frame.src).host;
        if (same && document.activeElement === frame) window.top.location.href = data.value;
      }
    }
  });
</script>`;

/** What Discourse puts into a post (`lib/onebox/engine/standard_embed.rb`, `allowlisted_generic_onebox.rb`,
 * `lib/onebox/sanitize_config.rb`). `allowed`: the prefixes of the setting `allowed_iframes`. */
export async function discourse(page: Page, address: string, allowed: string[]) {
  const meta = async () => {
    const html = await (await fetch(address)).text();
    const property = (name: string) => new RegExp(`<meta property="og:${name}" content="([^"]*)"`).exec(html)?.[1].replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&') ?? '';
    return { title: property('title'), description: property('description'), image: property('image'), site: property('site_name') };
  };
  const reply = await asked(address);
  // More than 4,000 bytes of HTML, and it goes by Open Graph alone.
  const html = reply.html && Buffer.byteLength(reply.html) <= 4000 ? reply.html : undefined;
  const card = await meta();
  return page.evaluate(([html, reply, card, allowed]) => {
    const frame = html && reply.height && new DOMParser().parseFromString(html, 'text/html').querySelector('iframe');
    if (frame && allowed.some((prefix) => frame.getAttribute('src')!.startsWith(prefix))) {
      const body = frame.ownerDocument.body;
      frame.removeAttribute('style');
      frame.setAttribute('width', String(reply.width ?? '100%'));
      frame.setAttribute('height', String(reply.height));
      frame.setAttribute('scrolling', 'no');
      frame.setAttribute('frameborder', '0');
      frame.setAttribute('seamless', 'seamless');
      frame.setAttribute('sandbox', 'allow-same-origin allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox allow-presentation');
      return body.innerHTML;
    }
    const text = (value: string, most: number) => {
      const element = document.createElement('span');
      element.textContent = value.length > most ? `${value.slice(0, most)}…` : value;
      return element.innerHTML;
    };
    if (!card.title || !(card.description || card.image)) return undefined;
    return `<aside class="onebox allowlistedgeneric"><header>${text(card.site, 80)}</header><article>
      <img src="${card.image}" width="500" alt=""><h3><a href="${location.href}">${text(card.title, 80)}</a></h3>
      <p>${text(card.description, 250)}</p></article></aside>`;
  }, [html, reply, card, allowed] as const);
}
