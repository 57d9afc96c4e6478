import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { some, synthesize } from './synthesized.ts';

const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');

test('the runbook has an entry for every alarm, and for no other', () => {
  const alarms = some(synthesize('custom-domain'), 'AWS::CloudWatch::Alarm').map(({ Properties }) =>
    Properties.AlarmName.replace('moodle-plugins-', ''),
  );
  const chapter = /^## Alarms$(.*?)^## /ms.exec(runbook)?.[1] ?? '';
  const headings = [...chapter.matchAll(/^### (.*)$/gm)].map(([, heading]) => heading ?? '');
  const entries = headings.flatMap((heading) => [...heading.matchAll(/`([^`]+)`/g)].map(([, name]) => name));
  expect(entries.sort()).toEqual(alarms.sort());
});
