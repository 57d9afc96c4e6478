import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Problem } from '../src/api/problem';
import { problemKey } from '../src/components/problem-text';
import { reasonKey } from '../src/routes/assistant/course-index/reason-words';
import { assistantProblemKey } from '../src/routes/assistant/problem-words';
import { reasonOf } from '../src/routes/readings/grade-text';
import { faultIn } from '../src/routes/readings/writing/faults';
import { grade } from '../src/test-utils/fixtures';

/** The code of the service whose refusals people meet in readings. */
const service = join(import.meta.dirname, '../../lambdas/readings/src');

/** What only a defect of this page or of the service brings about: nobody can do anything but tell of it. */
const defects = ['internal_error', 'request_malformed'];

/** Everything in the service that looks like a code. Attributes hold the names of formats and examples. */
async function codesOfTheService() {
  const files = (await readdir(service, { recursive: true })).filter((name) => name.endsWith('.rs'));
  const sources = await Promise.all(files.map((name) => readFile(join(service, name), 'utf8')));
  const code = sources.flatMap((source) => source.split('\n')).filter((line) => !/^\s*#\[/.test(line));
  return new Set(
    code.flatMap((line) => [...line.matchAll(/"([a-z]+(?:_[a-z]+)+)"/g)].map(([, it]) => it ?? '')),
  );
}

test('whatever the service of readings refuses has a text of its own', async () => {
  const codes = await codesOfTheService();
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
  const api = JSON.parse(await readFile(join(import.meta.dirname, '../../docs/openapi.json'), 'utf8'));
  const described: string = api.components.schemas.Grade.properties.reason.description;
  const reasons = [...described.matchAll(/`(\w+)`/g)].map(([, it]) => it ?? '');
  expect(reasons).toContain('given_up');
  expect(reasons.map((reason) => reasonOf(grade({ state: 'failed', reason })))).toEqual(reasons);
});

/** What the service of the course assistant refuses, but for what every service does. */
const refusals = [
  'question_empty',
  'question_too_long',
  'history_too_long',
  'quota_exceeded',
  'site_quota_exceeded',
  'engine_refused',
  'engine_busy',
  'engine_not_ready',
  'engine_timeout',
  'engine_unreachable',
  'engine_failed',
  'engine_misconfigured',
  'no_course',
  'no_site',
  'no_token',
  'not_indexed_yet',
  'course_hidden',
  'search_failed',
  'index_requested_lately',
];

test.each(refusals)('%s of the course assistant has words that are not about translating', (code) => {
  expect(assistantProblemKey(new Problem('refused', { code }))).not.toBeNull();
});

test('what is in the words of the page stays so', () => {
  for (const code of ['instructor_only', 'toString']) {
    expect(assistantProblemKey(new Problem('refused', { code }))).toBeNull();
  }
  expect(assistantProblemKey(new Problem('unreachable'))).toBeNull();
});

/** Why the index has failed at a file, skipped it, or left it out. */
const reasons = [
  ...['moodle_refused', 'moodle_unreachable', 'moodle_failed', 'not_a_file', 'broken', 'engine_failed'],
  ...['storage_failed', 'too_large', 'empty', 'encrypted', 'legacy', 'not_text', 'no_text', 'too_complex'],
  ...['hidden', 'hidden_section', 'restricted', 'restricted_section', 'permission', 'deleting'],
];

test.each(reasons)('a file that is not indexed because of %s says so in words', (reason) => {
  expect(reasonKey(reason)).toBe(reason);
});
