import { describe, expect, test } from 'vitest';
import { CONFIGURATIONS, ourFunctions, type Resource, resources, some, synthesize } from './synthesized.ts';

const MINUTE = 60;
const template = synthesize('no-role');
const ref = (attribute: string) => (value: { 'Fn::GetAtt': [string, string] }) => {
  expect(value['Fn::GetAtt'][1]).toBe(attribute);
  return value['Fn::GetAtt'][0];
};
const one = (type: string, from = template): Resource & { id: string } => {
  const found = [...resources(from, type)];
  expect(found).toHaveLength(1);
  const [[id, resource] = ['', undefined]] = found;
  return { ...(resource as Resource), id };
};

describe('the knowledge base', () => {
  const base = one('AWS::Bedrock::KnowledgeBase');
  const index = one('AWS::S3Vectors::Index');

  test('keeps vectors of the size that its model makes, in an index that bears its name', () => {
    for (const [configuration, model, name] of [
      ['no-role', 'amazon.titan-embed-text-v2:0', 'titan-embed-text-v2'],
      ['custom-domain', 'cohere.embed-multilingual-v3', 'cohere-embed-multilingual-v3'],
    ] as const) {
      const made = synthesize(configuration);
      const { Name, KnowledgeBaseConfiguration } = one('AWS::Bedrock::KnowledgeBase', made).Properties;
      expect(KnowledgeBaseConfiguration).toEqual({
        Type: 'VECTOR',
        VectorKnowledgeBaseConfiguration: {
          EmbeddingModelArn: `arn:aws:bedrock:eu-west-1::foundation-model/${model}`,
        },
      });
      expect(Name).toBe(`moodle-plugins-${name}`);
      expect(one('AWS::S3Vectors::Index', made).Properties).toMatchObject({
        IndexName: name,
        DataType: 'float32',
        DistanceMetric: 'cosine',
        Dimension: 1024,
      });
    }
  });

  test('keeps texts where they take no room from what is searched by, which the course is', () => {
    const keys = index.Properties.MetadataConfiguration.NonFilterableMetadataKeys;
    expect(keys).toEqual(['AMAZON_BEDROCK_TEXT', 'AMAZON_BEDROCK_METADATA', 'name']);
    expect(keys).not.toContain('course');
  });

  test('takes what it is given, in pieces, and leaves what it has to the end of its index', () => {
    const source = one('AWS::Bedrock::DataSource').Properties;
    expect(ref('KnowledgeBaseId')(source.KnowledgeBaseId)).toBe(base.id);
    expect(source.DataSourceConfiguration).toEqual({ Type: 'CUSTOM' });
    expect(source.DataDeletionPolicy).toBe('RETAIN');
    expect(source.VectorIngestionConfiguration.ChunkingConfiguration).toEqual({
      ChunkingStrategy: 'FIXED_SIZE',
      FixedSizeChunkingConfiguration: { MaxTokens: 300, OverlapPercentage: 20 },
    });
    for (const type of ['AWS::S3Vectors::Index', 'AWS::S3Vectors::VectorBucket']) {
      expect(one(type).DeletionPolicy).toBe('Delete');
    }
  });

  test('may use its model, its index and what is staged, and has the policy together with its role', () => {
    const role = resources(template, 'AWS::IAM::Role').get(ref('Arn')(base.Properties.RoleArn));
    expect(role?.Properties.AssumeRolePolicyDocument.Statement).toEqual([
      {
        Action: 'sts:AssumeRole',
        Effect: 'Allow',
        Principal: { Service: 'bedrock.amazonaws.com' },
        Condition: {
          StringEquals: { 'aws:SourceAccount': '111111111111' },
          ArnLike: { 'aws:SourceArn': 'arn:aws:bedrock:eu-west-1:111111111111:knowledge-base/*' },
        },
      },
    ]);
    const statements = role?.Properties.Policies.flatMap(
      (policy: { PolicyDocument: { Statement: object[] } }) => policy.PolicyDocument.Statement,
    );
    const actions = statements.flatMap(({ Action }: { Action: string | string[] }) => Action);
    expect(actions.sort()).toEqual([
      'bedrock:InvokeModel',
      's3:GetObject',
      's3:ListBucket',
      's3vectors:DeleteVectors',
      's3vectors:GetIndex',
      's3vectors:GetVectors',
      's3vectors:PutVectors',
      's3vectors:QueryVectors',
    ]);
    expect(statements.map(({ Resource }: { Resource: unknown }) => Resource)).not.toContain('*');
    const attached = some(template, 'AWS::IAM::Policy').flatMap(({ Properties }) => Properties.Roles);
    expect(attached).not.toContainEqual({ Ref: ref('Arn')(base.Properties.RoleArn) });
  });

  test('tells what became of each document in a log that expires', () => {
    expect(ref('KnowledgeBaseArn')(one('AWS::Logs::DeliverySource').Properties.ResourceArn)).toBe(base.id);
    const destination = one('AWS::Logs::DeliveryDestination');
    const group = resources(template, 'AWS::Logs::LogGroup').get(
      ref('Arn')(destination.Properties.DestinationResourceArn),
    );
    expect(group?.Properties).toEqual(
      expect.objectContaining({
        LogGroupName: '/aws/vendedlogs/bedrock/moodle-plugins',
        RetentionInDays: 30,
      }),
    );
    const delivery = one('AWS::Logs::Delivery');
    expect(ref('Arn')(delivery.Properties.DeliveryDestinationArn)).toBe(destination.id);
    const policies = resources(template, 'AWS::Logs::ResourcePolicy');
    expect(delivery.DependsOn?.some((id) => policies.has(id))).toBe(true);
  });
});

