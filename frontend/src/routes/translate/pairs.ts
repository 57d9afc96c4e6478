import type { Languages } from '../../api/types';

/** What is translated to what; a null source is recognised in the text. */
export type Pair = { source: string | null; target: string };

type Offer = Pick<Languages, 'languages' | 'pairs'>;

export function sourcesOf({ languages, pairs }: Offer): string[] {
  return pairs === null ? languages : distinct(pairs.map(({ source }) => source));
}

/** Where a text in this language can go; of a language still to be recognised, wherever any can. */
export function targetsOf({ languages, pairs }: Offer, source: string | null): string[] {
  if (pairs === null) return languages.filter((language) => language !== source);
  const fitting = pairs.filter((pair) => source === null || pair.source === source);
  return distinct(fitting.map(({ target }) => target));
}

/** The language in between, where there is no direct way. */
export function viaOf({ pairs }: Offer, { source, target }: Pair): string | null {
  return pairs?.find((pair) => pair.source === source && pair.target === target)?.via ?? null;
}

/**
 * The first wanted language that is offered: as it is written (platforms write `pt_BR`, too), without its
 * region, or in another region.
 */
export function closest(wanted: readonly string[], offered: readonly string[]): string | undefined {
  for (const tag of wanted.map(canonical)) {
    const found =
      offered.find((other) => canonical(other) === tag) ??
      offered.find((other) => canonical(other) === baseOf(tag)) ??
      offered.find((other) => baseOf(canonical(other)) === baseOf(tag));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The target to begin with, or undefined where nothing can be translated from this source. */
export function bestTarget(
  offer: Offer,
  source: string | null,
  wanted: readonly string[],
): string | undefined {
  const targets = targetsOf(offer, source);
  return closest(wanted, targets) ?? targets[0];
}

/** The pair with another source: its target stays where it can, and the old source is the next best one. */
export function withSource(offer: Offer, pair: Pair, source: string | null, wanted: readonly string[]): Pair {
  const before = pair.source === null ? [] : [pair.source];
  const target = bestTarget(offer, source, [pair.target, ...before, ...wanted]);
  return { source, target: target ?? pair.target };
}

/** The way back; `detected` stands for a source that was not chosen. Null where there is none. */
export function reversed(offer: Offer, { source, target }: Pair, detected: string | null): Pair | null {
  const from = closest([target], sourcesOf(offer));
  const back = source ?? detected;
  if (from === undefined || back === null) return null;
  const to = closest([back], targetsOf(offer, from));
  return to === undefined ? null : { source: from, target: to };
}

function distinct(tags: readonly string[]): string[] {
  return [...new Set(tags)];
}

function canonical(tag: string): string {
  return tag.replaceAll('_', '-').toLowerCase();
}

function baseOf(tag: string): string {
  return tag.split('-', 1)[0] ?? tag;
}
