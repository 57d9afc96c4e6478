import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { RustFunction, type Surroundings } from './rust-function.ts';
import type { Secrets } from './secrets.ts';
import type { Tables } from './tables.ts';

export interface ReadingsProps {
  readonly tables: Tables;
  readonly secrets: Secrets;
}

/** The texts that teachers place in their courses, who has read them, and what is kept of whom. */
export class Readings extends RustFunction {
  constructor(scope: Construct, id: string, surroundings: Surroundings, { tables, secrets }: ReadingsProps) {
    super(scope, id, surroundings, {
      name: 'readings',
      description: 'Readings in courses, their completion, and deep linking',
      // As long as API Gateway waits: a large course is asked of the platform page by page.
      timeout: Duration.seconds(29),
      slow: Duration.seconds(15),
    });
    tables.grant('sessions', this.function, 'GetItem');
    tables.grant('registrations', this.function, 'GetItem');
    tables.grant('readings', this.function, 'GetItem', 'PutItem');
    tables.grantQuery('readings', 'course', this.function);
    tables.grant('completions', this.function, 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query');
    tables.grantQuery('completions', 'person', this.function);
    secrets.grantRead('tool-key', this.function);
  }
}
