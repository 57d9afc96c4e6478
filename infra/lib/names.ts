import names from '../names.json' with { type: 'json' };

export type TableName = keyof typeof names.tables;
/** `moodle-tokens` holds what operators enter: the tokens of all sites in one secret. The product makes the others itself. */
export type SecretName = 'state-key' | 'tool-key' | 'site-key' | 'moodle-tokens';
export type ParameterName = keyof typeof names.parameters;
export type QueueName = keyof typeof names.queues;
export type FunctionName = keyof typeof names.environment;

/** The indexes of a table by their names; none for most. */
export type IndexName<T extends TableName> = (typeof names.tables)[T] extends { indexes: infer I }
  ? keyof I & string
  : never;

/** How a table is keyed, by texts; `expires` is the attribute with the second after which a row is void. */
export interface TableShape {
  readonly partitionKey: string;
  readonly sortKey?: string;
  readonly expires?: string;
  /** Global secondary indexes by their names. */
  readonly indexes?: Readonly<Record<string, IndexShape>>;
}

/** An index of the rows that have its attributes: keyed by a text, and sorted by a number if by anything. */
export interface IndexShape {
  readonly partitionKey: string;
  readonly sortNumber?: string;
  /** What it has of a row beside the keys, which may be nothing; everything where nothing is said. */
  readonly projected?: readonly string[];
}

export const TABLES: Readonly<Record<TableName, TableShape>> = names.tables;
export const SECRETS = [...names.secrets, names.siteTokens] as readonly SecretName[];
/** The variables that each function reads. */
export const READS: Readonly<Record<FunctionName, readonly string[]>> = names.environment;
export const FUNCTIONS = Object.keys(names.environment) as readonly FunctionName[];
/** The value of a parameter that nobody has set yet: Parameter Store keeps no empty strings. */
export const UNSET_PARAMETER: string = names.unsetParameter;
/** What the names of AWS's own inference profiles begin with: a part of the world. */
export const INFERENCE_PROFILES: readonly string[] = names.inferenceProfiles;
/** The `Source` of every event that the product's Moodle plugin sends. */
export const EVENT_SOURCE: string = names.eventSource;
/** The names of the events that make jobs, for which `event-delay` is started; its own tests read the same list. */
export const JOB_EVENTS: readonly string[] = names.jobEvents;
export const DEFAULT_STACK: string = names.defaultStack;

/** `moodle-authorizer`, the longest of our functions' names, must fit behind it in 64 characters. */
const STACK_NAME = /^[a-zA-Z][-a-zA-Z0-9]{0,39}$/;

/**
 * The physical names of one stack's resources, after `names.json`, which the Rust code reads too.
 *
 * The default stack has the names that are known from the documentation; any other stack's name is
 * in front of all of them, so that several stacks live in one account.
 */
export class Names {
  readonly stack: string;

  /** @throws Error if CloudFormation or Lambda would refuse names made from `stack` */
  constructor(stack: string) {
    if (!STACK_NAME.test(stack)) {
      throw new Error(
        `STACK_NAME is "${stack}"; it must be 1 to 40 letters, digits and hyphens, the first a letter, for example "moodle-plugins"`,
      );
    }
    this.stack = stack;
  }

  table(name: TableName): string {
    return `${this.stack}-${name}`;
  }

  function(name: FunctionName): string {
    return `${this.stack}-${name}`;
  }

  secret(name: SecretName): string {
    return `${this.stack}/${name}`;
  }

  parameter(name: ParameterName): string {
    const known = names.parameters[name];
    return this.isDefault ? known : `/${this.stack}${known}`;
  }

  get eventBus(): string {
    return this.prefixed(names.eventBus);
  }

  /** Not after the bus, as an archive's name ends at 48 characters. */
  get eventArchive(): string {
    return `${this.stack}-${names.eventArchive}`;
  }

  /** EventBridge writes to log groups only whose names begin as this does. */
  get eventLog(): string {
    return `${names.eventLog}${this.eventBus}`;
  }

  queue(name: QueueName): string {
    return `${this.stack}-${names.queues[name]}`;
  }

  get eventsPolicy(): string {
    return this.prefixed(names.eventsPolicy);
  }

  private get isDefault(): boolean {
    return this.stack === DEFAULT_STACK;
  }

  private prefixed(known: string): string {
    return this.isDefault ? known : `${this.stack}-${known}`;
  }
}
