import { readFileSync } from 'node:fs';
import { EMBEDDING_MODEL_IDS } from './bedrock.ts';

/** What the operator has decided, read from `cdk.local.json` and found to be usable. */
export interface Config {
  /** The `wwwroot` of the one Moodle whose web-service tokens are accepted, without a slash at its end. */
  readonly moodleUrl?: string;
  /** An existing IAM role that Moodle's server has; it gets the policy to put events. */
  readonly moodleRoleName?: string;
  readonly customDomain?: CustomDomain;
  /** Where alarms go. */
  readonly alarmEmail?: string;
  /** A Bedrock model id, an inference profile's id, or the ARN of either. */
  readonly translateModel?: string;
  /** `ID:VERSION`. */
  readonly translateGuardrail?: string;
  /** As the translator's; what answers questions about courses. */
  readonly assistantModel?: string;
  /** `ID:VERSION`. */
  readonly assistantGuardrail?: string;
  /** The Bedrock model that makes vectors of texts. */
  readonly embeddingModel: string;
  /** Whether events are kept for 90 days, to be replayed. */
  readonly archive: boolean;
  /** Whether course files are indexed, and questions answered from them. */
  readonly assistant: boolean;
  /** Environment variables of functions, by name; what is absent has the function's default. */
  readonly quotas: Readonly<Partial<Record<QuotaVariable, number>>>;
}

export interface CustomDomain {
  readonly name: string;
  readonly certificateArn: string;
}

const QUOTAS = {
  user_requests_per_hour: 'USER_REQUESTS_PER_HOUR',
  user_characters_per_day: 'USER_CHARACTERS_PER_DAY',
  site_requests_per_hour: 'SITE_REQUESTS_PER_HOUR',
  site_characters_per_day: 'SITE_CHARACTERS_PER_DAY',
  user_questions_per_hour: 'USER_QUESTIONS_PER_HOUR',
  user_questions_per_day: 'USER_QUESTIONS_PER_DAY',
  site_questions_per_hour: 'SITE_QUESTIONS_PER_HOUR',
  site_questions_per_day: 'SITE_QUESTIONS_PER_DAY',
} as const;

/** What may be switched on or off, and what it is where nothing is said. */
const SWITCHES = { archive: true, assistant: true } as const;

type Switch = keyof typeof SWITCHES;

export type QuotaVariable = (typeof QUOTAS)[keyof typeof QUOTAS];

/** Everything that is wrong with a configuration: one sentence for each mistake. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(file: string, problems: readonly string[]) {
    super(problems.map((problem) => `${file}: ${problem}`).join('\n'));
  }
}

const [DEFAULT_EMBEDDING = ''] = EMBEDDING_MODEL_IDS;

interface Rule {
  readonly pattern: RegExp;
  readonly what: string;
  readonly example: string;
}

const LABEL = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
const HOST = `(${LABEL}\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])`;
const MODEL = /^(arn:aws[a-z-]*:bedrock:[a-z0-9-]*:\d*:[\w-]+\/\S+|[a-z][a-z0-9-]*(\.[\w:-]+)+)$/;
const GUARDRAIL = /^[a-z0-9]+:([1-9]\d*|DRAFT)$/;
const LOOPBACK = /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?(\/|$)/;

const RULES = {
  domain_name: {
    pattern: new RegExp(`^${HOST}$`),
    what: 'a domain name in lower case, without https:// and without a path',
    example: 'university.example',
  },
  host_name: {
    pattern: new RegExp(`^${LABEL}(\\.${LABEL})*$`),
    what: "the host's part of Moodle's address, in lower case",
    example: 'moodle',
  },
  moodle_url: {
    pattern: new RegExp(`^https://${HOST}(:\\d+)?(/[^?#\\s/]+)*$`),
    what: "Moodle's wwwroot as its config.php has it: https, and no slash at the end",
    example: 'https://university.example/moodle',
  },
  moodle_role_name: {
    pattern: /^[\w+=,.@-]{1,64}$/,
    what: 'the name (not the ARN) of an existing IAM role',
    example: 'moodle-server',
  },
  custom_domain: {
    pattern: new RegExp(`^${HOST}$`),
    what: 'a domain name in lower case, without https:// and without a path',
    example: 'tools.university.example',
  },
  certificate_arn: {
    pattern: /^arn:aws[a-z-]*:acm:us-east-1:\d{12}:certificate\/[\w-]+$/,
    what: 'the ARN of a certificate in us-east-1, where CloudFront looks for it',
    example: 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0000-1111-2222-333344445555',
  },
  alarm_email: {
    pattern: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
    what: 'one e-mail address',
    example: 'moodle-operators@university.example',
  },
  translate_model: {
    pattern: MODEL,
    what: "a Bedrock model's id, an inference profile's id, or an ARN of either",
    example: 'eu.amazon.nova-lite-v1:0',
  },
  translate_guardrail: {
    pattern: GUARDRAIL,
    what: "a guardrail's id and version with a colon between them",
    example: 'a1b2c3d4e5f6:1',
  },
  assistant_model: {
    pattern: MODEL,
    what: "a Bedrock model's id, an inference profile's id, or an ARN of either",
    example: 'eu.amazon.nova-lite-v1:0',
  },
  assistant_guardrail: {
    pattern: GUARDRAIL,
    what: "a guardrail's id and version with a colon between them",
    example: 'a1b2c3d4e5f6:1',
  },
  embedding_model: {
    pattern: new RegExp(`^(${EMBEDDING_MODEL_IDS.join('|').replaceAll('.', '\\.')})$`),
    what: `one of ${EMBEDDING_MODEL_IDS.join(' and ')}`,
    example: DEFAULT_EMBEDDING,
  },
} as const satisfies Record<string, Rule>;

type Key = keyof typeof RULES;

/** Keys that make sense only together. */
const PAIRS: readonly (readonly [Key, Key])[] = [
  ['domain_name', 'host_name'],
  ['custom_domain', 'certificate_arn'],
];

