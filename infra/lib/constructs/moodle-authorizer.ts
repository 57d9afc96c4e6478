import { Duration } from 'aws-cdk-lib';
import { type CfnAuthorizer, RequestAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import { counted } from './monitoring.ts';
import { RustFunction, type Surroundings } from './rust-function.ts';
import type { Secrets } from './secrets.ts';
import type { Tables } from './tables.ts';

export interface MoodleAuthorizerProps {
  readonly moodleUrl?: string;
  readonly tables: Tables;
  readonly secrets: Secrets;
}

/** Tells who calls on behalf of a Moodle site. */
export class MoodleAuthorizer extends RustFunction {
  readonly authorizer: RequestAuthorizer;

  constructor(scope: Construct, id: string, surroundings: Surroundings, props: MoodleAuthorizerProps) {
    super(scope, id, surroundings, {
      name: 'moodle-authorizer',
      description: 'Tells who calls on behalf of a Moodle site',
      timeout: Duration.seconds(10),
      // Moodle is given five seconds to answer.
      slow: Duration.seconds(6),
      // API Gateway wants to be told of a call without a token by an error.
      noFailures: counted(surroundings.names.stack, 'Authorizations', { Verdict: 'unauthorized' }),
      environment: { MOODLE_URL: props.moodleUrl },
    });
    const { tables, secrets } = props;
    tables.grant('sites', this.function, 'GetItem');
    tables.grant('claims', this.function, 'PutItem');
    tables.grant('moodle-tokens', this.function, 'GetItem', 'PutItem');
    secrets.grantRead('site-key', this.function);
    this.authorizer = new RequestAuthorizer(this, 'Authorizer', {
      handler: this.function,
      // A cached answer would let a one-time token in again.
      resultsCacheTtl: Duration.seconds(0),
      identitySources: [],
    });
    // An empty list becomes an empty string, which is no identity source.
    (this.authorizer.node.defaultChild as CfnAuthorizer).addPropertyDeletionOverride('IdentitySource');
  }
}
