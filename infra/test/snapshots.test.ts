import { describe, expect, test } from 'vitest';
import { CONFIGURATIONS, synthesize } from './synthesized.ts';

/** Hashes of what is uploaded change with every build and with every version of CDK; they say nothing here. */
function withoutHashes(template: object): unknown {
  return JSON.parse(JSON.stringify(template).replaceAll(/[0-9a-f]{64}/g, '<hash>'));
}

describe.each(CONFIGURATIONS)('with the configuration %s', (configuration) => {
  test('the template is the one that was reviewed', () => {
    expect(withoutHashes(synthesize(configuration).toJSON())).toMatchSnapshot();
  });
});
