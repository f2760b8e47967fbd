// A place on 127.0.0.1, on a port of its own, so that to a browser it is an origin of its own: serves what is put there,
// squeezed and with the headers of a good host, the same for everybody who is compared.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { brotliCompressSync, constants } from 'node:zlib';

const TYPES = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
};

const brotli = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });

export class Place {
  #files = new Map();
  #answers = [];
  #server = createServer((request, reply) => this.#reply(request, reply));
  origin;

  /** Starts listening, on any port that is free. */
  async open() {
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.origin = `http://127.0.0.1:${this.#server.address().port}`;
    return this;
  }

  close() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** Puts text at a path and gives its address. */
  put(path, text) {
    this.#files.set(path, { type: TYPES[path.split('.').pop()], bytes: brotli(Buffer.from(text)) });
    return this.origin + path;
  }

  /** Puts a file there, with the brotli form that lies beside it. */
  putFile(path, file) {
    this.#files.set(path, { type: TYPES[path.split('.').pop()], bytes: readFileSync(`${file}.br`) });
    return this.origin + path;
  }

  /** Answers every path that begins so with the JSON that `answer` makes of the request's body. */
  answer(prefix, answer) {
    this.#answers.push({ prefix, answer });
  }

  #reply(request, reply) {
    const path = new URL(request.url, this.origin).pathname;
    reply.setHeader('access-control-allow-origin', request.headers.origin ?? '*');
    reply.setHeader('access-control-allow-credentials', 'true');
    reply.setHeader('access-control-allow-headers', request.headers['access-control-request-headers'] ?? '*');
    reply.setHeader('access-control-max-age', '600');
    if (request.method === 'OPTIONS') return reply.writeHead(204).end();
    const file = this.#files.get(path);
    if (file) {
      const caching = path.endsWith('.html') ? 'no-cache' : 'public, max-age=31536000, immutable';
      reply.writeHead(200, { 'content-type': file.type, 'content-encoding': 'br', 'cache-control': caching });
      return reply.end(file.bytes);
    }
    const found = this.#answers.find(({ prefix }) => path.startsWith(prefix));
    if (!found) return reply.writeHead(404).end();
    const body = [];
    request.on('data', (part) => body.push(part));
    request.on('end', () => {
      reply.writeHead(200, { 'content-type': TYPES.json, 'content-encoding': 'br' });
      reply.end(brotli(Buffer.from(JSON.stringify(found.answer(Buffer.concat(body).toString())))));
    });
  }
}
