import { type CfnResource, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { LOG_RETENTION } from './rust-function.ts';

const EMPTIER = 'Custom::S3AutoDeleteObjectsCustomResourceProvider';
const UPLOADER = 'Custom::CDKBucketDeployment';

/**
 * Brings the function with which CDK empties buckets under this stack's rules: a log group that expires
 * and goes with the stack, and permission for that one instead of every log group of the account.
 */
export function ownEmptier(scope: Construct): void {
  const provider = provided(scope, EMPTIER);
  const logGroup = new LogGroup(scope, 'EmptierLog', {
    retention: LOG_RETENTION,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const role = provider.node.findChild('Role') as CfnResource;
  role.addPropertyDeletionOverride('ManagedPolicyArns');
  role.addPropertyOverride('Policies', [
    {
      PolicyName: 'log',
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            Resource: logGroup.logGroupArn,
          },
        ],
      },
    },
  ]);
  const handler = provider.node.findChild('Handler') as CfnResource;
  handler.addPropertyOverride('LoggingConfig', { LogGroup: logGroup.logGroupName });
}

/** Says why the function with which CDK uploads files is as CDK made it. */
export function acknowledgeUploader(scope: Construct): void {
  Validations.of(provided(scope, UPLOADER)).acknowledge({
    id: 'AwsSolutions-L1',
    reason: 'CDK chooses the runtime of its own function, together with the code in it.',
  });
}

/** CDK keeps one such function for a whole stack, under a name that begins like this. */
function provided(scope: Construct, name: string): Construct {
  const found = Stack.of(scope).node.children.find((child) => child.node.id.startsWith(name));
  if (!found) {
    throw new Error(`this version of CDK has no ${name}`);
  }
  return found as Construct;
}
