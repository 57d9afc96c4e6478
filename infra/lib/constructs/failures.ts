import type { IDestination } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Context } from '../context.ts';
import { deadLetters } from './dead-letters.ts';
import { type Monitoring, PERIOD } from './monitoring.ts';

/**
 * Where an invocation goes that nobody waited for and that failed. The API waits for its functions; but
 * whoever may invoke a function may also do so without waiting, and then nothing is to vanish.
 */
export class Failures extends Construct {
  /** For a function's failures. CDK's own class for this would let the function read the queue as well. */
  readonly destination: IDestination;
  /** For a function that knows itself that another attempt is of no use. */
  readonly url: string;

  constructor(scope: Construct, id: string, { names }: Context, monitoring: Monitoring) {
    super(scope, id);
    const queue = deadLetters(this, 'Queue', `${names.stack}-failures`);
    monitoring.watch(
      'failures',
      queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: 'Maximum' }),
      1,
      'A function failed at something that nobody waited for; the queue keeps it for 14 days.',
    );
    this.url = queue.queueUrl;
    this.destination = {
      bind: (_scope, fn) => {
        queue.grant(fn, 'sqs:SendMessage');
        return { destination: queue.queueArn };
      },
    };
  }
}
