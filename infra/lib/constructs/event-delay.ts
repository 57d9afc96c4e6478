import { Duration } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { JOB_EVENTS } from '../names.ts';
import { deadLetters } from './dead-letters.ts';
import { EventRule } from './event-rule.ts';
import type { IndexQueue } from './index-queue.ts';
import { PERIOD } from './monitoring.ts';
import { RustFunction, type Surroundings } from './rust-function.ts';
import type { Tables } from './tables.ts';

export interface EventDelayProps {
  readonly bus: IEventBus;
  readonly tables: Tables;
  readonly indexQueue: IndexQueue;
  /** Whether anybody works on the jobs; without, none are made. */
  readonly enabled: boolean;
}

/**
 * Makes delayed jobs for the index of the events that matter to it.
 *
 * Three things stand behind one event: EventBridge tries for a day to hand it to Lambda, and then sets it aside; Lambda
 * tries it three times; and what failed then, or cannot be read at all, is in the queue of failures. Handling an event twice
 * makes no second job.
 */
export class EventDelay extends RustFunction {
  constructor(
    scope: Construct,
    id: string,
    surroundings: Surroundings,
    { bus, tables, indexQueue, enabled }: EventDelayProps,
  ) {
    const name = 'event-delay';
    super(scope, id, surroundings, {
      name,
      description: 'Makes delayed jobs for the index of events in Moodle',
      timeout: Duration.seconds(20),
      slow: Duration.seconds(5),
      retryAttempts: 2,
      environment: {
        INDEX_QUEUE_URL: indexQueue.queue.queueUrl,
        FAILURES_QUEUE_URL: surroundings.failures.url,
      },
    });
    tables.grant('pending-jobs', this.function, 'UpdateItem');
    indexQueue.grantSend(this.function);
    const { names, monitoring } = surroundings;
    const undelivered = deadLetters(this, 'Undelivered', `${names.function(name)}-undelivered`);
    new EventRule(this, 'Events', {
      bus,
      name,
      enabled,
      ruleName: names.function(name),
      description: 'Events in Moodle that may change what is in the index',
      detailType: JOB_EVENTS,
      target: new LambdaFunction(this.function, {
        deadLetterQueue: undelivered,
        // As much as EventBridge offers.
        maxEventAge: Duration.hours(24),
        retryAttempts: 185,
      }),
      monitoring,
    });
    monitoring.watch(
      `${name}-undelivered`,
      undelivered.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: 'Maximum' }),
      1,
      'EventBridge could not start the function for a day, and has set events aside.',
    );
  }
}
