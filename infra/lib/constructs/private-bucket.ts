import { RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, BucketEncryption, type BucketProps, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Context } from '../context.ts';

/** What every bucket of the stack is: closed to the public, encrypted, reached by TLS only, and gone with the stack. */
export function privateBucket({ local }: Context): BucketProps {
  return {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    removalPolicy: RemovalPolicy.DESTROY,
    // The emulator's custom resources hang; there, `destroy` finds all buckets empty.
    autoDeleteObjects: !local,
  };
}
