import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { COVERED_TYPES, deploymentPolicy } from '../lib/deployment-policy.ts';
import { CONFIGURATIONS, synthesize } from './synthesized.ts';

const types = new Set(
  CONFIGURATIONS.flatMap((configuration) =>
    Object.values<{ Type: string }>(synthesize(configuration).toJSON().Resources).map(({ Type }) => Type),
  ),
);

test('every type of resource in a template is covered', () => {
  expect([...types].filter((type) => !COVERED_TYPES.has(type))).toEqual([]);
});

test('no type is covered that no template has', () => {
  expect([...COVERED_TYPES].filter((type) => !types.has(type))).toEqual([]);
});

test('the committed policy is the one that is made: run `npm run policy`', () => {
  const committed = readFileSync(
    new URL('../deployment-least-privilege-policy.json', import.meta.url),
    'utf8',
  );
  expect(JSON.parse(committed)).toEqual(deploymentPolicy());
});

test.each(['moodle-plugins', 'a'.repeat(40)])(
  'the policy for the stack %s fits into one managed policy',
  (stack) => {
    // IAM counts no white space.
    expect(JSON.stringify(deploymentPolicy(stack)).length).toBeLessThanOrEqual(6144);
  },
);

test('another stack has permission for its own resources only', () => {
  const policy = JSON.stringify(deploymentPolicy('physics'));
  expect(policy).not.toContain('moodle-plugins');
  expect(policy).toContain('table/physics-*');
});

test('no action is a wildcard', () => {
  const { Statement } = deploymentPolicy() as { Statement: { Action: string[] }[] };
  expect(Statement.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([]);
});
