import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  AuthorizationType,
  EndpointType,
  AccessLogField as Field,
  type IResource,
  LambdaIntegration,
  LogGroupLogDestination,
  type MethodDeploymentOptions,
  MethodLoggingLevel,
  ResponseTransferMode,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Context } from '../context.ts';
import type { CourseAssistant } from './course-assistant.ts';
import { addGatewayResponses } from './gateway-responses.ts';
import type { LtiTool } from './lti-tool.ts';
import { type Monitoring, PERIOD } from './monitoring.ts';
import type { MoodleAuthorizer } from './moodle-authorizer.ts';
import type { PutEvents } from './put-events.ts';
import type { Readings } from './readings.ts';
import { LOG_RETENTION, type RustFunction } from './rust-function.ts';
import type { Translator } from './translator.ts';

/**
 * The stage's name as text. A reference to the stage would close a circle: the stage needs the functions,
 * they need the public address, and that needs the origin with this path. It is not `v1`, which is ours.
 */
export const STAGE = 'live';

/** Where Moodle sites with a connection code send their events. */
export const EVENTS_PATH = '/v1/events';

/** What API Gateway itself writes about methods: nothing. */
const SILENT: MethodDeploymentOptions = {
  loggingLevel: MethodLoggingLevel.OFF,
  dataTraceEnabled: false,
  // The alarms need what API Gateway counts of the whole API, not a bill for each method.
  metricsEnabled: false,
};

/** What `readings` answers of the paths below `/api`. */
const READINGS = ['reading', 'reading/{proxy+}', 'readings', 'deep-link', 'privacy', 'privacy/{proxy+}'];

/** What `course-assistant` answers below `/api`. */
const ASSISTANT: readonly (readonly [method: string, path: string])[] = [
  ['POST', 'ask'],
  ['GET', 'assistant'],
  ['GET', 'index'],
  ['POST', 'index'],
  ['GET', 'index/questions'],
  ['DELETE', 'index/questions'],
];

export interface ApiFunctions {
  readonly ltiTool: LtiTool;
  readonly translator: Translator;
  readonly readings: Readings;
  readonly putEvents: PutEvents;
  readonly moodleAuthorizer: MoodleAuthorizer;
  /** Absent where course files are not indexed; then these paths are nobody's. */
  readonly assistant?: CourseAssistant;
}

/** The REST API: every path that is not a file. Only the distribution is to call it. */
export class Api extends Construct {
  private readonly api: RestApi;
  private readonly local: boolean;

