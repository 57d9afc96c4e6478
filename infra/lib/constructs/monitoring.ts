import { Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps,
  AlarmStatusWidget,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IMetric,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Context } from '../context.ts';

/** Where the functions' own metrics are; crates/http-api/src/metrics.rs names them. */
const METRICS = 'moodle-aws';

/** How long every metric here is added up. */
export const PERIOD = Duration.minutes(5);

/** A metric that the functions of the stack count themselves. */
export function counted(stack: string, metricName: string, dimensions: Record<string, string> = {}): Metric {
  return new Metric({
    namespace: METRICS,
    metricName,
    dimensionsMap: { Stack: stack, ...dimensions },
    statistic: 'Sum',
    period: PERIOD,
  });
}

/** Where alarms go, and the page with all of them. */
export class Monitoring extends Construct {
  readonly dashboard: Dashboard;
  private readonly topic: Topic;
  private readonly alarms: Alarm[] = [];

  constructor(scope: Construct, id: string, { names }: Context, email?: string) {
    super(scope, id);
    this.topic = new Topic(this, 'Alarms', { topicName: `${names.stack}-alarms`, enforceSSL: true });
    // The rule for TLS stands in the place of what SNS allows by itself.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    if (email) {
      this.topic.addSubscription(new EmailSubscription(email));
    }
    this.dashboard = new Dashboard(this, 'Dashboard', { dashboardName: names.stack });
  }

  /** An alarm when `metric` reaches `threshold` in five minutes; its description tells what it means. */
  watch(
    name: string,
    metric: IMetric,
    threshold: number,
    description: string,
    more?: Partial<AlarmProps>,
  ): void {
    const alarm = new Alarm(this, `${name}-alarm`, {
      metric,
      threshold,
      alarmName: `${Stack.of(this).stackName}-${name}`,
      alarmDescription: `${description} What to do: docs/runbook.md, "${name}".`,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...more,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    alarm.addOkAction(new SnsAction(this.topic));
    this.alarms.push(alarm);
  }

  /**
   * An alarm about something that waits for the next night, once it is counted: for a day and an hour, so that night after night
   * it is one alarm.
   */
  watchUntilNextNight(name: string, metric: Metric, description: string): void {
    this.watch(name, metric.with({ period: Duration.hours(1) }), 1, description, {
      evaluationPeriods: 25,
      datapointsToAlarm: 1,
    });
  }

  /** A row of graphs on the dashboard. */
  show(title: string, ...graphs: readonly (readonly IMetric[])[]): void {
    const width = Math.floor(24 / graphs.length);
    this.dashboard.addWidgets(
      ...graphs.map((metrics) => new GraphWidget({ title, width, left: [...metrics], period: PERIOD })),
    );
  }

  /** The state of every alarm, below the graphs. */
  showAlarms(): void {
    this.dashboard.addWidgets(new AlarmStatusWidget({ title: 'Alarms', width: 24, alarms: this.alarms }));
  }
}
