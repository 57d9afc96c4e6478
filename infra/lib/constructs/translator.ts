import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { modelResources } from '../bedrock.ts';
import type { Config } from '../config.ts';
import { asFound } from '../finding.ts';
import { METRICS, PERIOD } from './monitoring.ts';
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
        ...Object.fromEntries(Object.entries(props.quotas).map(([name, value]) => [name, `${value}`])),
      },
    });
    const failures = new Metric({
      namespace: METRICS,
      metricName: 'EngineFailures',
      dimensionsMap: { Stack: surroundings.names.stack },
      statistic: 'Sum',
      period: PERIOD,
    });
    // A stream that fails has begun with 200, so nothing else shows it.
    const { monitoring } = surroundings;
    monitoring.watch('translate-engine', failures, 10, 'The language model gives no translations.');
    const { tables } = props;
    tables.grant('sessions', this.function, 'GetItem');
    tables.grant('registrations', this.function, 'GetItem');
    // Allowances are taken in transactions of updates, which need the permission for updates only.
    tables.grant('quotas', this.function, 'UpdateItem');
    tables.grant('translations', this.function, 'BatchGetItem', 'PutItem');
    this.allowModel(props.model);
    if (props.guardrail) {
      this.allowGuardrail(props.guardrail);
    }
  }

  private allowModel(model: string): void {
    const { called, behind } = modelResources(model, Stack.of(this));
    const actions = ['bedrock:InvokeModelWithResponseStream'];
    this.function.addToRolePolicy(new PolicyStatement({ actions, resources: [called] }));
    if (!behind) {
      return;
    }
    this.function.addToRolePolicy(
      new PolicyStatement({
        actions,
        resources: [behind],
        conditions: { StringEquals: { 'bedrock:InferenceProfileArn': called } },
      }),
    );
    Validations.of(this.function.role ?? this).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${asFound(behind, Stack.of(this))}]`,
      reason:
        'An inference profile passes a call on to a region that AWS chooses, so the model behind it is allowed in every region, but only for calls that come through this profile.',
    });
  }

  private allowGuardrail(guardrail: string): void {
    const resourceName = guardrail.slice(0, guardrail.lastIndexOf(':'));
    this.function.addToRolePolicy(
      new PolicyStatement({
        actions: ['bedrock:ApplyGuardrail'],
        resources: [Stack.of(this).formatArn({ service: 'bedrock', resource: 'guardrail', resourceName })],
      }),
    );
  }
}
