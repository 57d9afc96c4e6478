import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Bucket, type CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Context } from '../context.ts';
import { privateBucket } from './private-bucket.ts';
import type { Site } from './site.ts';

/**
 * How long a document lies here. The knowledge base reads it once, within minutes or, when it has much to do, hours; a custom
 * data source is never read again from its beginning.
 */
const KEPT = Duration.days(7);

/** Documents on their way into the knowledge base that are too large for a call, or that it reads itself. */
export class Staging extends Construct {
  readonly bucket: Bucket;
  /** The objects, for policies. */
  readonly documents: string;

  constructor(scope: Construct, id: string, context: Context, site: Site) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      ...privateBucket(context),
      serverAccessLogsBucket: site.accessLogs,
      serverAccessLogsPrefix: 'staging/',
      lifecycleRules: [{ expiration: KEPT, abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
    this.documents = this.bucket.arnForObjects('documents/*');
  }

  /** Putting documents there, and removing them; who fills the knowledge base never reads them. */
  grantWrite(fn: LambdaFunction): void {
    this.grant(fn, 's3:PutObject', 's3:DeleteObject');
  }

  grantDelete(fn: LambdaFunction): void {
    this.grant(fn, 's3:DeleteObject');
  }

  private grant(fn: LambdaFunction, ...actions: readonly string[]): void {
    Grant.addToPrincipal({ grantee: fn, actions: [...actions], resourceArns: [this.documents] });
    this.acknowledge(fn.role ?? fn);
  }

  /** Tells cdk-nag why a policy names all documents. */
  acknowledge(scope: Construct): void {
    const bucket = Stack.of(this).getLogicalId(this.bucket.node.defaultChild as CfnBucket);
    Validations.of(scope).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${bucket}.Arn>/documents/*]`,
      reason:
        'Which documents there will be is known only when they are put; there is nothing else in the bucket.',
    });
  }
}
