import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Context } from '../context.ts';
import { type Monitoring, PERIOD } from './monitoring.ts';

/**
 * Where an invocation goes that nobody waited for and that failed. The API waits for its functions; but
 * whoever may invoke a function may also do so without waiting, and then nothing is to vanish.
 */
export class Failures extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, { names }: Context, monitoring: Monitoring) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      queueName: `${names.stack}-failures`,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(this.queue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason:
        'This queue is itself the last place for what failed: it is read by people, and an alarm watches its depth.',
    });
    monitoring.watch(
      'failures',
      this.queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: 'Maximum' }),
      1,
      'A function failed at something that nobody waited for; the queue keeps it for 14 days.',
    );
  }
}
