import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const source = readFileSync(new URL('../lib/constructs/viewer-request.js', import.meta.url), 'utf8');
// CloudFront runs the file as a script that defines `handler`.
const handler = new Function(`${source}; return handler;`)();

const request = (address: string, headers: Record<string, string> = {}) => {
  const [uri, query] = address.split(/\?(.*)/s);
  return {
    request: {
      method: 'GET',
      uri,
      // Without a `?` CloudFront gives no text, not even an empty one.
      rawQueryString: () => query,
      headers: Object.fromEntries(
        Object.entries({ host: 'tools.example', ...headers }).map(([name, value]) => [name, { value }]),
      ),
    },
  };
};

test.each([
  ['/', '/app'],
  ['/app/', '/app'],
  ['/healthz/', '/healthz'],
])('%s leads to %s, with its query', (from, to) => {
  const found = (value: string) => ({
    statusCode: 302,
    statusDescription: 'Found',
    headers: { location: { value } },
  });
  expect(handler(request(from))).toEqual(found(to));
  expect(handler(request(`${from}?`))).toEqual(found(to));
  expect(handler(request(`${from}?next=%2Fa&lang=es`))).toEqual(found(`${to}?next=%2Fa&lang=es`));
});

test.each(['/app', '/app/x', '/healthz', '/assets/app/', '/api/'])('%s is passed on', (uri) => {
  expect(handler(request(uri))).toMatchObject({ uri, method: 'GET' });
});

test('the API learns which host the browser used', () => {
  const passed = handler(request('/lti/login'));
  expect(passed).toMatchObject({
    uri: '/lti/login',
    headers: { 'x-forwarded-host': { value: 'tools.example' } },
  });
});

test('a caller cannot say that the browser used another host', () => {
  const passed = handler(request('/lti/login', { 'x-forwarded-host': 'evil.example' }));
  expect(passed.headers['x-forwarded-host']).toEqual({ value: 'tools.example' });
});
