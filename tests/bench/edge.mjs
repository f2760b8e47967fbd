// The department's way to the edge: consultations of the benchmark's own, open, for pages at one origin.

export const SITE = 'a-forum';

/** Puts and opens a consultation. */
export async function open({ edge, department, token }, id, definition, origin) {
  const call = async (method, path, body) => {
    const reply = await fetch(`${edge}/v1/departments/${department}/consultations/${path}`, {
      method, body, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    });
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
  };
  const sites = [{ id: SITE, name: 'A forum', origins: [origin] }];
  await call('PUT', id, JSON.stringify({ languages: ['en'], ...definition, sites }));
  await call('POST', `${id}/open`);
  return id;
}
