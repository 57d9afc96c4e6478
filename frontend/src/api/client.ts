import createClient from 'openapi-fetch';
import { Problem, problemFrom } from './problem';
import type { paths } from './schema';

export type Api = ReturnType<typeof createApi>;

type Answer<Data> = { data?: Data; error?: unknown; response: Response };

/** A little more than a gateway in front of the tool waits for it, so that its own answer comes first. */
export const patience = 35_000;

/** The tool's API with the bearer of the moment on every request. */
export function createApi(bearer: () => string | null) {
  const api = createClient<paths>({
    baseUrl: window.location.origin,
    fetch: (request) => globalThis.fetch(request, { signal: AbortSignal.timeout(patience) }),
  });
  api.use({
    onRequest({ request }) {
      const token = bearer();
      if (token !== null) request.headers.set('Authorization', `Bearer ${token}`);
      return request;
    },
  });
  return api;
}

/** What a request answers, or a `Problem` thrown: no caller looks at a status. */
export async function dataOf<Data>(sent: Promise<Answer<Data>>): Promise<Data> {
  const answer = await sent.catch((cause: unknown) => {
    if (cause instanceof Problem) throw cause;
    // Only a body that is no JSON makes a SyntaxError; all else means that no answer came.
    throw new Problem(cause instanceof SyntaxError ? 'unreadable' : 'unreachable');
  });
  const { data, error, response } = answer;
  if (data === undefined && response.status !== 204) throw problemFrom(response, error);
  // Without content there is no data, which is what the request's type then says.
  return data as Data;
}
