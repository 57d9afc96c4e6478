import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IEventBus, IRuleTarget } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, ResourcePolicy } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Context } from '../context.ts';
import { EventRule } from './event-rule.ts';
import type { Monitoring } from './monitoring.ts';
import { LOG_RETENTION } from './rust-function.ts';

/** Every event of Moodle as a line in a log, for people who want to see what arrives. */
export class EventLog extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { names, local }: Context,
    bus: IEventBus,
    monitoring: Monitoring,
  ) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: names.eventLog,
      retention: LOG_RETENTION,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // The emulator's EventBridge writes to no log group, and says so at each event.
    if (local) {
      return;
    }
    const name = 'event-log';
    const ruleName = `${names.stack}-${name}`;
    new EventRule(this, 'Rule', {
      bus,
      name,
      ruleName,
      description: `Writes Moodle's events to ${names.eventLog}`,
      target: writeTo(logGroup, names.eventLog),
      monitoring,
    });
    this.allow(logGroup, ruleName, bus);
  }

  /** CDK's own target for log groups would do this with a function, as if CloudFormation could not. */
  private allow(logGroup: LogGroup, ruleName: string, bus: IEventBus): void {
    const stack = Stack.of(this);
    // Not the rule's own ARN, for the policy is to be there before the rule.
    const rule = stack.formatArn({
      service: 'events',
      resource: 'rule',
      resourceName: `${bus.eventBusName}/${ruleName}`,
    });
    // CloudWatch Logs delivers on EventBridge's behalf; AWS names both.
    const principals = ['events.amazonaws.com', 'delivery.logs.amazonaws.com'].map(
      (service) => new ServicePrincipal(service),
    );
    const resources = [logGroup.logGroupArn];
    new ResourcePolicy(this, 'Policy', {
      resourcePolicyName: ruleName,
      policyStatements: [
        new PolicyStatement({ actions: ['logs:CreateLogStream'], principals, resources }),
        new PolicyStatement({
          actions: ['logs:PutLogEvents'],
          principals,
          resources,
          conditions: { ArnEquals: { 'aws:SourceArn': rule } },
        }),
      ],
    });
  }
}

function writeTo(logGroup: LogGroup, logGroupName: string): IRuleTarget {
  return {
    bind: () => ({
      // Unlike the ARN that CloudFormation gives, without `:*` at its end.
      arn: Stack.of(logGroup).formatArn({
        service: 'logs',
        resource: 'log-group',
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        resourceName: logGroupName,
      }),
      targetResource: logGroup,
    }),
  };
}
