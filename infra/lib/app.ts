import { fileURLToPath } from 'node:url';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { readConfig } from './config.ts';
import { DEFAULT_STACK, Names } from './names.ts';
import { MoodleAwsStack } from './stack.ts';

const INFRA = new URL('../', import.meta.url);
const path = (relative: string) => fileURLToPath(new URL(relative, INFRA));

/**
 * The app as CDK's command line runs it, from `cdk.local.json`, the environment and `--context`.
 *
 * @throws Error with one clear line for each mistake, before anything is synthesized
 */
export function buildApp(environment: NodeJS.ProcessEnv): App {
  const app = new App();
  const local = isTrue(app.node.tryGetContext('local'));
  const names = new Names(environment.STACK_NAME || DEFAULT_STACK);
  new MoodleAwsStack(app, names.stack, {
    names,
    local,
    env: { account: environment.CDK_DEFAULT_ACCOUNT, region: environment.CDK_DEFAULT_REGION },
    description: 'Connects Moodle to AWS: LTI tool, translator, event bus',
    tags: { application: 'moodle-aws', stack: names.stack },
    config: readConfig(app.node.tryGetContext('config') ?? path('cdk.local.json'), local),
    publicUrl: local ? app.node.tryGetContext('public_url') : undefined,
    // Tests, and `destroy`, give others: they need no build.
    binaries: app.node.tryGetContext('binaries') ?? path(`../dist/lambda/${local ? 'x86_64' : 'arm64'}`),
    frontend: app.node.tryGetContext('frontend') ?? path('../frontend/dist'),
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}

/** `--context local=true` brings a string, `cdk.json` a boolean. */
function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}
