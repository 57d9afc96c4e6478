import { vi } from 'vitest';
import type { paths } from '../api/schema';
import {
  assistant,
  connection,
  courseIndex,
  languages,
  privacy,
  progress,
  reading,
  submission,
  teacher,
} from './fixtures';

export type Reply = (signal: AbortSignal) => Response | Promise<Response>;
type Route = `${'GET' | 'POST' | 'PUT' | 'DELETE'} ${keyof paths}`;

export const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

export const refusal = (status: number, code: string, message = `The tool says ${code}.`) =>
  json({ error: { code, message, request_id: `request-of-${code}` } }, status);

export const noNetwork: Reply = () => Promise.reject(new TypeError('Failed to fetch'));
export const noAnswer: Reply = (signal) =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
  });

/** An answer in server-sent events that the test writes, piece by piece, while the page reads it. */
export function streamed() {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  let request: AbortSignal | null = null;
  // Nobody may listen any more, which is for the test to find out.
  const bytes = (piece: Uint8Array) => writer.write(piece).catch(() => undefined);
  const text = (piece: string) => bytes(new TextEncoder().encode(piece));
  const reply: Reply = (signal) => {
    request = signal;
    signal.addEventListener('abort', () => writer.abort(signal.reason).catch(() => undefined));
    return new Response(readable, { headers: { 'content-type': 'text/event-stream' } });
  };
  return {
    reply,
    bytes,
    text,
    event: (name: string, data: unknown) => text(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`),
    /** Ends the answer as a server does, whether or not all was said. */
    close: () => writer.close(),
    /** Ends it as a network does. */
    cut: () => writer.abort(new TypeError('network error')),
    aborted: () => request?.aborted,
  };
}

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
      'GET /api/languages': () => json(languages()),
      'GET /api/reading': () => json(reading()),
      'GET /api/reading/progress': () => json(progress()),
      'GET /api/reading/submission': () => json(submission()),
      'GET /api/readings': () => json({ readings: [] }),
      'GET /api/deep-link': () => json({ can_grade: true, accepts: true, course: 'Biology', title: null }),
      'GET /api/assistant': () => json(assistant()),
      'GET /api/index': () => json(courseIndex()),
      'GET /api/index/questions': () => json({ questions: [] }),
      'GET /api/privacy': () => json(privacy()),
      ...replies,
    }).map(([route, reply]) => [route, [reply].flat()]),
  );
  const received: Request[] = [];

  vi.stubGlobal('fetch', async (request: Request, init?: RequestInit) => {
    received.push(request.clone());
    const queue = routes.get(nameOf(request)) ?? [];
    const reply = queue.length > 1 ? queue.shift() : queue[0];
    if (reply === undefined) throw new Error(`The test expects no ${nameOf(request)}.`);
    return reply(init?.signal ?? request.signal);
  });

  return {
    /** What was asked, as "METHOD /path". */
    requests: () => received.map(nameOf),
    bearers: () => received.map((request) => request.headers.get('Authorization')),
    headers: () => received.map(({ headers }) => headers),
    bodies: () => Promise.all(received.map((request) => request.clone().text())),
  };
}

function nameOf(request: Request): string {
  return `${request.method} ${new URL(request.url).pathname}`;
}
