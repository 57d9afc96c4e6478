import { Problem } from './problem';
import type { StorageQuestion } from './types';

type Script = {
  get(storage: { frame: string; origin: string }, name: string): Promise<string | null>;
};

/** The tool's own script for talking to the platform's page: the one that the launch has just used. */
const script = '/lti/storage.js';

/** The key of this launch, from the page of the platform that kept it; null when that page gives none. */
export async function askPlatform({ frame, origin, name }: StorageQuestion): Promise<string | null> {
  const { get } = await load();
  return get({ frame, origin }, name);
}

async function load(): Promise<Script> {
  try {
    return await import(/* @vite-ignore */ script);
  } catch {
    throw new Problem('unreachable');
  }
}
