import type { Names } from './names.ts';

/** What every construct of a stack is told. */
export interface Context {
  readonly names: Names;
  /** On the emulator, which has no streaming, and no custom resources that work. */
  readonly local: boolean;
}
