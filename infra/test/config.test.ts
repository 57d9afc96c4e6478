import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { describe, expect, test } from 'vitest';
import { defaultModel, embeddingModel, modelResources } from '../lib/bedrock.ts';
import { type Config, ConfigError, parseConfig, readConfig } from '../lib/config.ts';

const parse = (given: unknown, local = false): Config => parseConfig(given, 'cdk.local.json', local);

function complaint(given: unknown, local = false): string {
  try {
    parse(given, local);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  throw new Error('nothing was wrong with it');
}

describe('what is right', () => {
  test("Moodle's address is made of host and domain", () => {
    expect(parse({ domain_name: 'university.example', host_name: 'moodle' }).moodleUrl).toBe(
      'https://moodle.university.example',
    );
  });

  test('Moodle may be in a folder', () => {
    expect(parse({ moodle_url: 'https://university.example/moodle' }).moodleUrl).toBe(
      'https://university.example/moodle',
    );
  });

  test('empty values and notes count as nothing', () => {
    expect(parse({ '// note': 'read me', domain_name: '', host_name: '' })).toEqual(parse({}));
  });

  test('the committed example is right as it is', () => {
    const example = new URL('../cdk.local.json.example', import.meta.url);
    expect(parse(JSON.parse(readFileSync(example, 'utf8')))).toEqual(parse({}));
  });

  test('the committed example tells of every key', () => {
    const example = readFileSync(new URL('../cdk.local.json.example', import.meta.url), 'utf8');
    const keys = complaint({ nothing: 1 }).split('there are: ')[1]?.split(', ') ?? [];
    expect(keys.length).toBeGreaterThan(10);
    expect(keys.filter((key) => !example.includes(key))).toEqual([]);
  });

  test('events are kept unless that is switched off', () => {
    expect(parse({}).archive).toBe(true);
    expect(parse({ archive: true }).archive).toBe(true);
    expect(parse({ archive: false }).archive).toBe(false);
    expect(parse({ archive: '' }).archive).toBe(true);
  });

  test('course files are indexed, and questions answered, unless that is switched off', () => {
    expect(parse({}).assistant).toBe(true);
    expect(parse({ assistant: false }).assistant).toBe(false);
  });

  test('texts are compared by one of the models whose vectors are known', () => {
    expect(embeddingModel(parse({}).embeddingModel).dimensions).toBe(1024);
    const embedding_model = 'cohere.embed-multilingual-v3';
    expect(embeddingModel(parse({ embedding_model }).embeddingModel).id).toBe(embedding_model);
    expect(() => embeddingModel('amazon.titan-embed-text-v1')).toThrow(
      /there are: amazon\.titan-embed-text-v2:0, /,
    );
  });

  test('a Moodle on this machine is for the emulator only', () => {
    const given = { moodle_url: 'http://127.0.0.1:8080' };
    expect(parse(given, true).moodleUrl).toBe('http://127.0.0.1:8080');
    expect(complaint(given)).toContain('"moodle_url" is "http://127.0.0.1:8080"');
  });
});

describe('what is wrong', () => {
  test.each<[string, unknown]>([
    ['moodle_url', 'https://university.example/moodle/'],
    ['moodle_url', 'http://university.example'],
    ['moodle_role_name', 'arn:aws:iam::123456789012:role/moodle-server'],
    ['alarm_email', 'operators'],
    ['alarm_email', 7],
    ['translate_model', 'nova lite'],
    ['translate_guardrail', 'a1b2c3d4e5f6'],
    ['assistant_model', 'nova lite'],
    ['assistant_guardrail', 'a1b2c3d4e5f6'],
    ['embedding_model', 'amazon.titan-embed-text-v1'],
    ['user_questions_per_hour', '200'],
    ['site_questions_per_day', -1],
    ['assistant', 'no'],
    ['user_requests_per_hour', '200'],
    ['site_characters_per_day', 0],
    ['site_requests_per_hour', 1.5],
    ['archive', 'false'],
    ['archive', 0],
  ])('%s as %j is refused by its name, its value and an example', (key, value) => {
    expect(complaint({ [key]: value })).toMatch(
      /^cdk\.local\.json: "\w+" is .*; it must be .* for example \S+/,
    );
    expect(complaint({ [key]: value })).toContain(`"${key}" is ${JSON.stringify(value)}`);
  });

  test('a domain name with a scheme is refused', () => {
    expect(complaint({ domain_name: 'https://university.example', host_name: 'moodle' })).toContain(
      'without https:// and without a path, for example "university.example"',
    );
  });

  test('a certificate of another region is refused, because CloudFront does not look there', () => {
    const certificate_arn = 'arn:aws:acm:eu-west-1:123456789012:certificate/abc';
    expect(complaint({ custom_domain: 'tools.university.example', certificate_arn })).toContain('us-east-1');
  });

  test.each([
    [{ custom_domain: 'tools.university.example' }, 'certificate_arn'],
    [{ host_name: 'moodle' }, 'domain_name'],
  ])('half a pair is refused, naming what is missing: %j', (given, missing) => {
    expect(complaint(given)).toMatch(
      new RegExp(`^cdk\\.local\\.json: "${missing}" is missing beside .*for example`),
    );
  });

  test('two addresses of Moodle are refused', () => {
    const given = { moodle_url: 'https://a.example', domain_name: 'b.example', host_name: 'moodle' };
    expect(complaint(given)).toContain('give one of them');
  });

  test('an unknown key is refused with the list of keys', () => {
    expect(complaint({ hostname: 'moodle' })).toMatch(
      /"hostname" is no key of ours; there are: domain_name, host_name/,
    );
  });

  test('every mistake has a line of its own', () => {
    expect(complaint({ alarm_email: 'x', host: 'y', moodle_role_name: '/' }).split('\n')).toHaveLength(3);
  });

  test.each([[[]], ['text'], [null]])('what is no object is refused: %j', (given) => {
    expect(complaint(given)).toContain('must be a JSON object');
  });
});

describe('the file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'moodle-aws-'));

  test('a missing one says what to copy', () => {
    expect(() => readConfig(join(folder, 'none.json'), false)).toThrow(/Copy infra\/cdk.local.json.example/);
  });

  test('a missing one is enough for the emulator', () => {
    expect(readConfig(join(folder, 'none.json'), true)).toEqual(parse({}));
  });

  test('one that is no JSON says so', () => {
    const file = join(folder, 'broken.json');
    writeFileSync(file, '{"domain_name": }');
    expect(() => readConfig(file, true)).toThrow(/broken\.json: is not JSON: /);
  });
});

