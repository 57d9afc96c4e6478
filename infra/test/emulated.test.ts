import { expect, test } from 'vitest';
import { ourFunctions, resources, some, synthesize } from './synthesized.ts';

const local = synthesize('no-role', { local: true });
const real = synthesize('no-role');

test('nothing that the emulator cannot do is in its template', () => {
  const types = Object.values<{ Type: string }>(local.toJSON().Resources).map(({ Type }) => Type);
  const unknown = /^(Custom::|AWS::(Bedrock|S3Vectors)::|AWS::Logs::Delivery)/;
  expect(types.filter((type) => unknown.test(type))).toEqual([]);
  expect(types).not.toContain('AWS::Lambda::LayerVersion');
  const calculating = (template: typeof real) =>
    some(template, 'AWS::CloudWatch::Alarm').filter(({ Properties }) => Properties.Metrics);
  expect(calculating(local)).toEqual([]);
  expect(calculating(real)).toHaveLength(1);
});

test('translations and answers are streamed on AWS and given whole on the emulator', () => {
  const modes = (template: typeof real) =>
    some(template, 'AWS::ApiGateway::Method').map(
      ({ Properties }) => Properties.Integration.ResponseTransferMode,
    );
  expect(modes(real).filter((mode) => mode === 'STREAM')).toHaveLength(10);
  expect(modes(local)).not.toContain('STREAM');
  const translate = (template: typeof real) => ourFunctions(template).get('translate')?.Properties;
  expect(translate(real)).toMatchObject({
    Timeout: 900,
    Environment: { Variables: { RESPONSE_MODE: 'stream' } },
  });
  expect(translate(local)).toMatchObject({
    Timeout: 29,
    Environment: { Variables: { RESPONSE_MODE: 'buffered' } },
  });
});

test('the index is told of a knowledge base, which on the emulator is none', () => {
  const told = (template: typeof real, name: string) =>
    ourFunctions(template).get(name)?.Properties.Environment.Variables;
  for (const name of ['index-file', 'reconcile-index', 'course-assistant']) {
    // As AWS names them: ten letters and digits.
    expect(told(local, name).KNOWLEDGE_BASE_ID).toMatch(/^[0-9a-zA-Z]{10}$/);
    expect(told(real, name).KNOWLEDGE_BASE_ID).toEqual({
      'Fn::GetAtt': [expect.any(String), 'KnowledgeBaseId'],
    });
  }
});

test('functions are for the processor that they run on', () => {
  for (const [template, processor] of [
    [local, 'x86_64'],
    [real, 'arm64'],
  ] as const) {
    for (const { Properties } of ourFunctions(template).values()) {
      expect(Properties.Architectures).toEqual([processor]);
      expect(Properties.Runtime).toBe('provided.al2023');
    }
  }
});

test('the public address is the one that was given', () => {
  const told = [...ourFunctions(local).values()].map(
    ({ Properties }) => Properties.Environment.Variables.PUBLIC_URL,
  );
  expect(new Set(told)).toEqual(new Set(['http://localhost:8787', undefined]));
  expect(local.toJSON().Outputs.RedirectUri.Value).toBe('http://localhost:8787/lti/launch');
});

test('nothing outlives the emulated stack', () => {
  const kept = [...resources(local, 'AWS::IAM::Role').values()].filter(
    (role) => role.DeletionPolicy === 'Retain',
  );
  expect(kept).toEqual([]);
});
