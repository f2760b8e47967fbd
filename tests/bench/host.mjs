// The page of a thread that embeds a form, the same around every form.

const STYLE = `*{box-sizing:border-box}body{margin:0;font:16px/1.5 system-ui,sans-serif;color:#1c1c1c;background:#f4f2ee}
header,footer{padding:12px 16px;background:#274060;color:#fff}main{max-width:44em;margin:auto;padding:16px}
article{margin:0 0 16px;padding:16px;border:1px solid #d8d4cc;border-radius:6px;background:#fff}
h1{font-size:24px;line-height:1.25;margin:0 0 16px}h2{font-size:16px;margin:0 0 8px}p{margin:0 0 12px}time{color:#595959}`;

const POSTS = [
  ['Marsh wren', 'I start a new job at nine weeks and cannot work out whether I get statutory pay or the allowance.'],
  ['Oak and ash', 'It goes by the weeks you were employed before the qualifying week. Mine took three letters to settle.'],
  ['Late bus', 'They asked me for the same certificate twice. Keep a copy of everything you send, and note the date.'],
  ['Second tea', 'The form asks for earnings by week, and my payslips are by month. In the end I rang them and they did the sum.'],
  ['Harbour light', 'If your job ends before the fifteenth week it is the allowance. The test on the page got it right for me.'],
];

const post = ([who, text]) => `<article><h2>${who}</h2><p>${text}</p><p><time>2 June</time></p></article>`;

/** The whole page, with `form` between the first post and the rest. */
export const hostPage = ({ head = '', form = '', foot = '' }) => `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Maternity allowance or statutory pay?</title>
<link rel="icon" href="data:,"><style>${STYLE}</style>${head}</head><body><header>Parents’ corner</header>
<main><h1>Maternity allowance or statutory pay?</h1>${post(POSTS[0])}
${form}
${POSTS.slice(1).map(post).join('\n')}</main><footer>Be kind. Moderators read along.</footer>${foot}</body></html>`;
