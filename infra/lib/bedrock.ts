import type { Stack } from 'aws-cdk-lib';
import { INFERENCE_PROFILES } from './names.ts';

const MODEL = 'amazon.nova-lite-v1:0';

/** A model that makes vectors of texts. */
export interface EmbeddingModel {
  readonly id: string;
  /** Its name as names of resources have it. */
  readonly slug: string;
  /** The numbers in a vector that it makes where nothing is said. */
  readonly dimensions: number;
}

const EMBEDDING_MODELS: readonly EmbeddingModel[] = [
  { id: 'amazon.titan-embed-text-v2:0', slug: 'titan-embed-text-v2', dimensions: 1024 },
  { id: 'cohere.embed-multilingual-v3', slug: 'cohere-embed-multilingual-v3', dimensions: 1024 },
];

/** The models that knowledge bases may have, the default first. */
export const EMBEDDING_MODEL_IDS: readonly string[] = EMBEDDING_MODELS.map(({ id }) => id);

/** @throws Error for one that is not among them */
export function embeddingModel(id: string): EmbeddingModel {
  const found = EMBEDDING_MODELS.find((model) => model.id === id);
  if (!found) {
    throw new Error(`"embedding_model" is "${id}"; there are: ${EMBEDDING_MODEL_IDS.join(', ')}`);
  }
  return found;
}

/** From where each of Nova Lite's inference profiles may be called (Amazon Bedrock User Guide, "Supported Regions and models"). */
const PROFILE_REGIONS: Readonly<Record<string, readonly string[]>> = {
  us: ['us-east-1', 'us-east-2', 'us-west-2'],
  eu: ['eu-central-1', 'eu-north-1', 'eu-south-1', 'eu-south-2', 'eu-west-1', 'eu-west-3'],
  apac: ['ap-northeast-1', 'ap-northeast-2', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2'],
};

/** The prefix of an inference profile that AWS defines: a part of the world in front of a provider's name. */
const SYSTEM_PROFILE = new RegExp(`^(${INFERENCE_PROFILES.join('|')})\\.(.+)$`);

/**
 * What translates where the operator has not chosen: texts stay in the region's part of the world.
 *
 * @throws Error where there is no such profile
 */
export function defaultModel(region: string): string {
  const found = Object.entries(PROFILE_REGIONS).find(([, regions]) => regions.includes(region));
  if (!found) {
    throw new Error(
      `"translate_model" is missing, and there is no default for the region ${region}; name a model or an inference profile that can be called there, for example "global.amazon.nova-2-lite-v1:0"`,
    );
  }
  return `${found[0]}.${MODEL}`;
}

/** What must be allowed to call a model. */
export interface ModelResources {
  /** What the function names in its call. */
  readonly called: string;
  /** The foundation models that an inference profile may pass the call on to, wherever they are. */
  readonly behind?: string;
}

export function modelResources(model: string, stack: Stack): ModelResources {
  const { partition } = stack;
  const everywhere = (id: string) => `arn:${partition}:bedrock:*::foundation-model/${id}`;
  const arn = /^arn:[^:]+:bedrock:[^:]*:[^:]*:([^/]+)\/(.+)$/.exec(model);
  if (arn) {
    const [, kind = '', id = ''] = arn;
    if (kind === 'inference-profile') {
      return { called: model, behind: everywhere(modelOfProfile(id)) };
    }
    // An application's profile does not show in its name which model it is for.
    return kind === 'application-inference-profile'
      ? { called: model, behind: everywhere('*') }
      : { called: model };
  }
  if (SYSTEM_PROFILE.test(model)) {
    const called = stack.formatArn({
      service: 'bedrock',
      resource: 'inference-profile',
      resourceName: model,
    });
    return { called, behind: everywhere(modelOfProfile(model)) };
  }
  return {
    called: stack.formatArn({
      service: 'bedrock',
      account: '',
      resource: 'foundation-model',
      resourceName: model,
    }),
  };
}

function modelOfProfile(profile: string): string {
  return SYSTEM_PROFILE.exec(profile)?.[2] ?? '*';
}
