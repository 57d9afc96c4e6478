import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Problem } from '../src/api/problem';
import { problemKey } from '../src/components/problem-text';
import texts from '../src/i18n/assistant/en.json';
import { reasonKey } from '../src/routes/assistant/course-index/reason-words';
import { assistantProblemKey } from '../src/routes/assistant/problem-words';
import { reasonOf } from '../src/routes/readings/grade-text';
import { faultIn } from '../src/routes/readings/writing/faults';
import { grade } from '../src/test-utils/fixtures';

const root = join(import.meta.dirname, '../..');

/** What only a defect of this page or of the service brings about: nobody can do anything but tell of it. */
const defects = ['internal_error', 'request_malformed'];

/** What a file of Rust says, or all files of a folder, without attributes, which hold names of formats and examples. */
async function rust(path: string) {
  const within = path.endsWith('.rs') ? [''] : await readdir(join(root, path), { recursive: true });
  const files = within.map((name) => join(root, path, name)).filter((name) => name.endsWith('.rs'));
  expect(files).not.toEqual([]);
  const sources = await Promise.all(files.map((name) => readFile(name, 'utf8')));
  return sources.map((source) => source.replaceAll(/^\s*#\[[\s\S]*?\]$/gm, '')).join('\n');
}

const all = (source: string, pattern: RegExp) =>
  new Set([...source.matchAll(pattern)].map(([, it]) => it ?? ''));

/** Everything in a service that looks like a code of several words. */
const codesIn = async (path: string) => all(await rust(path), /"([a-z]+(?:_[a-z]+)+)"/g);

test('whatever the service of readings refuses has a text of its own', async () => {
  const codes = await codesIn('lambdas/readings/src');
  for (const known of ['no_reading', 'title_missing', 'line_item_gone', ...defects]) {
    expect([...codes]).toContain(known);
  }
  const unexplained = [...codes].filter((code) => {
    const problem = new Problem('refused', { code });
    return faultIn(problem) === null && problemKey(problem) === 'other';
  });
  expect(unexplained.sort()).toEqual(defects);
});

test('every reason for which a grade fails has a text of its own', async () => {
  const api = JSON.parse(await readFile(join(root, 'docs/openapi.json'), 'utf8'));
  const described: string = api.components.schemas.Grade.properties.reason.description;
  const reasons = [...described.matchAll(/`(\w+)`/g)].map(([, it]) => it ?? '');
  expect(reasons).toContain('given_up');
  expect(reasons.map((reason) => reasonOf(grade({ state: 'failed', reason })))).toEqual(reasons);
});

/** What looks like a code of the assistant, and is none that it refuses by: how a model says that it knows nothing, and a reason. */
const noRefusals = ['no_answer', 'too_many_files'];

test('whatever the service of the course assistant refuses has words that are not about translating', async () => {
  const codes = await codesIn('lambdas/course-assistant/src');
  for (const known of ['question_empty', 'no_course', 'not_indexed_yet', 'index_requested_lately']) {
    expect([...codes]).toContain(known);
  }
  const unexplained = [...codes].filter(
    (code) => assistantProblemKey(new Problem('refused', { code })) === null,
  );
  expect(unexplained.sort()).toEqual(noRefusals);
});

test.each([
  ['engine.rs', 'engine_refused'],
  ['charge.rs', 'quota_exceeded'],
])('so has every refusal of %s, which the services share', async (file, known) => {
  const codes = [...(await codesIn(`crates/http-api/src/${file}`))];
  expect(codes).toContain(known);
  for (const code of codes) {
    expect(assistantProblemKey(new Problem('refused', { code })), code).not.toBeNull();
  }
});

test('what is in the words of the page stays so', () => {
  for (const code of ['instructor_only', 'toString']) {
    expect(assistantProblemKey(new Problem('refused', { code }))).toBeNull();
  }
  expect(assistantProblemKey(new Problem('unreachable'))).toBeNull();
});

/** Where reasons are named for which something is not in the index. */
const reasonSources = [
  'lambdas/index-file/src',
  'lambdas/course-assistant/src/overview.rs',
  'crates/documents/src/unreadable.rs',
  'crates/moodle/src/content/access.rs',
  'crates/moodle/src/web_service.rs',
  'crates/local-index/src/index.rs',
  'crates/aws/src/knowledge_base/put.rs',
  'crates/aws/src/knowledge_base/state.rs',
];

/** What a `match` makes of a variant, and what a problem is made of. */
const reasonPattern = /(?:=>\s*|(?:Problem::new|skipped|failed)\(\s*)"([a-z]+(?:_[a-z]+)*)"/g;

test('whatever keeps a file out of the index is said in words, and nothing that does not', async () => {
  const named = await Promise.all(reasonSources.map(async (path) => all(await rust(path), reasonPattern)));
  const reasons = [...new Set(named.flatMap((codes) => [...codes]))];
  expect(named.filter((codes) => codes.size === 0)).toEqual([]);
  expect(reasons.filter((reason) => reasonKey(reason) === null)).toEqual([]);
  expect(new Set(reasons.map(reasonKey))).toEqual(new Set(Object.keys(texts.reason)));
});

test.each(['eclipse', 'toString'])('of the reason %s there are no words', (reason) => {
  expect(reasonKey(reason)).toBeNull();
});
