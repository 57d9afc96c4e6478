import { vi } from 'vitest';
import type { paths } from '../api/schema';
import { connection, teacher } from './fixtures';

export type Reply = (signal?: AbortSignal | null) => Response | Promise<Response>;
type Route = `POST ${keyof paths}` | `GET ${keyof paths}`;

export const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

export const refusal = (status: number, code: string, message = `The tool says ${code}.`) =>
  json({ error: { code, message, request_id: `request-of-${code}` } }, status);

export const noNetwork: Reply = () => Promise.reject(new TypeError('Failed to fetch'));
export const noAnswer: Reply = (signal) =>
  new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason);
  });

/**
 * Stands where the network begins and answers like the tool: a good session, a teacher, their connection.
 * A test replaces the replies that it is about; several replies answer one request after the other.
 */
export function fakeTool(replies: Partial<Record<Route, Reply | Reply[]>> = {}) {
  const routes = new Map<string, Reply[]>(
    Object.entries({
      'POST /api/session': () => json({ token: 'the-bearer', expires_in: 3600 }),
      'GET /api/me': () => json(teacher()),
      'GET /api/connection': () => json(connection()),
      ...replies,
    }).map(([route, reply]) => [route, [reply].flat()]),
  );
  const received: Request[] = [];

  vi.stubGlobal('fetch', async (request: Request, init?: RequestInit) => {
    received.push(request.clone());
    const queue = routes.get(nameOf(request)) ?? [];
    const reply = queue.length > 1 ? queue.shift() : queue[0];
    if (reply === undefined) throw new Error(`The test expects no ${nameOf(request)}.`);
    return reply(init?.signal);
  });

  return {
    /** What was asked, as "METHOD /path". */
    requests: () => received.map(nameOf),
    bearers: () => received.map((request) => request.headers.get('Authorization')),
    bodies: () => Promise.all(received.map((request) => request.clone().text())),
  };
}

function nameOf(request: Request): string {
  return `${request.method} ${new URL(request.url).pathname}`;
}
