import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const source = readFileSync(new URL('../lib/constructs/viewer-request.js', import.meta.url), 'utf8');
// CloudFront runs the file as a script that defines `handler`.
const handler = new Function(`${source}; return handler;`)();

const request = (uri: string, headers: Record<string, string> = {}) => ({
  request: {
    method: 'GET',
    uri,
    headers: Object.fromEntries(
      Object.entries({ host: 'tools.example', ...headers }).map(([name, value]) => [name, { value }]),
    ),
  },
});

test.each(['/', '/app/'])('%s leads to the page', (uri) => {
  expect(handler(request(uri))).toMatchObject({ statusCode: 302, headers: { location: { value: '/app' } } });
});

test('the page itself leads nowhere else', () => {
  expect(handler(request('/app'))).toMatchObject({ uri: '/app' });
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
