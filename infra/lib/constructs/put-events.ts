import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Events } from './events.ts';
import { RustFunction, type Surroundings } from './rust-function.ts';
import type { Secrets } from './secrets.ts';
import type { Tables } from './tables.ts';

export interface PutEventsProps {
  readonly events: Events;
  readonly tables: Tables;
  readonly secrets: Secrets;
}

/**
 * Takes events of Moodle sites that have a connection code instead of AWS credentials, as EventBridge would take them, and
 * puts them onto the bus. It checks the signature itself, with the site's key.
 */
export class PutEvents extends RustFunction {
  constructor(
    scope: Construct,
    id: string,
    surroundings: Surroundings,
    { events, tables, secrets }: PutEventsProps,
  ) {
    super(scope, id, surroundings, {
      name: 'put-events',
      description: 'Puts events of Moodle sites with a connection code onto the bus',
      timeout: Duration.seconds(20),
      slow: Duration.seconds(5),
    });
    tables.grant('sites', this.function, 'GetItem');
    secrets.grantRead('site-key', this.function);
    events.grantPut(this.function);
  }
}