/**
 * Reads the configuration.
 *
 * A missing file is an error, because a deployment that nobody has configured is a mistake, except at
 * the emulator (`local`), where there is nothing to configure.
 *
 * @throws ConfigError naming every key that is wrong, its value, and an example
 */
export function readConfig(file: string, local: boolean): Config {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (local && (error as NodeJS.ErrnoException).code === 'ENOENT') {
      return toConfig(new Map());
    }
    throw new ConfigError(file, [
      'cannot be read. Copy infra/cdk.local.json.example to infra/cdk.local.json and fill in what you need',
    ]);
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new ConfigError(file, [`is not JSON: ${(error as Error).message}`]);
  }
  return parseConfig(parsed, file, local);
}

/**
 * Checks a configuration that was read as JSON. An empty string stands for a key that is not there, and
 * keys that begin with `//` are notes.
 *
 * @throws ConfigError naming every key that is wrong, its value, and an example
 */
export function parseConfig(parsed: unknown, file: string, local: boolean): Config {
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new ConfigError(file, ['must be a JSON object, for example {"moodle_role_name": "moodle-server"}']);
  }
  const given = new Map(
    Object.entries(parsed).filter(([key, value]) => !key.startsWith('//') && value !== ''),
  );
  const problems = [
    ...unknownKeys(given),
    ...wrongTexts(given, local),
    ...wrongNumbers(given),
    ...wrongSwitches(given),
    ...unpaired(given),
  ];
  if (problems.length > 0) {
    throw new ConfigError(file, problems);
  }
  return toConfig(given as ReadonlyMap<string, string | number | boolean>);
}

function unknownKeys(given: ReadonlyMap<string, unknown>): string[] {
  const known = [...Object.keys(RULES), ...Object.keys(QUOTAS), ...Object.keys(SWITCHES)];
  return [...given.keys()]
    .filter((key) => !known.includes(key))
    .map((key) => `"${key}" is no key of ours; there are: ${known.join(', ')}`);
}

function wrongTexts(given: ReadonlyMap<string, unknown>, local: boolean): string[] {
  return Object.entries(RULES)
    .filter(([key, rule]) => {
      const value = given.get(key);
      // The emulator's tests have a Moodle on this machine.
      const loopback = local && key === 'moodle_url' && typeof value === 'string' && LOOPBACK.test(value);
      return value !== undefined && !loopback && !(typeof value === 'string' && rule.pattern.test(value));
    })
    .map(([key, rule]) => `${shown(key, given)}; it must be ${rule.what}, for example "${rule.example}"`);
}

function wrongNumbers(given: ReadonlyMap<string, unknown>): string[] {
  return Object.keys(QUOTAS)
    .filter((key) => {
      const value = given.get(key);
      return value !== undefined && !(Number.isSafeInteger(value) && (value as number) > 0);
    })
    .map((key) => `${shown(key, given)}; it must be a whole number above 0 without quotes, for example 200`);
}

function wrongSwitches(given: ReadonlyMap<string, unknown>): string[] {
  return Object.keys(SWITCHES)
    .filter((key) => given.has(key) && typeof given.get(key) !== 'boolean')
    .map((key) => `${shown(key, given)}; it must be true or false without quotes, for example false`);
}

function unpaired(given: ReadonlyMap<string, unknown>): string[] {
  const problems = PAIRS.flatMap(([one, other]) => {
    const [missing, present] = given.has(one) ? [other, one] : [one, other];
    return given.has(one) === given.has(other)
      ? []
      : [
          `"${missing}" is missing beside "${present}"; it must be ${RULES[missing].what}, for example "${RULES[missing].example}"`,
        ];
  });
  if (given.has('moodle_url') && given.has('domain_name')) {
    problems.push(
      `${shown('moodle_url', given)} beside "domain_name"; give one of them: "moodle_url" where Moodle is in a folder, for example "${RULES.moodle_url.example}"`,
    );
  }
  return problems;
}

function shown(key: string, given: ReadonlyMap<string, unknown>): string {
  return `"${key}" is ${JSON.stringify(given.get(key))}`;
}

function toConfig(given: ReadonlyMap<string, string | number | boolean>): Config {
  const text = (key: Key) => given.get(key) as string | undefined;
  const isOn = (key: Switch) => (given.get(key) as boolean | undefined) ?? SWITCHES[key];
  const [domain, certificateArn] = [text('custom_domain'), text('certificate_arn')];
  const host = text('host_name');
  return {
    moodleUrl: host ? `https://${host}.${text('domain_name')}` : text('moodle_url'),
    moodleRoleName: text('moodle_role_name'),
    customDomain: domain && certificateArn ? { name: domain, certificateArn } : undefined,
    alarmEmail: text('alarm_email'),
    translateModel: text('translate_model'),
    translateGuardrail: text('translate_guardrail'),
    assistantModel: text('assistant_model'),
    assistantGuardrail: text('assistant_guardrail'),
    embeddingModel: text('embedding_model') ?? DEFAULT_EMBEDDING,
    archive: isOn('archive'),
    assistant: isOn('assistant'),
    quotas: Object.fromEntries(
      Object.entries(QUOTAS)
        .filter(([key]) => given.has(key))
        .map(([key, variable]) => [variable, given.get(key)]),
    ),
  };
}
