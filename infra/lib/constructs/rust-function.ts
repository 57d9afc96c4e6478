import { type Duration, RemovalPolicy, type Size, Validations } from 'aws-cdk-lib';
import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Context } from '../context.ts';
import { type FunctionName, READS } from '../names.ts';
import type { Failures } from './failures.ts';
import { type Monitoring, PERIOD } from './monitoring.ts';

/** How long logs are kept, everywhere in the stack. */
export const LOG_RETENTION = RetentionDays.ONE_MONTH;

/** What every function of the stack is told and has in common. */
export interface Surroundings extends Context {
  /** The folder with one folder a function, each holding its `bootstrap`. */
  readonly binaries: string;
  readonly publicUrl: string;
  readonly monitoring: Monitoring;
  readonly failures: Failures;
}

export interface RustFunctionProps {
  readonly name: FunctionName;
  readonly description: string;
  readonly timeout: Duration;
  /** The room for files in `/tmp`; 512 MB where nothing is said. */
  readonly ephemeralStorage?: Size;
  /** How often Lambda tries an event again that nobody waits for; not at all where nothing is said. */
  readonly retryAttempts?: number;
  /** How old an event may be that nobody waits for; six hours where nothing is said. */
  readonly maxEventAge?: Duration;
  /** The 99th percentile of its duration from which on people notice. */
  readonly slow: Duration;
  /** What to take off the errors that Lambda counts, because it is no failure. */
  readonly noFailures?: IMetric;
  /** Beside what all functions have; variables without a value are left out. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** One Rust binary on Lambda, with its log group, its own role, its alarms and a place for what failed. */
export class RustFunction extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, surroundings: Surroundings, props: RustFunctionProps) {
    super(scope, id);
    const functionName = surroundings.names.function(props.name);
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: LOG_RETENTION,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = functionRole(this, 'Role', logGroup);
    this.function = new LambdaFunction(this, 'Function', {
      functionName,
      description: props.description,
      runtime: Runtime.PROVIDED_AL2023,
      architecture: surroundings.local ? Architecture.X86_64 : Architecture.ARM_64,
      handler: 'bootstrap',
      code: Code.fromAsset(`${surroundings.binaries}/${props.name}`),
      memorySize: 512,
      timeout: props.timeout,
      ephemeralStorageSize: props.ephemeralStorage,
      role,
      tracing: Tracing.ACTIVE,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      systemLogLevelV2: SystemLogLevel.INFO,
      environment: {
        STACK_NAME: surroundings.names.stack,
        ...(READS[props.name].includes('PUBLIC_URL') && { PUBLIC_URL: surroundings.publicUrl }),
        // API Gateway's paths begin with the stage, which is CloudFront's business.
        AWS_LAMBDA_HTTP_IGNORE_STAGE_IN_PATH: 'true',
        ...present(props.environment ?? {}),
      },
      // A request that nobody waits for any more is not answered by asking again.
      retryAttempts: props.retryAttempts ?? 0,
      maxEventAge: props.maxEventAge,
      onFailure: surroundings.failures.destination,
    });
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray has no resources that a policy could name: both actions that send traces need a star.',
    });
    this.watch(surroundings, props);
  }

  private watch({ monitoring, local }: Surroundings, { name, slow, noFailures }: RustFunctionProps): void {
    const counted = this.function.metricErrors({ period: PERIOD });
    // The emulator's alarms do not calculate.
    const difference =
      noFailures && !local
        ? new MathExpression({
            expression: 'counted - FILL(noFailures, 0)',
            usingMetrics: { counted, noFailures },
            label: 'Errors',
            period: PERIOD,
          })
        : undefined;
    const errors = difference ?? counted;
    const throttles = this.function.metricThrottles({ period: PERIOD });
    const duration = this.function.metricDuration({ period: PERIOD, statistic: 'p99' });
    monitoring.watch(
      `${name}-errors`,
      errors,
      1,
      `${name} crashed or ran out of time.`,
      // The two may be counted in neighbouring periods, so that one period alone may lie.
      difference && { evaluationPeriods: 3, datapointsToAlarm: 2 },
    );
    monitoring.watch(`${name}-throttles`, throttles, 1, `Lambda refused to run more of ${name} at a time.`);
    monitoring.watch(
      `${name}-slow`,
      duration,
      slow.toMilliseconds(),
      `One in a hundred calls of ${name} is slow.`,
      {
        evaluationPeriods: 3,
      },
    );
    monitoring.show(
      name,
      [this.function.metricInvocations({ period: PERIOD }), errors, throttles],
      [duration],
    );
  }
}

/** A role for a function that may write its own log, and nothing else yet. */
export function functionRole(scope: Construct, id: string, logGroup: LogGroup): Role {
  const role = new Role(scope, id, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  role.addToPolicy(
    new PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    }),
  );
  return role;
}

function present(variables: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}
