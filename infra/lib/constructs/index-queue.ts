import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Context } from '../context.ts';
import { deadLetters } from './dead-letters.ts';
import { type Monitoring, PERIOD } from './monitoring.ts';

/** How long a function may work on a job: as long as Lambda allows, for a file of 50 MB and an index that is slow. */
export const LONGEST_JOB = Duration.minutes(15);

/**
 * For how long a job that was taken is hidden from others: six times as long as it may take, as Lambda's documentation
 * asks of queues that start functions, so that no second one begins while Lambda still tries to start the first. It is
 * also how long a job waits whose function was killed. One that fails by itself can make it shorter.
 */
const HIDDEN = Duration.minutes(6 * LONGEST_JOB.toMinutes());

/** How often a job is tried: within two hours if it fails by itself, within eight if its function is killed each time. */
const ATTEMPTS = 5;

/** Courses and modules whose index is to be made equal to what Moodle shows, each after its delay. */
export class IndexQueue extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, { names }: Context, monitoring: Monitoring) {
    super(scope, id);
    const name = names.queue('index');
    const dead = deadLetters(this, 'Dead', `${name}-dead`);
    this.queue = new Queue(this, 'Queue', {
      queueName: name,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout: HIDDEN,
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: dead, maxReceiveCount: ATTEMPTS },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.watch(dead, monitoring);
  }

  /** Adding jobs, and nothing else. CDK's own method would allow looking at the queue as well. */
  grantSend(grantee: IGrantable): Grant {
    return this.queue.grant(grantee, 'sqs:SendMessage');
  }

  /** Adding jobs, taking them, and putting off those that fail. */
  grantWork(grantee: IGrantable): Grant {
    return this.queue.grant(
      grantee,
      ...[
        'SendMessage',
        'ReceiveMessage',
        'ChangeMessageVisibility',
        'DeleteMessage',
        'GetQueueAttributes',
      ].map((action) => `sqs:${action}`),
    );
  }

  private watch(dead: Queue, monitoring: Monitoring): void {
    const most = { period: PERIOD, statistic: 'Maximum' };
    const given = dead.metricApproximateNumberOfMessagesVisible(most);
    const age = this.queue.metricApproximateAgeOfOldestMessage(most);
    monitoring.watch(
      'index-dead',
      given,
      1,
      `A job of the index failed ${ATTEMPTS} times and was set aside.`,
    );
    monitoring.watch(
      'index-age',
      age,
      Duration.hours(1).toSeconds(),
      'A job of the index waits for an hour.',
      {
        evaluationPeriods: 3,
      },
    );
    const waiting = [
      this.queue.metricApproximateNumberOfMessagesDelayed(most),
      this.queue.metricApproximateNumberOfMessagesVisible(most),
      this.queue.metricApproximateNumberOfMessagesNotVisible(most),
      given,
    ];
    monitoring.show('Index queue', waiting, [age]);
  }
}
