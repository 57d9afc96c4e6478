import { type DefaultStackSynthesizer, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket, type CfnBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct, type IDependable } from 'constructs';
import type { Context } from '../context.ts';
import { asFound } from '../finding.ts';
import { acknowledgeUploader, ownEmptier } from './cdk-providers.ts';
import { privateBucket } from './private-bucket.ts';
import { functionRole, LOG_RETENTION } from './rust-function.ts';

/** The front end's files, and the bucket that keeps the access logs. */
export class Site extends Construct {
  readonly bucket: Bucket;
  readonly accessLogs: Bucket;

  constructor(scope: Construct, id: string, context: Context) {
    super(scope, id);
    const bucket = privateBucket(context);
    this.accessLogs = new Bucket(this, 'AccessLogs', {
      ...bucket,
      lifecycleRules: [
        { expiration: Duration.days(30), abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
    });
    this.bucket = new Bucket(this, 'Files', {
      ...bucket,
      serverAccessLogsBucket: this.accessLogs,
      serverAccessLogsPrefix: 'site/',
    });
    Validations.of(this.accessLogs).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'This is the bucket that access logs go to; logging its own accesses would never end.',
    });
    if (!context.local) {
      ownEmptier(this);
    }
  }

  /**
   * Uploads the front end's assets. Their names hold their hashes, so they are kept by browsers for a
   * year, and those of former builds stay for the pages that are still open.
   *
   * @returns what a function must wait for whose page refers to the assets
   */
  deploy(folder: string): IDependable {
    const logGroup = new LogGroup(this, 'DeployLog', {
      retention: LOG_RETENTION,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = functionRole(this, 'DeployRole', logGroup);
    const deployment = new BucketDeployment(this, 'Assets', {
      sources: [Source.asset(`${folder}/assets`)],
      destinationBucket: this.bucket,
      destinationKeyPrefix: 'assets',
      cacheControl: [
        CacheControl.setPublic(),
        CacheControl.maxAge(Duration.days(365)),
        CacheControl.immutable(),
      ],
      prune: false,
      logGroup,
      role,
    });
    acknowledgeUploader(this);
    this.acknowledgeRole(role);
    return deployment;
  }

  private acknowledgeRole(role: Role): void {
    const stack = Stack.of(this);
    const { bootstrapQualifier } = stack.synthesizer as DefaultStackSynthesizer;
    const staging = `arn:${stack.partition}:s3:::cdk-${bootstrapQualifier}-assets-${stack.account}-${stack.region}`;
    const files = `<${stack.getLogicalId(this.bucket.node.defaultChild as CfnBucket)}.Arn>`;
    const actions = ['GetBucket*', 'GetObject*', 'List*', 'Abort*', 'DeleteObject*'].map(
      (name) => `Action::s3:${name}`,
    );
    for (const finding of [...actions, `Resource::${asFound(staging, stack)}/*`, `Resource::${files}/*`]) {
      Validations.of(role).acknowledge({
        id: `AwsSolutions-IAM5[${finding}]`,
        reason:
          'CDK lets its uploading function read the bucket that deployments are staged in, and write this one, and no other bucket; which files there will be is known only when it runs.',
      });
    }
  }
}
