import { describe, expect, test } from 'vitest';
import { Names } from '../lib/names.ts';
import { resources, some, synthesize } from './synthesized.ts';

describe('the default stack', () => {
  const names = new Names('moodle-plugins');

  test('has the names that are known from the documentation', () => {
    expect(names.parameter('clientId')).toBe('/lti/client-id');
    expect(names.parameter('redirectUri')).toBe('/lti/redirect-uri');
    expect(names.parameter('knowledgeBase')).toBe('/assistant/knowledge-base');
    expect(names.eventBus).toBe('moodle-events');
    expect(names.eventsPolicy).toBe('MoodleEventsIAMPolicy');
    expect(names.table('claims')).toBe('moodle-plugins-claims');
    expect(names.secret('tool-key')).toBe('moodle-plugins/tool-key');
    expect(names.function('lti-tool')).toBe('moodle-plugins-lti-tool');
  });
});

describe('another stack', () => {
  const names = new Names('physics');

  test('has its own name in front of all of them', () => {
    expect(names.parameter('clientId')).toBe('/physics/lti/client-id');
    expect(names.eventBus).toBe('physics-moodle-events');
    expect(names.eventsPolicy).toBe('physics-MoodleEventsIAMPolicy');
    expect(names.table('claims')).toBe('physics-claims');
    expect(names.secret('tool-key')).toBe('physics/tool-key');
  });

  test('shares no name with the default stack in one account', () => {
    const named = (stack: string) =>
      Object.values<{ Properties: Record<string, unknown> }>(
        synthesize('no-role', { stack }).toJSON().Resources,
      ).flatMap(({ Properties = {} }) =>
        Object.entries(Properties).filter(([key, value]) => /Name$/.test(key) && typeof value === 'string'),
      );
    const [ours, theirs] = [named('moodle-plugins'), named('physics')].map(
      (pairs) => new Set(pairs.map((p) => `${p}`)),
    );
    const shared = [...(ours ?? [])].filter((name) => theirs?.has(name));
    // These are names inside something that has a name of its own: a role, an API, a name space, a bucket of vectors.
    const inside = /^(PolicyName|StageName|MetricName|IndexName),/;
    expect(shared.filter((name) => !inside.test(name))).toEqual([]);
    expect(ours?.size).toBeGreaterThan(30);
  });

  test('has its own names in the template', () => {
    const template = synthesize('no-role', { stack: 'physics' });
    expect(some(template, 'AWS::Events::EventBus')[0]?.Properties.Name).toBe('physics-moodle-events');
    for (const { Properties } of resources(template, 'AWS::SSM::Parameter').values()) {
      expect(Properties.Name).toMatch(/^\/physics\/(lti|assistant)\//);
    }
  });
});

test.each(['', '1st', 'with_underscore', 'a'.repeat(41)])(
  'the stack name "%s" is refused with an example',
  (name) => {
    expect(() => new Names(name)).toThrow(/STACK_NAME is ".*"; it must be .* for example "moodle-plugins"/);
  },
);

test('the client id is there to be set, and nobody has set it', () => {
  const values = some(synthesize('no-role'), 'AWS::SSM::Parameter').map(({ Properties }) => Properties.Value);
  expect(values).toContain('not-set');
});
