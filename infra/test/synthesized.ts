import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { readConfig } from '../lib/config.ts';
import { FUNCTIONS, Names } from '../lib/names.ts';
import { MoodleAwsStack } from '../lib/stack.ts';

export const CONFIGURATIONS = ['no-role', 'role', 'custom-domain'] as const;
export type Configuration = (typeof CONFIGURATIONS)[number] | 'no-assistant';

export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: the shape is that of whatever resource it is.
  readonly Properties: Record<string, any>;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
}

const read = (relative: string) => readFileSync(fileURLToPath(new URL(relative, import.meta.url)), 'utf8');
const context = JSON.parse(read('../cdk.json')).context;

/** Folders as a build leaves them, with nothing in them that runs: no test needs a build. */
function placeholders(): { readonly binaries: string; readonly frontend: string } {
  const folder = mkdtempSync(join(tmpdir(), 'moodle-aws-'));
  const write = (file: string, ...below: readonly string[]) => {
    mkdirSync(join(folder, ...below), { recursive: true });
    writeFileSync(join(folder, ...below, file), 'placeholder');
  };
  for (const name of FUNCTIONS) {
    write('bootstrap', 'lambda', name);
  }
  write('app.js', 'frontend', 'assets');
  return { binaries: join(folder, 'lambda'), frontend: join(folder, 'frontend') };
}

const folders = placeholders();
const made = new Map<string, Template>();

/** The stack's template in one of the configurations, made once. */
export function synthesize(
  configuration: Configuration,
  { local = false, stack = 'moodle-plugins' } = {},
): Template {
  const key = `${configuration} ${local} ${stack}`;
  const known = made.get(key);
  if (known) {
    return known;
  }
  const file = fileURLToPath(new URL(`configurations/${configuration}.json`, import.meta.url));
  const template = Template.fromStack(
    new MoodleAwsStack(new App({ context }), stack, {
      ...folders,
      names: new Names(stack),
      local,
      config: readConfig(file, local),
      publicUrl: local ? 'http://localhost:8787' : undefined,
      env: { account: '111111111111', region: 'eu-west-1' },
    }),
  );
  made.set(key, template);
  return template;
}

/** Every resource of a type, by its logical id. */
export function resources(template: Template, type: string): ReadonlyMap<string, Resource> {
  return new Map(Object.entries(template.findResources(type)) as [string, Resource][]);
}

/** The resources of a type that has one such resource at least: a check of none would prove nothing. */
export function some(template: Template, type: string): readonly Resource[] {
  const found = [...resources(template, type).values()];
  if (found.length === 0) {
    throw new Error(`the template has no ${type}`);
  }
  return found;
}

/** Our own functions by the last part of their names; CDK's functions have no name. */
export function ourFunctions(template: Template): ReadonlyMap<string, Resource & { readonly id: string }> {
  return new Map(
    [...resources(template, 'AWS::Lambda::Function')]
      .filter(([, { Properties }]) => Properties.FunctionName)
      .map(([id, resource]) => [
        resource.Properties.FunctionName.replace('moodle-plugins-', ''),
        { ...resource, id },
      ]),
  );
}
