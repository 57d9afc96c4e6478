import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { TableShape } from '../lib/names.ts';
import { CONFIGURATIONS, ourFunctions, type Resource, resources, some, synthesize } from './synthesized.ts';

const names = JSON.parse(readFileSync(new URL('../names.json', import.meta.url), 'utf8'));

describe.each(CONFIGURATIONS)('with the configuration %s', (configuration) => {
  const template = synthesize(configuration);
  const of = (type: string) => some(template, type);
  const distribution = () => of('AWS::CloudFront::Distribution')[0]?.Properties.DistributionConfig;
  const behaviours = () => [distribution().DefaultCacheBehavior, ...distribution().CacheBehaviors];

  test('only TLS reaches buckets, queues and topic', () => {
    const policies = ['AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy'].flatMap(of);
    const reached = ['AWS::S3::Bucket', 'AWS::SQS::Queue', 'AWS::SNS::Topic'].flatMap(of);
    expect(reached).toHaveLength(8);
    expect(policies).toHaveLength(reached.length);
    for (const { Properties } of policies) {
      expect(Properties.PolicyDocument.Statement).toContainEqual(
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      );
    }
  });

  test('only TLS leads from browsers to the distribution and from there to the API', () => {
    for (const behaviour of behaviours()) {
      expect(behaviour.ViewerProtocolPolicy).toBe('redirect-to-https');
    }
    const api = distribution().Origins.find((origin: Record<string, unknown>) => origin.CustomOriginConfig);
    expect(api.CustomOriginConfig).toMatchObject({
      OriginProtocolPolicy: 'https-only',
      OriginSSLProtocols: ['TLSv1.2'],
    });
  });

  test('no bucket is public', () => {
    for (const { Properties } of of('AWS::S3::Bucket')) {
      expect(Properties.PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
    }
    for (const statement of of('AWS::S3::BucketPolicy').flatMap(
      (policy) => policy.Properties.PolicyDocument.Statement,
    )) {
      expect(statement.Effect === 'Deny' || !JSON.stringify(statement.Principal).includes('"*"')).toBe(true);
    }
  });

  test('only the distribution reads the files', () => {
    const [files] = distribution().Origins.filter((origin: Record<string, unknown>) => origin.S3OriginConfig);
    expect(files.OriginAccessControlId).toBeDefined();
    const statements = of('AWS::S3::BucketPolicy').flatMap(
      (policy) => policy.Properties.PolicyDocument.Statement,
    );
    const readers = statements.filter((statement) => statement.Action === 's3:GetObject');
    expect(readers).toHaveLength(1);
    expect(readers[0]).toMatchObject({
      Principal: { Service: 'cloudfront.amazonaws.com' },
      Condition: { StringEquals: { 'AWS:SourceArn': expect.anything() } },
    });
  });

  test('everything at rest is encrypted', () => {
    for (const { Properties } of of('AWS::S3::Bucket')) {
      expect(Properties.BucketEncryption.ServerSideEncryptionConfiguration).toEqual([
        { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
      ]);
    }
    for (const { Properties } of of('AWS::SQS::Queue')) {
      expect(Properties.SqsManagedSseEnabled).toBe(true);
    }
    // DynamoDB encrypts with its own key where no other is named, and can be told no less.
    for (const { Properties } of of('AWS::DynamoDB::Table')) {
      expect(Properties.SSESpecification).toBeUndefined();
    }
  });

  test('every log expires and goes with the stack', () => {
    for (const { Properties, DeletionPolicy } of of('AWS::Logs::LogGroup')) {
      expect(Properties.RetentionInDays).toBe(30);
      expect(DeletionPolicy).toBe('Delete');
    }
    const buckets = of('AWS::S3::Bucket').filter(({ Properties }) => Properties.LifecycleConfiguration);
    expect(
      buckets.map(({ Properties }) => Properties.LifecycleConfiguration.Rules[0].ExpirationInDays),
      'the access logs, and documents on their way into the knowledge base',
    ).toEqual([30, 7]);
  });

  test('every function writes to a log group of the stack', () => {
    const groups = resources(template, 'AWS::Logs::LogGroup');
    for (const { Properties } of of('AWS::Lambda::Function')) {
      expect(groups.has(Properties.LoggingConfig.LogGroup.Ref)).toBe(true);
    }
  });

  test('what a function fails at while nobody waits is kept', () => {
    const queues = resources(template, 'AWS::SQS::Queue');
    const kept = new Map(
      of('AWS::Lambda::EventInvokeConfig').map(({ Properties }) => [Properties.FunctionName.Ref, Properties]),
    );
    // CloudFormation waits for CDK's functions, and fails with them.
    for (const { id } of ourFunctions(template).values()) {
      const destination = kept.get(id)?.DestinationConfig.OnFailure.Destination['Fn::GetAtt'];
      expect(queues.has(destination?.[0])).toBe(true);
    }
  });

  test('no cross-origin header is sent', () => {
    expect(of('AWS::ApiGateway::Method').map(({ Properties }) => Properties.HttpMethod)).not.toContain(
      'OPTIONS',
    );
    expect(JSON.stringify(template.toJSON())).not.toMatch(/Access-Control|CorsConfig|CORS/i);
  });

  test('the distribution rewrites no error', () => {
    expect(distribution().CustomErrorResponses).toBeUndefined();
    expect(distribution().DefaultRootObject).toBeUndefined();
  });

  test('nothing of the API is cached, and all but the host is passed on', () => {
    const paths = distribution().CacheBehaviors;
    expect(paths.map((path: { PathPattern: string }) => path.PathPattern)).toEqual([
      '/lti/*',
      '/api/*',
      '/v1/*',
      '/app',
      '/.well-known/*',
      '/healthz',
    ]);
    for (const path of paths) {
      // AWS's own policies CachingDisabled and AllViewerExceptHostHeader.
      expect(path.CachePolicyId).toBe('4135ea2d-6df8-44a3-9df3-4b5a84be39ad');
      expect(path.OriginRequestPolicyId).toBe('b689b0a8-53d0-40ab-baf2-68738e2966ac');
      expect(path.AllowedMethods).toContain('POST');
    }
  });

  test('the origin of the API has the literal name of its stage, which is none of our paths', () => {
    const api = distribution().Origins.find((origin: Record<string, unknown>) => origin.CustomOriginConfig);
    expect(api.OriginPath).toBe(`/${of('AWS::ApiGateway::Stage')[0]?.Properties.StageName}`);
    expect(api.OriginPath).not.toBe('/v1');
  });

  test('what people entered can be restored, and everything else expires or comes from Moodle again', () => {
    const tables = new Map(
      of('AWS::DynamoDB::Table').map(({ Properties }) => [Properties.TableName, Properties]),
    );
    expect([...tables.keys()].sort()).toEqual(
      Object.keys(names.tables)
        .map((name) => `moodle-plugins-${name}`)
        .sort(),
    );
    for (const [name, shape] of Object.entries<TableShape>(names.tables)) {
      const table = tables.get(`moodle-plugins-${name}`);
      const restored = ['registrations', 'sites', 'readings', 'completions'].includes(name);
      expect(table?.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled).toBe(restored);
      const lasts = restored || name === 'manifest';
      expect(table?.TimeToLiveSpecification).toEqual(
        lasts ? undefined : { AttributeName: shape.expires, Enabled: true },
      );
      expect(table?.KeySchema.map((key: { AttributeName: string }) => key.AttributeName)).toEqual(
        [shape.partitionKey, shape.sortKey].filter(Boolean),
      );
      expect(table?.BillingMode).toBe('PAY_PER_REQUEST');
    }
  });

  test('tables have the indexes that the code queries, with what it reads and no more', () => {
    const indexes = new Map(
      of('AWS::DynamoDB::Table').map(({ Properties }) => [
        Properties.TableName,
        Properties.GlobalSecondaryIndexes,
      ]),
    );
    expect(indexes.get('moodle-plugins-readings')).toEqual([
      {
        IndexName: 'course',
        KeySchema: [
          { AttributeName: 'course', KeyType: 'HASH' },
          { AttributeName: 'updated', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['title', 'language', 'words'] },
      },
    ]);
    expect(indexes.get('moodle-plugins-completions')).toEqual([
      {
        IndexName: 'person',
        KeySchema: [{ AttributeName: 'person', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
      {
        IndexName: 'due',
        KeySchema: [
          { AttributeName: 'queue', KeyType: 'HASH' },
          { AttributeName: 'due', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ]);
    expect(indexes.get('moodle-plugins-manifest')).toEqual([
      {
        IndexName: 'site',
        KeySchema: [{ AttributeName: 'site', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ]);
    expect(indexes.get('moodle-plugins-open-questions')).toEqual([
      {
        IndexName: 'last',
        KeySchema: [
          { AttributeName: 'course', KeyType: 'HASH' },
          { AttributeName: 'last', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['text', 'asked'] },
      },
    ]);
    expect([...indexes.values()].filter(Boolean)).toHaveLength(4);
    const numbers = of('AWS::DynamoDB::Table')
      .flatMap(({ Properties }) => Properties.AttributeDefinitions)
      .filter(({ AttributeType }) => AttributeType !== 'S');
    expect(numbers).toEqual([
      { AttributeName: 'updated', AttributeType: 'N' },
      { AttributeName: 'due', AttributeType: 'N' },
      { AttributeName: 'last', AttributeType: 'N' },
    ]);
  });

  test('grades are sent every minute, by one at a time, and a late call is dropped', () => {
    const sender = ourFunctions(template).get('send-scores');
    const rules = of('AWS::Events::Rule').filter(({ Properties }) =>
      String(Properties?.Name).endsWith('send-scores'),
    );
    expect(rules).toHaveLength(1);
    expect(rules[0]?.Properties).toMatchObject({
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Targets: [
        {
          Arn: { 'Fn::GetAtt': [sender?.id, 'Arn'] },
          RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
        },
      ],
    });
    expect(sender?.Properties.Timeout).toBeLessThan(60);
    const [invoked] = of('AWS::Lambda::EventInvokeConfig').filter(
      ({ Properties }) => Properties.FunctionName.Ref === sender?.id,
    );
    expect(invoked?.Properties).toMatchObject({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 });
  });

  test('only the schedule starts the sending of grades', () => {
    const { id } = ourFunctions(template).get('send-scores') ?? {};
    const permissions = of('AWS::Lambda::Permission').filter(
      ({ Properties }) => Properties.FunctionName['Fn::GetAtt'][0] === id,
    );
    expect(permissions.map(({ Properties }) => Properties.Principal)).toEqual(['events.amazonaws.com']);
    expect(
      resources(template, 'AWS::Events::Rule').has(permissions[0]?.Properties.SourceArn['Fn::GetAtt'][0]),
    ).toBe(true);
  });

  test('no answer of the readings takes longer than API Gateway waits', () => {
    expect(ourFunctions(template).get('readings')?.Properties.Timeout).toBe(29);
  });

  test('every path leads to the function that answers it', () => {
    const all = resources(template, 'AWS::ApiGateway::Resource');
    const path = (id: string): string => {
      const { ParentId, PathPart } = all.get(id)?.Properties ?? {};
      return `${ParentId.Ref ? path(ParentId.Ref) : ''}/${PathPart}`;
    };
    const functions = new Map([...ourFunctions(template)].map(([name, { id }]) => [id, name]));
    const routes = of('AWS::ApiGateway::Method').map(({ Properties }) => {
      const [, id = ''] = /"Fn::GetAtt":\["(\w+)"/.exec(JSON.stringify(Properties.Integration.Uri)) ?? [];
      return `${Properties.HttpMethod} ${path(Properties.ResourceId.Ref)} ${functions.get(id)}`;
    });
    expect(routes.sort()).toEqual([
      'ANY /.well-known/{proxy+} lti-tool',
      'ANY /api/deep-link readings',
      'ANY /api/privacy readings',
      'ANY /api/privacy/{proxy+} readings',
      'ANY /api/reading readings',
      'ANY /api/reading/{proxy+} readings',
      'ANY /api/readings readings',
      'ANY /api/{proxy+} lti-tool',
      'ANY /app lti-tool',
      'ANY /healthz lti-tool',
      'ANY /lti/{proxy+} lti-tool',
      'DELETE /api/index/questions course-assistant',
      'GET /api/assistant course-assistant',
      'GET /api/index course-assistant',
      'GET /api/index/questions course-assistant',
      'GET /api/languages translate',
      'GET /v1/languages translate',
      'POST /api/ask course-assistant',
      'POST /api/index course-assistant',
      'POST /api/translate translate',
      'POST /v1/events put-events',
      'POST /v1/translate translate',
    ]);
  });

  test('secrets are made without a value', () => {
    for (const { Properties } of of('AWS::SecretsManager::Secret')) {
      expect(Properties).not.toHaveProperty('SecretString');
      expect(Properties).not.toHaveProperty('GenerateSecretString');
    }
    expect(of('AWS::SecretsManager::Secret')).toHaveLength(names.secrets.length + 1);
  });

  test('logs hold no query string, header, address or person', () => {
    const format = of('AWS::ApiGateway::Stage')[0]?.Properties.AccessLogSetting.Format;
    expect(JSON.parse(format)).toHaveProperty('request_id', '$context.requestId');
    expect(format).not.toMatch(/querystring|header|identity|principal|user|authorizer|claims/i);
    const settings = of('AWS::ApiGateway::Stage')[0]?.Properties.MethodSettings;
    const silent = expect.objectContaining({ DataTraceEnabled: false, LoggingLevel: 'OFF' });
    expect(settings).toEqual([silent, silent]);
    // CloudFront's own log has no choice of what it holds.
    expect(distribution()).not.toHaveProperty('Logging');
  });

  test('requests are throttled and traced', () => {
    const [stage] = of('AWS::ApiGateway::Stage');
    expect(stage?.Properties.MethodSettings[0]).toMatchObject({
      ThrottlingRateLimit: 500,
      ThrottlingBurstLimit: 1000,
    });
    // What one site sends leaves room for the others' calls.
    expect(stage?.Properties.MethodSettings[1]).toMatchObject({
      ResourcePath: '/~1v1~1events',
      HttpMethod: 'POST',
      ThrottlingRateLimit: 100,
      ThrottlingBurstLimit: 200,
    });
    expect(stage?.Properties.TracingEnabled).toBe(true);
    for (const { Properties } of ourFunctions(template).values()) {
      expect(Properties.TracingConfig).toEqual({ Mode: 'Active' });
    }
  });

  test('everything for Moodle sites is behind the authorizer, whose answers are not cached, but for signed events', () => {
    const all = resources(template, 'AWS::ApiGateway::Resource');
    const [v1] = [...all].find(([, { Properties }]) => Properties.PathPart === 'v1') ?? [];
    const below = of('AWS::ApiGateway::Method').filter(
      ({ Properties }) => all.get(Properties.ResourceId.Ref)?.Properties.ParentId.Ref === v1,
    );
    const isEvents = ({ Properties }: Resource) =>
      all.get(Properties.ResourceId.Ref)?.Properties.PathPart === 'events';
    const forSites = below.filter((method) => !isEvents(method));
    expect(forSites).toHaveLength(2);
    expect(below.filter(isEvents).map(({ Properties }) => Properties.AuthorizationType)).toEqual(['NONE']);
    const [id] = [...resources(template, 'AWS::ApiGateway::Authorizer').keys()];
    for (const { Properties } of forSites) {
      expect(Properties).toMatchObject({ AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: id } });
    }
    const [authorizer] = of('AWS::ApiGateway::Authorizer');
    expect(authorizer?.Properties).toMatchObject({ Type: 'REQUEST', AuthorizerResultTtlInSeconds: 0 });
    expect(authorizer?.Properties).not.toHaveProperty('IdentitySource');
  });

  test('what the gateway answers itself is JSON in our shape', () => {
    const responses = of('AWS::ApiGateway::GatewayResponse');
    for (const { Properties } of responses) {
      const [type, body] = Object.entries<string>(Properties.ResponseTemplates)[0] ?? [];
      expect(type).toBe('application/json');
      expect(JSON.parse(body ?? '')).toEqual({
        error: { code: expect.any(String), message: expect.any(String), request_id: '$context.requestId' },
      });
    }
    const types = responses.map(({ Properties }) => Properties.ResponseType);
    expect(types).toEqual(
      expect.arrayContaining(['UNAUTHORIZED', 'ACCESS_DENIED', 'THROTTLED', 'DEFAULT_4XX', 'DEFAULT_5XX']),
    );
  });

  test('an answer that did not come in time names no time, for functions have different ones', () => {
    const [late] = of('AWS::ApiGateway::GatewayResponse').filter(
      ({ Properties }) => Properties.ResponseType === 'INTEGRATION_TIMEOUT',
    );
    const { error } = JSON.parse(late?.Properties.ResponseTemplates['application/json']);
    expect(error.code).toBe('timeout');
    expect(error.message).not.toMatch(/\d|second|minute/);
  });

  test('CloudWatch may publish to the topic of the alarms, for this account only', () => {
    const [policy] = of('AWS::SNS::TopicPolicy');
    expect(policy?.Properties.PolicyDocument.Statement).toContainEqual(
      expect.objectContaining({
        Effect: 'Allow',
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': '111111111111' } },
      }),
    );
  });

  test('an alarm on the difference of two metrics waits for a second period', () => {
    const differences = of('AWS::CloudWatch::Alarm').filter(({ Properties }) => Properties.Metrics);
    expect(differences).toHaveLength(1);
    expect(differences[0]?.Properties).toMatchObject({ EvaluationPeriods: 3, DatapointsToAlarm: 2 });
  });

  test('every alarm tells somebody and says what to do', () => {
    for (const { Properties } of of('AWS::CloudWatch::Alarm')) {
      expect(Properties.AlarmActions).toHaveLength(1);
      expect(Properties.AlarmDescription).toContain('docs/runbook.md');
      expect(Properties.TreatMissingData).toBe('notBreaching');
    }
    const watched = of('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties.AlarmName);
    const each = Object.keys(names.environment).flatMap((name) =>
      ['errors', 'throttles', 'slow'].map((what) => `moodle-plugins-${name}-${what}`),
    );
    expect(watched.sort()).toEqual(
      [
        ...each,
        'moodle-plugins-failures',
        'moodle-plugins-event-delay-rule',
        'moodle-plugins-event-delay-undelivered',
        'moodle-plugins-event-log-rule',
        'moodle-plugins-index-age',
        'moodle-plugins-index-dead',
        'moodle-plugins-index-outdated',
        'moodle-plugins-reconcile-failed-sites',
        'moodle-plugins-translate-engine',
        'moodle-plugins-api-5xx',
        'moodle-plugins-authorizer-denies',
      ].sort(),
    );
  });

  test('nothing but the account-wide role for logs outlives the stack', () => {
    const all = Object.entries<Resource>(template.toJSON().Resources);
    const retained = all
      .filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain')
      .map(([, { Type }]) => Type);
    expect(retained.sort()).toEqual(['AWS::ApiGateway::Account', 'AWS::IAM::Role']);
    const emptied = [...resources(template, 'Custom::S3AutoDeleteObjects').values()];
    expect(emptied).toHaveLength(of('AWS::S3::Bucket').length);
  });
});
