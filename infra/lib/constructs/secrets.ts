import { Validations } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Context } from '../context.ts';
import { SECRETS, type SecretName } from '../names.ts';

const DESCRIPTIONS: Readonly<Record<SecretName, string>> = {
  'state-key': 'Authenticates the state of LTI logins. The tool writes it.',
  'tool-key': "The tool's own RSA keys. The tool writes the first one, and rotate-keys the others.",
  'site-key': 'Opens what the connected Moodle sites sign. The operator command writes it.',
  'moodle-tokens':
    'With these the index and the assistant read Moodle sites. The operator command writes them.',
};

const WRITTEN_ONCE =
  'The product writes this value once. When it is changed is for the operator to decide, as the runbook says: launches under way or connection codes end with it.';

/** Why Secrets Manager does not rotate them. */
const UNROTATED: Readonly<Record<SecretName, string>> = {
  'state-key': WRITTEN_ONCE,
  'tool-key':
    'The function rotate-keys rotates what is in it: a new key is published beside the old one for a day before it signs, which a value that Secrets Manager exchanges cannot do.',
  'site-key': WRITTEN_ONCE,
  'moodle-tokens':
    'Moodle makes these tokens, and only an administrator there can make others; the operator command exchanges one at any time.',
};

/** The product's secrets. They are made without a value, which the product writes: no template has ever held one. */
export class Secrets extends Construct {
  private readonly secrets: Readonly<Record<SecretName, CfnSecret>>;

  constructor(scope: Construct, id: string, { names }: Context) {
    super(scope, id);
    this.secrets = Object.fromEntries(
      SECRETS.map((name) => {
        const secret = new CfnSecret(this, name, {
          name: names.secret(name),
          description: DESCRIPTIONS[name],
        });
        Validations.of(secret).acknowledge({ id: 'AwsSolutions-SMG4', reason: UNROTATED[name] });
        return [name, secret];
      }),
    ) as Record<SecretName, CfnSecret>;
  }

  grantRead(name: SecretName, grantee: IGrantable): Grant {
    return this.grant(name, grantee, 'GetSecretValue');
  }

  /** Reading, and writing the first value. */
  grantReadWrite(name: SecretName, grantee: IGrantable): Grant {
    return this.grant(name, grantee, 'GetSecretValue', 'PutSecretValue');
  }

  /** Reading, and putting a new value in the place of the one that was read. */
  grantReplace(name: SecretName, grantee: IGrantable): Grant {
    return this.grant(name, grantee, 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage');
  }

  private grant(name: SecretName, grantee: IGrantable, ...actions: readonly string[]): Grant {
    return Grant.addToPrincipal({
      grantee,
      actions: actions.map((action) => `secretsmanager:${action}`),
      resourceArns: [this.secrets[name].ref],
    });
  }
}
