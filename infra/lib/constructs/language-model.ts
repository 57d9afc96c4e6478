import { Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { modelResources } from '../bedrock.ts';
import { asFound } from '../finding.ts';

/** Allows a function to ask this model, with this guardrail (`ID:VERSION`) if there is one. */
export function allowModel(fn: LambdaFunction, model: string, guardrail?: string): void {
  const stack = Stack.of(fn);
  const { called, behind } = modelResources(model, stack);
  const actions = ['bedrock:InvokeModelWithResponseStream'];
  fn.addToRolePolicy(new PolicyStatement({ actions, resources: [called] }));
  if (behind) {
    fn.addToRolePolicy(
      new PolicyStatement({
        actions,
        resources: [behind],
        conditions: { StringEquals: { 'bedrock:InferenceProfileArn': called } },
      }),
    );
    Validations.of(fn.role ?? fn).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${asFound(behind, stack)}]`,
      reason:
        'An inference profile passes a call on to a region that AWS chooses, so the model behind it is allowed in every region, but only for calls that come through this profile.',
    });
  }
  if (guardrail) {
    const resourceName = guardrail.slice(0, guardrail.lastIndexOf(':'));
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: ['bedrock:ApplyGuardrail'],
        resources: [stack.formatArn({ service: 'bedrock', resource: 'guardrail', resourceName })],
      }),
    );
  }
}
