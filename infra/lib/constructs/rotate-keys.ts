import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { RustFunction, type Surroundings } from './rust-function.ts';
import type { Secrets } from './secrets.ts';
import type { Tables } from './tables.ts';

export interface RotateKeysProps {
  readonly tables: Tables;
  readonly secrets: Secrets;
}

/**
 * Rotates the tool's own keys. It is started every day and knows itself when the keys are old enough, so that a day on
 * which it failed costs a day, not a quarter of a year. Secrets Manager's own rotation would exchange the value at once,
 * while a new key has to be published long before it signs.
 */
export class RotateKeys extends RustFunction {
  constructor(
    scope: Construct,
    id: string,
    surroundings: Surroundings,
    { tables, secrets }: RotateKeysProps,
  ) {
    super(scope, id, surroundings, {
      name: 'rotate-keys',
      description: "Rotates the tool's own keys",
      timeout: Duration.seconds(30),
      slow: Duration.seconds(10),
    });
    // Which keys registrations are pinned to: those stay.
    tables.grant('registrations', this.function, 'Scan');
    secrets.grantReplace('tool-key', this.function);
    new Rule(this, 'Daily', {
      ruleName: surroundings.names.function('rotate-keys'),
      description: "Rotates the tool's own keys when they are old enough",
      schedule: Schedule.rate(Duration.days(1)),
      targets: [new LambdaFunction(this.function)],
    });
  }
}
