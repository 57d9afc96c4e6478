import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { allowances } from '../quotas.ts';
import { allowModel } from './language-model.ts';
import { counted } from './monitoring.ts';
import { RustFunction, type Surroundings } from './rust-function.ts';
import type { Tables } from './tables.ts';

export interface TranslatorProps {
  /** A model's or inference profile's id or ARN. */
  readonly model: string;
  /** `ID:VERSION` */
  readonly guardrail?: string;
  readonly quotas: Config['quotas'];
  readonly tables: Tables;
}

/** The translation service on a language model of Amazon Bedrock. */
export class Translator extends RustFunction {
  constructor(scope: Construct, id: string, surroundings: Surroundings, props: TranslatorProps) {
    const streams = !surroundings.local;
    super(scope, id, surroundings, {
      name: 'translate',
      description: 'Translates texts with a language model',
      // A streamed answer may take as long as Lambda allows; API Gateway waits 29 s for a whole one.
      timeout: streams ? Duration.minutes(15) : Duration.seconds(29),
      slow: Duration.seconds(60),
      environment: {
        TRANSLATE_MODEL: props.model,
        TRANSLATE_GUARDRAIL: props.guardrail,
        RESPONSE_MODE: streams ? 'stream' : 'buffered',
        ...allowances('translate', props.quotas),
      },
    });
    // A stream that fails has begun with 200, so nothing else shows it.
    const { monitoring, names } = surroundings;
    monitoring.watch(
      'translate-engine',
      counted(names.stack, 'EngineFailures'),
      10,
      'The language model leaves translations and questions without an answer.',
    );
    const { tables } = props;
    tables.grant('sessions', this.function, 'GetItem');
    tables.grant('registrations', this.function, 'GetItem');
    // Allowances are taken in transactions of updates, which need the permission for updates only.
    tables.grant('quotas', this.function, 'UpdateItem');
    tables.grant('translations', this.function, 'BatchGetItem', 'PutItem');
    allowModel(this.function, props.model, props.guardrail);
  }
}
