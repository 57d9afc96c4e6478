import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { defaultModel, embeddingModel } from './bedrock.ts';
import type { Config } from './config.ts';
import { Api, EVENTS_PATH, STAGE } from './constructs/api.ts';
import { CourseAssistant } from './constructs/course-assistant.ts';
import { EventDelay } from './constructs/event-delay.ts';
import { EventLog } from './constructs/event-log.ts';
import { Events } from './constructs/events.ts';
import { Failures } from './constructs/failures.ts';
import { IndexFile, type IndexProps } from './constructs/index-file.ts';
import { IndexQueue } from './constructs/index-queue.ts';
import { KnowledgeBase } from './constructs/knowledge-base.ts';
import { LtiTool } from './constructs/lti-tool.ts';
import { Monitoring } from './constructs/monitoring.ts';
import { MoodleAuthorizer } from './constructs/moodle-authorizer.ts';
import { Parameters } from './constructs/parameters.ts';
import { PublicOrigin } from './constructs/public-origin.ts';
import { PutEvents } from './constructs/put-events.ts';
import { Readings } from './constructs/readings.ts';
import { ReconcileIndex } from './constructs/reconcile-index.ts';
import { RotateKeys } from './constructs/rotate-keys.ts';
import type { Surroundings } from './constructs/rust-function.ts';
import { ScoreSender } from './constructs/score-sender.ts';
import { Secrets } from './constructs/secrets.ts';
import { Site } from './constructs/site.ts';
import { Staging } from './constructs/staging.ts';
import { Tables } from './constructs/tables.ts';
import { Translator } from './constructs/translator.ts';
import type { Context } from './context.ts';

export interface MoodleAwsProps extends StackProps, Context {
  readonly config: Config;
  /** The address that browsers use instead of the distribution's: the emulator has no distribution that answers. */
  readonly publicUrl?: string;
  /** The folder with one folder a function, each holding its `bootstrap`. */
  readonly binaries: string;
  /** The front end's build. */
  readonly frontend: string;
}

/** All of the product on AWS. It only says what is connected with what. */
export class MoodleAwsStack extends Stack {
  constructor(scope: Construct, id: string, props: MoodleAwsProps) {
    super(scope, id, props);
    const { config, names, local } = props;
    const context: Context = { names, local };

    const monitoring = new Monitoring(this, 'Monitoring', context, config.alarmEmail);
    const failures = new Failures(this, 'Failures', context, monitoring);
    const tables = new Tables(this, 'Tables', context);
    const secrets = new Secrets(this, 'Secrets', context);
    const site = new Site(this, 'Site', context);
    const api = new Api(this, 'Api', context, monitoring);
    const origin = new PublicOrigin(this, 'PublicOrigin', context, {
      api,
      site,
      customDomain: config.customDomain,
    });
    const publicUrl = props.publicUrl ?? origin.url;
    const parameters = new Parameters(this, 'Parameters', context, `${publicUrl}/lti/launch`);
    const { archive, moodleRoleName: roleName } = config;
    const events = new Events(this, 'Events', context, { roleName, archive });
    new EventLog(this, 'EventLog', context, events.bus, monitoring);
    const indexQueue = new IndexQueue(this, 'IndexQueue', context, monitoring);

    const surroundings = { ...context, binaries: props.binaries, publicUrl, monitoring, failures };
    const { moodleUrl } = config;
    const ltiTool = new LtiTool(this, 'LtiTool', surroundings, {
      moodleUrl,
      assistant: config.assistant,
      tables,
      secrets,
      parameters,
    });
    const moodleAuthorizer = new MoodleAuthorizer(this, 'MoodleAuthorizer', surroundings, {
      moodleUrl,
      tables,
      secrets,
    });
    const model = config.translateModel ?? defaultModel(this.region);
    const translator = new Translator(this, 'Translator', surroundings, {
      model,
      guardrail: config.translateGuardrail,
      quotas: config.quotas,
      tables,
    });
    new RotateKeys(this, 'RotateKeys', surroundings, { tables, secrets });
    const readings = new Readings(this, 'Readings', surroundings, { tables, secrets });
    new ScoreSender(this, 'ScoreSender', surroundings, { tables, secrets });
    new EventDelay(this, 'EventDelay', surroundings, {
      bus: events.bus,
      tables,
      indexQueue,
      enabled: config.assistant,
    });
    const putEvents = new PutEvents(this, 'PutEvents', surroundings, { events, tables, secrets });
    const assistant = config.assistant
      ? this.assistant(surroundings, config, model, { site, parameters, tables, secrets, indexQueue })
      : undefined;
    api.route({ ltiTool, translator, readings, putEvents, moodleAuthorizer, assistant });
    if (!local) {
      // The page that the tool serves names the new assets.
      ltiTool.function.node.addDependency(site.deploy(props.frontend));
    }
    monitoring.showAlarms();

    this.output('PublicUrl', publicUrl);
    this.output('ToolUrl', `${publicUrl}/app`);
    this.output('LoginUrl', `${publicUrl}/lti/login`);
    this.output('KeySetUrl', `${publicUrl}/lti/jwks`);
    this.output('RedirectUri', `${publicUrl}/lti/launch`);
    this.output('TranslateUrl', `${publicUrl}/v1/translate`);
    this.output('EventsUrl', `${publicUrl}${EVENTS_PATH}`);
    this.output('DistributionDomain', origin.domainName);
    this.output('EventBus', events.bus.eventBusName);
    this.output('EventsPolicyArn', events.policy.managedPolicyArn);
    this.output('SiteBucket', site.bucket.bucketName);
    this.output('ApiId', api.id);
    this.output('ApiUrl', `https://${api.host}/${STAGE}`);
    this.output('Dashboard', monitoring.dashboard.dashboardName);
  }

  /** The index of course files, and what answers from it. */
  private assistant(
    surroundings: Surroundings,
    config: Config,
    model: string,
    {
      site,
      parameters,
      ...shared
    }: Pick<IndexProps, 'tables' | 'secrets' | 'indexQueue'> & {
      readonly site: Site;
      readonly parameters: Parameters;
    },
  ): CourseAssistant {
    const staging = new Staging(this, 'Staging', surroundings, site);
    const embedding = embeddingModel(config.embeddingModel);
    const knowledgeBase = new KnowledgeBase(this, 'KnowledgeBase', surroundings, { embedding, staging });
    const index = { ...shared, knowledgeBase, staging };
    new IndexFile(this, 'IndexFile', surroundings, index);
    new ReconcileIndex(this, 'ReconcileIndex', surroundings, index);
    parameters.tellKnowledgeBase(knowledgeBase, staging);
    this.output('KnowledgeBaseId', knowledgeBase.id);
    this.output('StagingBucket', staging.bucket.bucketName);
    return new CourseAssistant(this, 'CourseAssistant', surroundings, {
      model: config.assistantModel ?? model,
      guardrail: config.assistantGuardrail,
      quotas: config.quotas,
      ...shared,
      knowledgeBase,
    });
  }

  private output(name: string, value: string): void {
    new CfnOutput(this, name, { value });
  }
}
