import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { RustFunction, type Surroundings } from './rust-function.ts';
import type { Secrets } from './secrets.ts';
import type { Tables } from './tables.ts';

export interface ScoreSenderProps {
  readonly tables: Tables;
  readonly secrets: Secrets;
}

/** How often grades that wait are sent. */
const EVERY = Duration.minutes(1);

/**
 * Sends the grades that wait to the platforms, every minute.
 *
 * One runs at a time, as a rule: each has ended before the next begins, none is repeated, and an event
 * that comes late is dropped. No concurrency is reserved for that, which an account with the quota of
 * a new one, ten, would refuse. Two at once do no harm: each grade is put off by one of them first.
 */
export class ScoreSender extends RustFunction {
  constructor(
    scope: Construct,
    id: string,
    surroundings: Surroundings,
    { tables, secrets }: ScoreSenderProps,
  ) {
    super(scope, id, surroundings, {
      name: 'send-scores',
      description: 'Sends the grades that wait to the platforms, every minute',
      timeout: Duration.seconds(55),
      maxEventAge: EVERY,
      slow: Duration.seconds(50),
    });
    new Rule(this, 'EveryMinute', {
      ruleName: surroundings.names.function('send-scores'),
      description: 'Sends the grades that wait',
      schedule: Schedule.rate(EVERY),
      targets: [new LambdaFunction(this.function, { retryAttempts: 0, maxEventAge: EVERY })],
    });
    tables.grant('registrations', this.function, 'GetItem');
    tables.grant('completions', this.function, 'UpdateItem');
    tables.grantQuery('completions', 'due', this.function);
    secrets.grantRead('tool-key', this.function);
  }
}
