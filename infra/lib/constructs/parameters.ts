import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { Context } from '../context.ts';
import { UNSET_PARAMETER } from '../names.ts';

/** The settings in Parameter Store that operators know by name. */
export class Parameters extends Construct {
  private readonly clientId: StringParameter;

  constructor(scope: Construct, id: string, { names }: Context, redirectUri: string) {
    super(scope, id);
    this.clientId = new StringParameter(this, 'ClientId', {
      parameterName: names.parameter('clientId'),
      description: 'The client id that Moodle shows for this tool, once it is known.',
      stringValue: UNSET_PARAMETER,
    });
    new StringParameter(this, 'RedirectUri', {
      parameterName: names.parameter('redirectUri'),
      description: 'The redirection URI to enter in Moodle.',
      stringValue: redirectUri,
    });
  }

  grantReadClientId(grantee: IGrantable): Grant {
    return Grant.addToPrincipal({
      grantee,
      actions: ['ssm:GetParameter'],
      resourceArns: [this.clientId.parameterArn],
    });
  }
}
