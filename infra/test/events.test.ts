import { describe, expect, test } from 'vitest';
import { JOB_EVENTS, Names } from '../lib/names.ts';
import { CONFIGURATIONS, ourFunctions, type Resource, resources, some, synthesize } from './synthesized.ts';

const DAY = 24 * 60 * 60;
const [configuration] = CONFIGURATIONS;
const template = synthesize(configuration);

function one(type: string, name: string, property = 'Name', from = template): Resource & { id: string } {
  const found = [...resources(from, type)].filter(([, { Properties }]) => Properties[property] === name);
  expect(found).toHaveLength(1);
  const [[id, resource] = ['', undefined]] = found;
  return { ...(resource as Resource), id };
}

const bus = one('AWS::Events::EventBus', 'moodle-events');
const rule = (name: string) => one('AWS::Events::Rule', `moodle-plugins-${name}`);
const queue = (name: string) => one('AWS::SQS::Queue', `moodle-plugins-${name}`, 'QueueName');

describe('events that make jobs', () => {
  const { Properties: delay, id } = rule('event-delay');

  test('start the function that delays them, and no other event does', () => {
    expect(delay.EventBusName).toEqual({ Ref: bus.id });
    expect(delay.EventPattern).toEqual({ source: ['moodle.events'], 'detail-type': JOB_EVENTS });
    expect(delay.State).toBe('ENABLED');
    const [fn] = delay.Targets.map(({ Arn }: { Arn: object }) => Arn);
    expect(fn).toEqual({ 'Fn::GetAtt': [ourFunctions(template).get('event-delay')?.id, 'Arn'] });
    expect(delay.Targets).toHaveLength(1);
  });

  test('are named once each, as Moodle names them, in a pattern of a size that EventBridge takes', () => {
    expect(new Set(JOB_EVENTS).size).toBe(JOB_EVENTS.length);
    for (const name of JOB_EVENTS) {
      expect(name).toMatch(/^\\[a-z]+(_[a-z]+)*\\event\\[a-z_]+$/);
    }
    expect(JSON.stringify(delay.EventPattern).length).toBeLessThanOrEqual(2048);
  });

  test('are tried for a day, and then kept where only this rule puts them', () => {
    const undelivered = queue('event-delay-undelivered');
    const [target] = delay.Targets;
    expect(target.RetryPolicy).toEqual({ MaximumEventAgeInSeconds: DAY, MaximumRetryAttempts: 185 });
    expect(target.DeadLetterConfig.Arn).toEqual({ 'Fn::GetAtt': [undelivered.id, 'Arn'] });
    const statements = some(template, 'AWS::SQS::QueuePolicy')
      .filter(({ Properties }) => Properties.Queues[0].Ref === undelivered.id)
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
    expect(statements.filter(({ Effect }) => Effect === 'Allow')).toEqual([
      expect.objectContaining({
        Action: 'sqs:SendMessage',
        Principal: { Service: 'events.amazonaws.com' },
        Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [id, 'Arn'] } } },
      }),
    ]);
  });

  test('start the function by this rule only, are tried three times, and end among the failures', () => {
    const fn = ourFunctions(template).get('event-delay');
    const callers = some(template, 'AWS::Lambda::Permission').filter(
      ({ Properties }) => Properties.FunctionName['Fn::GetAtt']?.[0] === fn?.id,
    );
    expect(callers.map(({ Properties }) => [Properties.Principal, Properties.SourceArn])).toEqual([
      ['events.amazonaws.com', { 'Fn::GetAtt': [id, 'Arn'] }],
    ]);
    const [invoked] = some(template, 'AWS::Lambda::EventInvokeConfig').filter(
      ({ Properties }) => Properties.FunctionName.Ref === fn?.id,
    );
    expect(invoked?.Properties.MaximumRetryAttempts).toBe(2);
    expect(invoked?.Properties.DestinationConfig.OnFailure.Destination).toEqual({
      'Fn::GetAtt': [queue('failures').id, 'Arn'],
    });
  });

  test('that cannot be read are put where all failures are', () => {
    const { INDEX_QUEUE_URL, FAILURES_QUEUE_URL } =
      ourFunctions(template).get('event-delay')?.Properties.Environment.Variables ?? {};
    expect(INDEX_QUEUE_URL).toEqual({ Ref: queue('index').id });
    expect(FAILURES_QUEUE_URL).toEqual({ Ref: queue('failures').id });
  });

  test('are counted under the names of bus and rule, as those of all but the default bus are', () => {
    for (const name of ['event-delay', 'event-log']) {
      const { Properties } = one('AWS::CloudWatch::Alarm', `moodle-plugins-${name}-rule`, 'AlarmName');
      expect(Properties).toMatchObject({ Namespace: 'AWS/Events', MetricName: 'FailedInvocations' });
      expect(Properties.Dimensions).toEqual([
        { Name: 'EventBusName', Value: { Ref: bus.id } },
        { Name: 'RuleName', Value: `moodle-plugins-${name}` },
      ]);
    }
  });
});