describe('jobs of the index', () => {
  const fn = ourFunctions(template).get('index-file');
  const { id: queue, ...index } = [...resources(template, 'AWS::SQS::Queue')]
    .map(([id, resource]) => ({ id, ...resource }))
    .find(({ Properties }) => Properties.QueueName === 'moodle-plugins-index') as Resource & { id: string };

  test('start one function each, four at a time, and those that fail come again', () => {
    const mapping = one('AWS::Lambda::EventSourceMapping');
    expect(mapping.Properties).toEqual({
      EventSourceArn: { 'Fn::GetAtt': [queue, 'Arn'] },
      FunctionName: { Ref: fn?.id },
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 4 },
    });
    // Lambda looks at once whether it may.
    const policies = resources(template, 'AWS::IAM::Policy');
    expect(mapping.DependsOn?.some((id) => policies.has(id))).toBe(true);
  });

  test('are hidden for six times as long as the function may take', () => {
    expect(fn?.Properties.Timeout).toBe(15 * MINUTE);
    expect(index.Properties.VisibilityTimeout).toBeGreaterThanOrEqual(6 * 15 * MINUTE);
  });

  test('leave half of what an account may put at a time to others', () => {
    expect(
      one('AWS::Lambda::EventSourceMapping').Properties.ScalingConfig.MaximumConcurrency,
    ).toBeLessThanOrEqual(5);
  });

  test('have room for a file of 50 MB', () => {
    expect(fn?.Properties).toMatchObject({ MemorySize: 512, EphemeralStorage: { Size: 1024 } });
  });
});

test('the index is looked through every night, by the schedule only', () => {
  const fn = ourFunctions(template).get('reconcile-index');
  const [rule, ...others] = [...resources(template, 'AWS::Events::Rule')].filter(
    ([, { Properties }]) => Properties.Name === 'moodle-plugins-reconcile-index',
  );
  expect(others).toEqual([]);
  expect(rule?.[1].Properties).toMatchObject({ ScheduleExpression: 'cron(30 2 * * ? *)', State: 'ENABLED' });
  const callers = some(template, 'AWS::Lambda::Permission').filter(
    ({ Properties }) => Properties.FunctionName['Fn::GetAtt']?.[0] === fn?.id,
  );
  expect(callers.map(({ Properties }) => [Properties.Principal, Properties.SourceArn])).toEqual([
    ['events.amazonaws.com', { 'Fn::GetAtt': [rule?.[0], 'Arn'] }],
  ]);
});

