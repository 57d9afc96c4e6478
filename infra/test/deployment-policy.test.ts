import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { COVERED_TYPES, deploymentPolicy, FILES, type PolicyFile } from '../lib/deployment-policy.ts';
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

interface Statement {
  readonly Action: string[];
  readonly Resource: string[];
  readonly Condition?: object;
}

const statements = (Object.keys(FILES) as PolicyFile[]).flatMap(
  (file) => (deploymentPolicy(file) as { Statement: Statement[] }).Statement,
);
const allowing = (action: string) => statements.filter(({ Action }) => Action.includes(action));

test('a role is passed to Lambda, API Gateway and Bedrock only', () => {
  expect(allowing('iam:PassRole').map(({ Condition }) => Condition)).toEqual([
    {
      StringEquals: {
        'iam:PassedToService': ['lambda.amazonaws.com', 'apigateway.amazonaws.com', 'bedrock.amazonaws.com'],
      },
    },
  ]);
});

test.each(['Put', 'Get', 'Delete'])(
  "%s is allowed on the policy of a log's destination, which CloudFormation handles with it",
  (verb) => {
    const resources = allowing(`logs:${verb}DeliveryDestinationPolicy`).flatMap(({ Resource }) => Resource);
    expect(resources).toContain('arn:aws:logs:*:*:delivery-destination:moodle-plugins-*');
  },
);

const LOG_GROUPS = [
  'moodle-plugins-*',
  '/aws/lambda/moodle-plugins-*',
  '/aws/apigateway/moodle-plugins',
  '/aws/events/moodle-events',
  '/aws/vendedlogs/bedrock/moodle-plugins',
].map((group) => `arn:aws:logs:*:*:log-group:${group}`);

test.each(['logs:TagResource', 'logs:UntagResource', 'logs:ListTagsForResource'])(
  '%s is allowed on log groups with and without `:*` at the end',
  (action) => {
    const resources = allowing(action)
      .flatMap(({ Resource }) => Resource)
      .filter((resource) => resource.includes(':log-group:'));
    expect(resources).toEqual([...LOG_GROUPS, ...LOG_GROUPS.map((group) => `${group}:*`)]);
  },
);

test.each(['logs:CreateLogGroup', 'logs:DeleteLogGroup', 'logs:PutRetentionPolicy'])(
  '%s is allowed on log groups with `:*` at the end only',
  (action) => {
    const resources = allowing(action).flatMap(({ Resource }) => Resource);
    expect(resources).toEqual(LOG_GROUPS.map((group) => `${group}:*`));
  },
);

const files = Object.keys(FILES) as PolicyFile[];

describe.each(files)('%s', (file) => {
  test('is committed as it is made: run `npm run policy`', () => {
    const committed = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
    expect(JSON.parse(committed)).toEqual(deploymentPolicy(file));
  });

  test.each(['moodle-plugins', 'a'.repeat(40)])('for the stack %s fits into one managed policy', (stack) => {
    // IAM counts no white space.
    expect(JSON.stringify(deploymentPolicy(file, stack)).length).toBeLessThanOrEqual(6144);
  });

  test('for another stack is about its own resources only', () => {
    const policy = JSON.stringify(deploymentPolicy(file, 'physics'));
    expect(policy).not.toContain('moodle-plugins');
    expect(policy).toMatch(/[:/]physics-\*/);
  });

  test('has no action with a wildcard', () => {
    const { Statement } = deploymentPolicy(file) as { Statement: { Action: string[] }[] };
    expect(Statement.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([]);
  });
});