describe('the model', () => {
  const stack = new Stack(new App(), 'S', { env: { account: '111111111111', region: 'eu-west-1' } });
  const of = (model: string) =>
    JSON.parse(
      JSON.stringify(stack.resolve(modelResources(model, stack))).replaceAll(
        '{"Ref":"AWS::Partition"}',
        '"aws"',
      ),
    );

  test.each([
    ['us-west-2', 'us.amazon.nova-lite-v1:0'],
    ['eu-central-1', 'eu.amazon.nova-lite-v1:0'],
    ['ap-southeast-2', 'apac.amazon.nova-lite-v1:0'],
  ])('of %s is by default %s', (region, model) => {
    expect(defaultModel(region)).toBe(model);
  });

  test('has no default where no profile is known, and the error names the key and an example', () => {
    expect(() => defaultModel('sa-east-1')).toThrow(
      /"translate_model" is missing.*sa-east-1.*for example "global\./,
    );
  });

  test('without a profile is called where the stack is', () => {
    expect(JSON.stringify(of('amazon.nova-lite-v1:0'))).toContain(
      ':bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0',
    );
    expect(of('amazon.nova-lite-v1:0')).not.toHaveProperty('behind');
  });

  test('of an application profile can be any, through that profile', () => {
    const arn = 'arn:aws:bedrock:eu-west-1:111111111111:application-inference-profile/abc';
    expect(of(arn).called).toBe(arn);
    expect(JSON.stringify(of(arn).behind)).toContain('foundation-model/*');
  });

  test('behind a profile given by ARN is the one in its name', () => {
    const arn = 'arn:aws:bedrock:eu-west-1:111111111111:inference-profile/eu.amazon.nova-lite-v1:0';
    expect(JSON.stringify(of(arn).behind)).toContain('foundation-model/amazon.nova-lite-v1:0');
  });
});
