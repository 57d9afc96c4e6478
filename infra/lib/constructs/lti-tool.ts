import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Parameters } from './parameters.ts';
import { RustFunction, type Surroundings } from './rust-function.ts';
import type { Secrets } from './secrets.ts';
import type { Tables } from './tables.ts';

export interface LtiToolProps {
  readonly moodleUrl?: string;
  /** Whether the stack has the course assistant, so that the page offers it. */
  readonly assistant: boolean;
  readonly tables: Tables;
  readonly secrets: Secrets;
  readonly parameters: Parameters;
}

/** Login, launch, session, and the page with its API. */
export class LtiTool extends RustFunction {
  constructor(scope: Construct, id: string, surroundings: Surroundings, props: LtiToolProps) {
    super(scope, id, surroundings, {
      name: 'lti-tool',
      description: 'LTI login, launch, session, and the page with its API',
      timeout: Duration.seconds(20),
      slow: Duration.seconds(5),
      environment: { MOODLE_URL: props.moodleUrl, COURSE_ASSISTANT: props.assistant ? 'on' : 'off' },
    });
    const { tables, secrets, parameters } = props;
    tables.grant('claims', this.function, 'PutItem');
    tables.grant('registrations', this.function, 'GetItem', 'Query', 'Scan', 'PutItem');
    tables.grant('invites', this.function, 'GetItem', 'UpdateItem');
    tables.grant('sessions', this.function, 'GetItem', 'PutItem');
    secrets.grantReadWrite('state-key', this.function);
    secrets.grantReadWrite('tool-key', this.function);
    parameters.grantReadClientId(this.function);
  }
}
