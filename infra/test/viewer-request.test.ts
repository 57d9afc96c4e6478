import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, test } from 'vitest';

const source = readFileSync(new URL('../lib/constructs/viewer-request.js', import.meta.url), 'utf8');
// CloudFront runs the file as a script that defines `handler`.
const handler = new Function(`${source}; return handler;`)();

/** What is younger than ECMAScript 5.1 and not among what CloudFront's documentation lists. */
const UNKNOWN = [
  ts.SyntaxKind.ObjectBindingPattern,
  ts.SyntaxKind.ArrayBindingPattern,
  ts.SyntaxKind.ShorthandPropertyAssignment,
  ts.SyntaxKind.SpreadAssignment,
  ts.SyntaxKind.SpreadElement,
  ts.SyntaxKind.QuestionDotToken,
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.ForOfStatement,
  ts.SyntaxKind.ClassDeclaration,
  ts.SyntaxKind.ImportDeclaration,
  ts.SyntaxKind.YieldExpression,
];

test("nothing is in the function that CloudFront's engine does not know", () => {
  const found: string[] = [];
  const look = (node: ts.Node): void => {
    if (UNKNOWN.includes(node.kind)) found.push(`${ts.SyntaxKind[node.kind]}: ${node.getText()}`);
    ts.forEachChild(node, look);
  };
  look(ts.createSourceFile('viewer-request.js', source, ts.ScriptTarget.Latest, true));
  expect(found).toEqual([]);
});

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

const SIGNATURE =
  'AWS4-HMAC-SHA256 Credential=k/20261129/eu-west-1/events/aws4_request, SignedHeaders=host, Signature=0';

test('a signature of AWS is passed on under a name that API Gateway leaves alone', () => {
  const { headers } = handler(request('/v1/events', { authorization: SIGNATURE }));
  expect(headers['x-moodle-aws-authorization']).toEqual({ value: SIGNATURE });
  expect(headers).not.toHaveProperty('authorization');
});

test('any other authorization is passed on as it is', () => {
  const { headers } = handler(request('/v1/translate', { authorization: 'Bearer x' }));
  expect(headers.authorization).toEqual({ value: 'Bearer x' });
  expect(headers).not.toHaveProperty('x-moodle-aws-authorization');
});

test('of two authorizations none is passed on', () => {
  const several = request('/v1/events', { authorization: SIGNATURE });
  const header = { value: SIGNATURE, multiValue: [{ value: SIGNATURE }, { value: 'Bearer x' }] };
  several.request.headers.authorization = header;
  expect(handler(several)).toMatchObject({ statusCode: 400 });
});

test('a caller gives a signature in its own header only', () => {
  const { headers } = handler(request('/v1/events', { 'x-moodle-aws-authorization': SIGNATURE }));
  expect(headers).not.toHaveProperty('x-moodle-aws-authorization');
});