  constructor(scope: Construct, id: string, context: Context, monitoring: Monitoring) {
    super(scope, id);
    const { names, local } = context;
    this.local = local;
    const accessLog = new LogGroup(this, 'AccessLog', {
      logGroupName: `/aws/apigateway/${names.stack}`,
      retention: LOG_RETENTION,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.api = new RestApi(this, 'Rest', {
      restApiName: names.stack,
      description: 'The tool and the translator, behind the distribution',
      endpointTypes: [EndpointType.REGIONAL],
      // The role is a setting of the whole account and region: other stacks' APIs log by it as well.
      cloudWatchRole: true,
      cloudWatchRoleRemovalPolicy: local ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
      deployOptions: {
        stageName: STAGE,
        accessLogDestination: new LogGroupLogDestination(accessLog),
        accessLogFormat: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
        ...SILENT,
        tracingEnabled: true,
        throttlingRateLimit: 500,
        throttlingBurstLimit: 1000,
        // A site that sends all that it has at once is not to take the others' share of the API; its plugin waits and
        // goes on. A call holds ten events.
        methodOptions: {
          [`${EVENTS_PATH}/POST`]: { ...SILENT, throttlingRateLimit: 100, throttlingBurstLimit: 200 },
        },
      },
    });
    // CDK's own output of the address; ours are in one place, in stack.ts.
    this.api.node.tryRemoveChild('Endpoint');
    addGatewayResponses(this.api);
    this.acknowledge();
    this.watch(accessLog, names.stack, monitoring);
  }

  /** The host under which the API is reached, without the stage. */
  get host(): string {
    const { region, urlSuffix } = Stack.of(this);
    return `${this.api.restApiId}.execute-api.${region}.${urlSuffix}`;
  }

  get id(): string {
    return this.api.restApiId;
  }

  /** Says which function answers where. */
  route({ ltiTool, translator, readings, putEvents, moodleAuthorizer, assistant }: ApiFunctions): void {
    // The console's test button is no caller of ours.
    const notTested = { allowTestInvoke: false };
    const tool = new LambdaIntegration(ltiTool.function, notTested);
    const streamed = (fn: RustFunction, timeout: Duration) =>
      new LambdaIntegration(fn.function, {
        ...notTested,
        // The emulator cannot read a streamed answer.
        ...(this.local ? {} : { responseTransferMode: ResponseTransferMode.STREAM, timeout }),
      });
    const translate = streamed(translator, Duration.minutes(15));
    const { root } = this.api;
    for (const path of ['app', 'healthz']) {
      root.addResource(path).addMethod('ANY', tool);
    }
    for (const path of ['lti', '.well-known', 'api']) {
      root.addResource(path).addResource('{proxy+}').addMethod('ANY', tool);
    }
    const reading = new LambdaIntegration(readings.function, notTested);
    for (const path of READINGS) {
      root.resourceForPath(`api/${path}`).addMethod('ANY', reading);
    }
    const below = (parent: string, child: string): IResource => root.resourceForPath(`${parent}/${child}`);
    below('api', 'translate').addMethod('POST', translate);
    below('api', 'languages').addMethod('GET', translate);
    if (assistant) {
      const integration = streamed(assistant, Duration.minutes(5));
      for (const [method, path] of ASSISTANT) {
        root.resourceForPath(`api/${path}`).addMethod(method, integration);
      }
    }
    const forSites = {
      authorizationType: AuthorizationType.CUSTOM,
      authorizer: moodleAuthorizer.authorizer,
    };
    below('v1', 'translate').addMethod('POST', translate, forSites);
    below('v1', 'languages').addMethod('GET', translate, forSites);
    // A signature covers the whole call, which no authorizer gets to see: the function checks it.
    root.resourceForPath(EVENTS_PATH).addMethod('POST', new LambdaIntegration(putEvents.function, notTested));
  }

  private acknowledge(): void {
    Validations.of(this.api).acknowledge(
      {
        id: 'AwsSolutions-APIG2',
        reason:
          'The functions read requests strictly themselves and name the field that is wrong, which API Gateway would not.',
      },
      {
        id: 'AwsSolutions-APIG3',
        reason:
          'A web application firewall costs more than all the rest of the stack together; throttling, and allowances for people and sites, bound what a caller can do.',
      },
      {
        id: 'AwsSolutions-APIG4',
        reason:
          'The LTI protocol brings its own signatures and sessions, which the functions check, and events come with signatures that their function checks; the rest below /v1 has the authorizer.',
      },
      {
        id: 'AwsSolutions-APIG6',
        reason:
          'Execution logs may hold parameters of a request. The access log and the logs of the functions tell what happened without them.',
      },
      {
        id: 'AwsSolutions-COG4',
        reason: 'People sign in at their learning platform, which vouches for them; there is no user pool.',
      },
    );
    Validations.of(this.api).acknowledge({
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
      reason:
        'API Gateway uses this role for every API of the account and region, so it needs what AWS says that it needs, not what this stack does.',
    });
  }

  private watch(accessLog: LogGroup, stack: string, monitoring: Monitoring): void {
    const dimensionsMap = { ApiName: stack, Stage: STAGE };
    const metric = (metricName: string, statistic: string) =>
      new Metric({ namespace: 'AWS/ApiGateway', metricName, statistic, dimensionsMap, period: PERIOD });
    const failures = metric('5XXError', 'Sum');
    monitoring.watch('api-5xx', failures, 5, 'The API failed to answer.');
    new MetricFilter(this, 'Denies', {
      logGroup: accessLog,
      metricNamespace: stack,
      metricName: DENIES,
      filterPattern: FilterPattern.any(
        FilterPattern.stringValue('$.error_type', '=', 'ACCESS_DENIED'),
        FilterPattern.stringValue('$.error_type', '=', 'UNAUTHORIZED'),
      ),
    });
    const denies = new Metric({ namespace: stack, metricName: DENIES, statistic: 'Sum', period: PERIOD });
    monitoring.watch('authorizer-denies', denies, 50, 'Many calls on behalf of Moodle sites are refused.');
    const latency = metric('Latency', 'p99');
    monitoring.show('API', [metric('Count', 'Sum'), metric('4XXError', 'Sum'), failures, denies], [latency]);
  }
}

const DENIES = 'AuthorizerDenies';

/** No query string, no header, no address and no name of a person. */
const ACCESS_LOG = {
  request_id: Field.contextRequestId(),
  trace_id: '$context.xrayTraceId',
  time: Field.contextRequestTime(),
  method: Field.contextHttpMethod(),
  path: Field.contextPath(),
  route: Field.contextResourcePath(),
  status: Field.contextStatus(),
  latency_ms: Field.contextResponseLatency(),
  function_latency_ms: Field.contextIntegrationLatency(),
  length_bytes: Field.contextResponseLength(),
  error_type: '$context.error.responseType',
};
