import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { allowances } from '../quotas.ts';
import type { IndexQueue } from './index-queue.ts';
import type { KnowledgeBase } from './knowledge-base.ts';
import { allowModel } from './language-model.ts';
import { RustFunction, type Surroundings } from './rust-function.ts';
import type { Secrets } from './secrets.ts';
import type { Tables } from './tables.ts';

export interface CourseAssistantProps {
  /** A model's or inference profile's id or ARN. */
  readonly model: string;
  /** `ID:VERSION` */
  readonly guardrail?: string;
  readonly quotas: Config['quotas'];
  readonly tables: Tables;
  readonly secrets: Secrets;
  readonly knowledgeBase: KnowledgeBase;
  readonly indexQueue: IndexQueue;
}

/** Answers questions about a course from its files, and shows teachers what the index has of them. */
export class CourseAssistant extends RustFunction {
  constructor(scope: Construct, id: string, surroundings: Surroundings, props: CourseAssistantProps) {
    const streams = !surroundings.local;
    super(scope, id, surroundings, {
      name: 'course-assistant',
      description: 'Answers questions about a course from its files',
      // As the translator: a streamed answer may take its time, a whole one as long as API Gateway waits.
      timeout: streams ? Duration.minutes(5) : Duration.seconds(29),
      slow: Duration.seconds(60),
      environment: {
        INDEX_QUEUE_URL: props.indexQueue.queue.queueUrl,
        KNOWLEDGE_BASE_ID: props.knowledgeBase.id,
        ASSISTANT_MODEL: props.model,
        ASSISTANT_GUARDRAIL: props.guardrail,
        RESPONSE_MODE: streams ? 'stream' : 'buffered',
        ...allowances('course-assistant', props.quotas),
      },
    });
    const { tables, secrets } = props;
    tables.grant('sessions', this.function, 'GetItem');
    tables.grant('registrations', this.function, 'GetItem');
    tables.grant('quotas', this.function, 'UpdateItem');
    tables.grant('manifest', this.function, 'Query');
    // Moodle is asked who may see what before anything is answered.
    secrets.grantRead('moodle-tokens', this.function);
    tables.grant('open-questions', this.function, 'UpdateItem', 'DeleteItem', 'Query');
    tables.grantQuery('open-questions', 'last', this.function);
    // "Index now" makes a job, as an event does.
    tables.grant('pending-jobs', this.function, 'UpdateItem');
    props.indexQueue.grantSend(this.function);
    props.knowledgeBase.grantRetrieve(this.function);
    allowModel(this.function, props.model, props.guardrail);
  }
}
