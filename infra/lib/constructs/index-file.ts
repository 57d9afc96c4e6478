import { Duration, Size } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { type IndexQueue, LONGEST_JOB } from './index-queue.ts';
import type { KnowledgeBase } from './knowledge-base.ts';
import { counted } from './monitoring.ts';
import { RustFunction, type Surroundings } from './rust-function.ts';
import type { Secrets } from './secrets.ts';
import type { Staging } from './staging.ts';
import type { Tables } from './tables.ts';

/** What both functions of the index work with. */
export interface IndexProps {
  readonly indexQueue: IndexQueue;
  readonly knowledgeBase: KnowledgeBase;
  readonly staging: Staging;
  readonly tables: Tables;
  readonly secrets: Secrets;
}

/**
 * How many jobs are worked on at a time. AWS takes ten calls at a time that put or remove documents, and five a second, of an
 * account (Amazon Bedrock endpoints and quotas); a job makes one after the other. Half of them are left for the nightly look
 * and for other stacks.
 */
const AT_ONCE = 4;

/** Makes the index of a course, or of one activity, equal to what Moodle shows, job by job. */
export class IndexFile extends RustFunction {
  constructor(scope: Construct, id: string, surroundings: Surroundings, props: IndexProps) {
    super(scope, id, surroundings, {
      name: 'index-file',
      description: 'Makes the index equal to what Moodle shows',
      timeout: LONGEST_JOB,
      // A file of 50 MB, and what is taken out of it.
      ephemeralStorage: Size.gibibytes(1),
      slow: Duration.minutes(10),
      environment: indexEnvironment(props),
    });
    const { indexQueue, knowledgeBase, staging, tables, secrets } = props;
    const jobs = new EventSourceMapping(this, 'Jobs', {
      target: this.function,
      eventSourceArn: indexQueue.queue.queueArn,
      // A job takes minutes, and each has its own lease.
      batchSize: 1,
      maxConcurrency: AT_ONCE,
      reportBatchItemFailures: true,
    });
    // Lambda refuses a mapping whose function may not take what it maps.
    indexQueue.grantWork(this.function).applyBefore(jobs);
    tables.grant('manifest', this.function, 'GetItem', 'PutItem', 'DeleteItem', 'Query');
    tables.grant('open-questions', this.function, 'DeleteItem', 'Query');
    tables.grant('pending-jobs', this.function, 'GetItem', 'UpdateItem', 'DeleteItem');
    secrets.grantRead('moodle-tokens', this.function);
    knowledgeBase.grantFill(this.function);
    staging.grantWrite(this.function);
    const { monitoring, names } = surroundings;
    const givenUp = counted(names.stack, 'IndexJobsGivenUp');
    monitoring.watchUntilNextNight(
      'index-outdated',
      givenUp,
      'A job of the index was given up: that course or activity is not kept up to date.',
    );
    monitoring.show('Index: jobs given up', [givenUp]);
  }
}

export function indexEnvironment({ indexQueue, knowledgeBase, staging }: IndexProps): Record<string, string> {
  return {
    INDEX_QUEUE_URL: indexQueue.queue.queueUrl,
    KNOWLEDGE_BASE_ID: knowledgeBase.id,
    DATA_SOURCE_ID: knowledgeBase.dataSourceId,
    STAGING_BUCKET: staging.bucket.bucketName,
  };
}
