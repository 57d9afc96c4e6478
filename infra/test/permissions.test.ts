import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ourFunctions, type Resource, resources, some, synthesize } from './synthesized.ts';

const names = JSON.parse(readFileSync(new URL('../names.json', import.meta.url), 'utf8'));
const minimal = synthesize('no-role');
const full = synthesize('custom-domain');

const ARN = 'arn:aws:bedrock:eu-west-1:111111111111';

/** What every function may do because Lambda does it in its name: write its log, trace, keep what failed. */
const HOUSEKEEPING = [
  'logs:CreateLogStream log',
  'logs:PutLogEvents log',
  'sqs:SendMessage failures',
  'xray:PutTelemetryRecords *',
  'xray:PutTraceSegments *',
];

/** What the code of each function calls, and on what. A line here is a decision: add none without a caller. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'lti-tool': [
    'dynamodb:GetItem invites',
    'dynamodb:GetItem registrations',
    'dynamodb:GetItem sessions',
    'dynamodb:PutItem claims',
    'dynamodb:PutItem registrations',
    'dynamodb:PutItem sessions',
    'dynamodb:Query registrations',
    'dynamodb:Scan registrations',
    'dynamodb:UpdateItem invites',
    'secretsmanager:GetSecretValue state-key',
    'secretsmanager:GetSecretValue tool-key',
    'secretsmanager:PutSecretValue state-key',
    'secretsmanager:PutSecretValue tool-key',
    'ssm:GetParameter /lti/client-id',
  ],
  translate: [
    `bedrock:InvokeModelWithResponseStream ${ARN}:inference-profile/eu.amazon.nova-lite-v1:0`,
    'bedrock:InvokeModelWithResponseStream arn:aws:bedrock:*::foundation-model/amazon.nova-lite-v1:0',
    'dynamodb:BatchGetItem translations',
    'dynamodb:GetItem registrations',
    'dynamodb:GetItem sessions',
    'dynamodb:PutItem translations',
    'dynamodb:UpdateItem quotas',
  ],
  'moodle-authorizer': [
    'dynamodb:GetItem moodle-tokens',
    'dynamodb:GetItem sites',
    'dynamodb:PutItem claims',
    'dynamodb:PutItem moodle-tokens',
    'secretsmanager:GetSecretValue site-key',
  ],
  'rotate-keys': [
    'dynamodb:Scan registrations',
    'secretsmanager:GetSecretValue tool-key',
    'secretsmanager:PutSecretValue tool-key',
    'secretsmanager:UpdateSecretVersionStage tool-key',
  ],
  readings: [
    'dynamodb:DeleteItem completions',
    'dynamodb:GetItem completions',
    'dynamodb:GetItem readings',
    'dynamodb:GetItem registrations',
    'dynamodb:GetItem sessions',
    'dynamodb:PutItem completions',
    'dynamodb:PutItem readings',
    'dynamodb:Query completions',
    'dynamodb:Query completions/index/person',
    'dynamodb:Query readings/index/course',
    'dynamodb:UpdateItem completions',
    'secretsmanager:GetSecretValue tool-key',
  ],
  'index-file': [
    'bedrock:DeleteKnowledgeBaseDocuments KB',
    'bedrock:GetKnowledgeBaseDocuments KB',
    'bedrock:IngestKnowledgeBaseDocuments KB',
    'bedrock:StartIngestionJob KB',
    'dynamodb:DeleteItem manifest',
    'dynamodb:DeleteItem open-questions',
    'dynamodb:DeleteItem pending-jobs',
    'dynamodb:GetItem manifest',
    'dynamodb:GetItem pending-jobs',
    'dynamodb:PutItem manifest',
    'dynamodb:Query manifest',
    'dynamodb:Query open-questions',
    'dynamodb:UpdateItem pending-jobs',
    's3:DeleteObject staging/documents/*',
    's3:PutObject staging/documents/*',
    'secretsmanager:GetSecretValue moodle-tokens',
    'sqs:ChangeMessageVisibility index',
    'sqs:DeleteMessage index',
    'sqs:GetQueueAttributes index',
    'sqs:ReceiveMessage index',
    'sqs:SendMessage index',
  ],
  'reconcile-index': [
    'bedrock:DeleteKnowledgeBaseDocuments KB',
    'bedrock:ListKnowledgeBaseDocuments KB',
    'bedrock:StartIngestionJob KB',
    'dynamodb:Query manifest',
    'dynamodb:Query manifest/index/site',
    'dynamodb:UpdateItem pending-jobs',
    's3:DeleteObject staging/documents/*',
    'secretsmanager:GetSecretValue moodle-tokens',
    'sqs:SendMessage index',
  ],
  'course-assistant': [
    `bedrock:InvokeModelWithResponseStream ${ARN}:inference-profile/eu.amazon.nova-lite-v1:0`,
    'bedrock:InvokeModelWithResponseStream arn:aws:bedrock:*::foundation-model/amazon.nova-lite-v1:0',
    'bedrock:Retrieve KB',
    'dynamodb:DeleteItem open-questions',
    'dynamodb:GetItem registrations',
    'dynamodb:GetItem sessions',
    'dynamodb:Query manifest',
    'dynamodb:Query open-questions',
    'dynamodb:Query open-questions/index/last',
    'dynamodb:UpdateItem open-questions',
    'dynamodb:UpdateItem pending-jobs',
    'dynamodb:UpdateItem quotas',
    'secretsmanager:GetSecretValue moodle-tokens',
    'sqs:SendMessage index',
  ],
  'event-delay': ['dynamodb:UpdateItem pending-jobs', 'sqs:SendMessage index'],
  'put-events': [
    'dynamodb:GetItem sites',
    'events:DescribeEventBus moodle-events',
    'events:PutEvents moodle-events',
    'secretsmanager:GetSecretValue site-key',
  ],
  'send-scores': [
    'dynamodb:GetItem registrations',
    'dynamodb:Query completions/index/due',
    'dynamodb:UpdateItem completions',
    'secretsmanager:GetSecretValue tool-key',
  ],
};

/** A policy's resource by the name that people know it by. */
function named(resource: unknown, template = minimal): string {
  if (typeof resource === 'string') {
    return resource;
  }
  const json = JSON.stringify(resource);
  const id = /"(?:Ref|Fn::GetAtt)":(?:\["|")((?!AWS::)\w+)/.exec(json)?.[1] ?? json;
  const { Type, Properties }: Resource = template.toJSON().Resources[id];
  switch (Type) {
    case 'AWS::DynamoDB::Table':
      // Behind the table's ARN there may be an index.
      return `${Properties.TableName.replace('moodle-plugins-', '')}${/"(\/index\/[^"]+)"/.exec(json)?.[1] ?? ''}`;
    case 'AWS::SecretsManager::Secret':
    case 'AWS::SSM::Parameter':
      return Properties.Name.replace('moodle-plugins/', '');
    case 'AWS::Logs::LogGroup':
      return 'log';
    case 'AWS::SQS::Queue':
      return Properties.QueueName.replace('moodle-plugins-', '');
    case 'AWS::Bedrock::KnowledgeBase':
      return 'KB';
    case 'AWS::S3::Bucket':
      // There is one bucket that functions of ours may touch; behind its ARN are the objects.
      return `${id.toLowerCase().startsWith('staging') ? 'staging' : id}${/"(\/[^"]+)"/.exec(json)?.[1] ?? ''}`;
    case 'AWS::Events::EventBus':
      return Properties.Name;
    default:
      return `${Type} ${id}`;
  }
}

/** Every pair of an action and a resource that a function's role allows. */
function allowed(name: string, template = minimal): string[] {
  const roleId = ourFunctions(template).get(name)?.Properties.Role['Fn::GetAtt'][0];
  const role = resources(template, 'AWS::IAM::Role').get(roleId);
  expect(role?.Properties).not.toHaveProperty('ManagedPolicyArns');
  expect(role?.Properties).not.toHaveProperty('Policies');
  return some(template, 'AWS::IAM::Policy')
    .filter(({ Properties }) => Properties.Roles.some((attached: { Ref: string }) => attached.Ref === roleId))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .flatMap(({ Effect, Action, Resource }) => {
      expect(Effect).toBe('Allow');
      return [Action]
        .flat()
        .flatMap((action) => [Resource].flat().map((on) => `${action} ${named(on, template)}`));
    })
    .sort();
}

describe.each(names.environment ? Object.keys(names.environment) : [])('%s', (name) => {
  test('may do what it calls and nothing else', () => {
    expect(allowed(name)).toEqual([...(ALLOWED[name] ?? []), ...HOUSEKEEPING].sort());
  });

  test('writes to its own log group only', () => {
    const fn = ourFunctions(minimal).get(name);
    const group = resources(minimal, 'AWS::Logs::LogGroup').get(fn?.Properties.LoggingConfig.LogGroup.Ref);
    expect(group?.Properties.LogGroupName).toBe(`/aws/lambda/moodle-plugins-${name}`);
    expect(fn?.Properties.LoggingConfig.LogFormat).toBe('JSON');
  });

  test('is told the variables that it reads, and no others', () => {
    const told = Object.keys(ourFunctions(full).get(name)?.Properties.Environment.Variables);
    expect(told.sort()).toEqual([...names.environment[name], 'AWS_LAMBDA_HTTP_IGNORE_STAGE_IN_PATH'].sort());
  });

  test('is told no variable without a value', () => {
    const variables = ourFunctions(minimal).get(name)?.Properties.Environment.Variables;
    expect(Object.keys(variables)).not.toContain('MOODLE_URL');
    expect(Object.values(variables)).not.toContain('');
  });
});

describe('docs/security.md', () => {
  const page = readFileSync(new URL('../../docs/security.md', import.meta.url), 'utf8');
  const cells = (heading: string) => {
    const chapter = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
    return [...chapter.matchAll(/^\| (.*) \|$/gm)].map(([, row]) => (row ?? '').split(' | '));
  };
  const ticked = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? '');

  /** `a`, `b`: One, Two; `c`: Three */
  const pairs = (text: string) =>
    [...text.matchAll(/((?:`[^`]+`(?:, )?)+): ([A-Z]\w*(?:, [A-Z]\w*)*)/g)].flatMap(([, on, actions]) =>
      ticked(on ?? '').flatMap((name) => (actions ?? '').split(', ').map((action) => `${action} ${name}`)),
    );
  const shown = (permission: string) =>
    permission
      .replace(/^[a-z0-9]+:/, '')
      .replace(/ arn:aws:bedrock:.*/, ' model')
      .replace(/ KB$/, ' knowledge base');

  test('tells of each function what it may do, and of no other', () => {
    const rows = cells('IAM').filter(([role]) => names.environment[ticked(role ?? '')[0] ?? '']);
    const told = Object.fromEntries(
      rows.map(([role, may]) => [ticked(role ?? '')[0], pairs(may ?? '').sort()]),
    );
    const may = Object.entries(ALLOWED).map(([name, lines]) => [name, [...new Set(lines.map(shown))].sort()]);
    expect(told).toEqual(Object.fromEntries(may));
  });

  test('tells of each table which functions work with it', () => {
    const rows = cells('Data that is kept').filter(([where]) => where?.startsWith('table '));
    const told = Object.fromEntries(
      rows.map(([where, , , who]) => [ticked(where ?? '')[0], ticked(who ?? '').sort()]),
    );
    const works = (table: string) =>
      Object.entries(ALLOWED)
        .filter(([, lines]) => lines.some((line) => new RegExp(`^dynamodb:\\w+ ${table}(/|$)`).test(line)))
        .map(([name]) => name)
        .sort();
    expect(told).toEqual(Object.fromEntries(Object.keys(names.tables).map((table) => [table, works(table)])));
  });
});

test('the models behind an inference profile are allowed through that profile only', () => {
  const statements = some(minimal, 'AWS::IAM::Policy').flatMap(
    ({ Properties }) => Properties.PolicyDocument.Statement,
  );
  const behind = statements.find(({ Resource }) => `${Resource}`.startsWith('arn:aws:bedrock:*'));
  expect(behind.Condition).toEqual({
    StringEquals: { 'bedrock:InferenceProfileArn': `${ARN}:inference-profile/eu.amazon.nova-lite-v1:0` },
  });
});

test('with a guardrail translator and assistant may apply that one', () => {
  for (const name of ['translate', 'course-assistant']) {
    expect(allowed(name, full)).toContain(`bedrock:ApplyGuardrail ${ARN}:guardrail/a1b2c3d4e5f6`);
  }
});

test('Moodle may put events onto the bus and nothing else', () => {
  for (const [template, roles] of [
    [minimal, undefined],
    [full, ['moodle-server']],
  ] as const) {
    const [policy] = some(template, 'AWS::IAM::ManagedPolicy');
    expect(policy?.Properties.ManagedPolicyName).toBe('MoodleEventsIAMPolicy');
    expect(policy?.Properties.Roles).toEqual(roles);
    const [bus] = [...resources(template, 'AWS::Events::EventBus').keys()];
    expect(policy?.Properties.PolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: ['events:DescribeEventBus', 'events:PutEvents'],
        Resource: { 'Fn::GetAtt': [bus, 'Arn'] },
      },
    ]);
  }
});

test('the rotation of keys is started every day, by its own rule only', () => {
  const [[id, rule] = []] = [...resources(minimal, 'AWS::Events::Rule')].filter(
    ([, { Properties }]) => Properties.Name === 'moodle-plugins-rotate-keys',
  );
  expect(rule?.Properties).toMatchObject({
    ScheduleExpression: 'rate(1 day)',
    State: 'ENABLED',
  });
  const fn = ourFunctions(minimal).get('rotate-keys');
  const arn = { 'Fn::GetAtt': [fn?.id, 'Arn'] };
  expect(rule?.Properties.Targets).toEqual([expect.objectContaining({ Arn: arn })]);
  const callers = some(minimal, 'AWS::Lambda::Permission').filter(
    ({ Properties }) => JSON.stringify(Properties.FunctionName) === JSON.stringify(arn),
  );
  expect(callers.map(({ Properties }) => [Properties.Principal, Properties.SourceArn])).toEqual([
    ['events.amazonaws.com', { 'Fn::GetAtt': [id, 'Arn'] }],
  ]);
});

test('the page waits for the assets that it names', () => {
  const [deployment] = [...resources(minimal, 'Custom::CDKBucketDeployment').keys()];
  expect(deployment).toBeDefined();
  expect(ourFunctions(minimal).get('lti-tool')?.DependsOn).toContain(deployment);
});
