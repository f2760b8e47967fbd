// Two solvers of ALTCHA v2 challenges, and an outside judge: `node client.mjs COMMAND [FILE]`, JSON in and out.
//   solve-lib      a challenge -> a payload in base64, by altcha-lib
//   solve-widget   the same by the widget's own file, with the browser's cryptography (FILE: prove.js as it is served)
//   solve-plain    the same without it, as on plain http
//   make           -> a challenge of altcha-lib's
//   verify         a payload in base64 -> what altcha-lib says of it
import { readFileSync } from 'node:fs';
import { createChallenge, solveChallenge, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';

const [command, file] = process.argv.slice(2);
const input = () => JSON.parse(readFileSync(0, 'utf8'));
const secrets = { hmacSignatureSecret: 'a secret', hmacKeySignatureSecret: 'another secret' };
const payload = (challenge, solution) => Buffer.from(JSON.stringify({ challenge, solution })).toString('base64');

async function widget(challenge) {
  const { solve } = await import(`data:text/javascript,${encodeURIComponent(readFileSync(file, 'utf8'))}`);
  return payload(challenge, await solve(challenge));
}

const commands = {
  'solve-lib': async () => {
    const challenge = input();
    return payload(challenge, await solveChallenge({ challenge, deriveKey }));
  },
  'solve-widget': () => widget(input()),
  'solve-plain': () => {
    Object.defineProperty(globalThis, 'crypto', { value: undefined });
    return widget(input());
  },
  make: () => createChallenge({ algorithm: 'PBKDF2/SHA-256', cost: 500, counter: 77, expiresAt: Math.floor(Date.now() / 1000) + 600, data: { z: 1, a: 'é' }, deriveKey, ...secrets }),
  verify: async () => {
    const { challenge, solution } = JSON.parse(Buffer.from(input(), 'base64').toString());
    return verifySolution({ challenge, solution, deriveKey, ...secrets });
  },
};

console.log(JSON.stringify(await commands[command]()));