test('what waits for the next night is one alarm until that is over', () => {
  const alarms = some(template, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
  for (const [name, metric] of [
    ['index-outdated', 'IndexJobsGivenUp'],
    ['reconcile-failed-sites', 'SitesNotReconciled'],
  ]) {
    const alarm = alarms.find(({ AlarmName }) => AlarmName === `moodle-plugins-${name}`);
    expect(alarm).toMatchObject({
      Namespace: 'moodle-aws',
      MetricName: metric,
      Dimensions: [{ Name: 'Stack', Value: 'moodle-plugins' }],
      Statistic: 'Sum',
      Threshold: 1,
      DatapointsToAlarm: 1,
    });
    expect(alarm?.Period * alarm?.EvaluationPeriods).toBeGreaterThan(24 * 60 * MINUTE);
  }
});

test('only the knowledge base reads what is staged', () => {
  for (const name of ['index-file', 'reconcile-index', 'course-assistant']) {
    const role = ref('Arn')(ourFunctions(template).get(name)?.Properties.Role);
    const policies = some(template, 'AWS::IAM::Policy').filter(({ Properties }) =>
      Properties.Roles.some((attached: { Ref: string }) => attached.Ref === role),
    );
    expect(JSON.stringify(policies)).not.toMatch(/s3:(Get|List)/);
  }
});

test('the operator is told where the documents are, where there are any', () => {
  const told = (of: typeof template) =>
    [...resources(of, 'AWS::SSM::Parameter').values()].filter(
      ({ Properties }) => Properties.Name === '/assistant/knowledge-base',
    );
  const parts = told(template).map(({ Properties }) => Properties.Value['Fn::Join']);
  expect(parts).toEqual([
    [
      '',
      [
        { 'Fn::GetAtt': [expect.stringContaining('KnowledgeBase'), 'KnowledgeBaseId'] },
        '/',
        { 'Fn::GetAtt': [expect.stringContaining('KnowledgeBase'), 'DataSourceId'] },
        '/',
        { Ref: expect.stringContaining('Staging') },
      ],
    ],
  ]);
  expect(told(synthesize('no-assistant'))).toEqual([]);
});

describe('without the assistant', () => {
  const without = synthesize('no-assistant');

  test('the page does not offer it', () => {
    const told = (from: typeof template) =>
      ourFunctions(from).get('lti-tool')?.Properties.Environment.Variables.COURSE_ASSISTANT;
    expect(told(without)).toBe('off');
    expect(told(template)).toBe('on');
  });

  test('nothing of the index is made, and no events make jobs that nobody would do', () => {
    const types = Object.values<Resource>(without.toJSON().Resources).map(({ Type }) => Type);
    expect(types.filter((type) => /Bedrock|S3Vectors|EventSourceMapping|Logs::Delivery/.test(type))).toEqual(
      [],
    );
    const functions = [...ourFunctions(without).keys()];
    expect(functions.filter((name) => /index|assistant/.test(name))).toEqual([]);
    const rules = [...resources(without, 'AWS::Events::Rule').values()].map(({ Properties }) => Properties);
    expect(rules.find(({ Name }) => Name === 'moodle-plugins-event-delay')?.State).toBe('DISABLED');
  });

  test('its paths lead to nobody in particular', () => {
    const parts = some(without, 'AWS::ApiGateway::Resource').map(({ Properties }) => Properties.PathPart);
    expect(parts).not.toContain('ask');
    expect(
      some(template, 'AWS::ApiGateway::Resource').map(({ Properties }) => Properties.PathPart),
    ).toContain('ask');
  });
});

test('the assistant is there in every configuration that does not say otherwise', () => {
  for (const configuration of CONFIGURATIONS) {
    expect(ourFunctions(synthesize(configuration)).has('course-assistant')).toBe(true);
  }
});