describe('the index queue', () => {
  const index = queue('index').Properties;
  const dead = queue('index-dead');

  test('keeps jobs for four days, and those that failed five times for fourteen', () => {
    expect(index.MessageRetentionPeriod).toBe(4 * DAY);
    expect(index.RedrivePolicy).toEqual({
      deadLetterTargetArn: { 'Fn::GetAtt': [dead.id, 'Arn'] },
      maxReceiveCount: 5,
    });
    expect(dead.Properties.MessageRetentionPeriod).toBe(14 * DAY);
  });

  test('hides a job for six times as long as a function may work on it, so that all its attempts fit', () => {
    const longest = 15 * 60;
    expect(index.VisibilityTimeout).toBe(6 * longest);
    expect(index.VisibilityTimeout * index.RedrivePolicy.maxReceiveCount).toBeLessThan(DAY);
  });

  test('tells of jobs that were set aside, and of those that wait for an hour', () => {
    const alarm = (name: string) => one('AWS::CloudWatch::Alarm', `moodle-plugins-${name}`, 'AlarmName');
    expect(alarm('index-dead').Properties).toMatchObject({
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [dead.id, 'QueueName'] } }],
      Threshold: 1,
    });
    expect(alarm('index-age').Properties).toMatchObject({
      MetricName: 'ApproximateAgeOfOldestMessage',
      Threshold: 3600,
    });
  });
});

describe('the log of events', () => {
  const group = one('AWS::Logs::LogGroup', '/aws/events/moodle-events', 'LogGroupName');
  const { Properties: log } = rule('event-log');

  test('gets every event of Moodle', () => {
    expect(log.EventBusName).toEqual({ Ref: bus.id });
    expect(log.EventPattern).toEqual({ source: ['moodle.events'] });
    const [target] = log.Targets;
    expect(JSON.stringify(target.Arn)).toContain(
      ':logs:eu-west-1:111111111111:log-group:/aws/events/moodle-events"',
    );
    expect(target).not.toHaveProperty('RoleArn');
  });

  test('is written by this rule, and in no other name', () => {
    const policies = some(template, 'AWS::Logs::ResourcePolicy').map(({ Properties }) =>
      JSON.stringify(Properties.PolicyDocument),
    );
    const [document, ...others] = policies.filter((policy) => policy.includes(group.id));
    expect(others).toEqual([]);
    expect(document).toContain('logs:PutLogEvents');
    expect(document).toMatch(/aws:SourceArn.*:rule\/.*moodle-plugins-event-log/);
    expect(document).not.toContain('*');
  });

  test('makes CDK add no function of its own', () => {
    expect([...resources(template, 'Custom::CloudwatchLogResourcePolicy')]).toEqual([]);
  });
});

describe('the archive', () => {
  test('keeps what Moodle sent for 90 days', () => {
    const { Properties } = one('AWS::Events::Archive', 'moodle-plugins-events', 'ArchiveName');
    expect(Properties).toMatchObject({
      SourceArn: { 'Fn::GetAtt': [bus.id, 'Arn'] },
      EventPattern: { source: ['moodle.events'] },
      RetentionDays: 90,
    });
  });

  test('is left out where that is configured', () => {
    expect([...resources(synthesize('custom-domain'), 'AWS::Events::Archive')]).toEqual([]);
  });

  test('has a name that fits, however long the name of the stack is', () => {
    expect(new Names('a'.repeat(40)).eventArchive.length).toBeLessThanOrEqual(48);
  });
});

test('on the emulator there is neither an archive nor what writes the log, which it cannot do', () => {
  const local = synthesize(configuration, { local: true });
  for (const type of ['AWS::Events::Archive', 'AWS::Logs::ResourcePolicy']) {
    expect([...resources(local, type)]).toEqual([]);
  }
  const rules = some(local, 'AWS::Events::Rule').map(({ Properties }) => Properties.Name);
  expect(rules).toContain('moodle-plugins-event-delay');
  expect(rules).not.toContain('moodle-plugins-event-log');
  // Who reads the log finds an empty one.
  one('AWS::Logs::LogGroup', '/aws/events/moodle-events', 'LogGroupName', local);
});

test('the names of another stack are its own', () => {
  const names = new Names('physics');
  expect(names.eventLog).toBe('/aws/events/physics-moodle-events');
  expect(names.eventArchive).toBe('physics-events');
  expect(names.queue('index')).toBe('physics-index');
});
