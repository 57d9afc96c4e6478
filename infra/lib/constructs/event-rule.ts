import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type IEventBus, type IRuleTarget, Rule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { EVENT_SOURCE } from '../names.ts';
import { type Monitoring, PERIOD } from './monitoring.ts';

export interface EventRuleProps {
  readonly bus: IEventBus;
  /** Behind the stack's name. */
  readonly name: string;
  readonly ruleName: string;
  readonly description: string;
  /** The events that it is for; all of Moodle's where nothing is said. */
  readonly detailType?: readonly string[];
  readonly target: IRuleTarget;
  /** Whether it is at work; it is where nothing is said. */
  readonly enabled?: boolean;
  readonly monitoring: Monitoring;
}

/** A rule for Moodle's events on the product's bus, with an alarm for what it could not deliver. */
export class EventRule extends Construct {
  constructor(scope: Construct, id: string, props: EventRuleProps) {
    super(scope, id);
    const { bus, name, ruleName, monitoring } = props;
    new Rule(this, 'Rule', {
      ruleName,
      enabled: props.enabled,
      description: props.description,
      eventBus: bus,
      eventPattern: {
        source: [EVENT_SOURCE],
        detailType: props.detailType && [...props.detailType],
      },
      targets: [props.target],
    });
    const metric = (metricName: string) =>
      new Metric({
        namespace: 'AWS/Events',
        metricName,
        // Rules of another bus than the account's default one are counted under both names.
        dimensionsMap: { EventBusName: bus.eventBusName, RuleName: ruleName },
        statistic: 'Sum',
        period: PERIOD,
      });
    const failed = metric('FailedInvocations');
    monitoring.watch(`${name}-rule`, failed, 1, `EventBridge gave up an event that was for ${name}.`);
    monitoring.show(`Events for ${name}`, [metric('TriggeredRules'), metric('Invocations'), failed]);
  }
}
