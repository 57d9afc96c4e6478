import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { Context } from '../context.ts';
import { type Names, UNSET_PARAMETER } from '../names.ts';
import type { KnowledgeBase } from './knowledge-base.ts';
import type { Staging } from './staging.ts';

/** The settings in Parameter Store that operators know by name. */
export class Parameters extends Construct {
  private readonly clientId: StringParameter;
  private readonly names: Names;

  constructor(scope: Construct, id: string, { names }: Context, redirectUri: string) {
    super(scope, id);
    this.names = names;
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

  /** Tells the operator's command that the assistant is there, and where its documents are. */
  tellKnowledgeBase({ id, dataSourceId }: KnowledgeBase, { bucket }: Staging): void {
    new StringParameter(this, 'KnowledgeBase', {
      parameterName: this.names.parameter('knowledgeBase'),
      description: 'The knowledge base, its data source, and the bucket of documents on their way.',
      stringValue: [id, dataSourceId, bucket.bucketName].join('/'),
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
