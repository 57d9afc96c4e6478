import type { IconProps } from '@cloudscape-design/components/icon';
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';

type Tool = { path: string; icon: IconProps.Name; Page: LazyExoticComponent<ComponentType> };

/** What this page can open, by the id under which the tool offers it. */
export const tools = {
  translate: { path: '/translate', icon: 'globe', Page: lazy(() => import('./translate/translate')) },
  shared_data: { path: '/shared_data', icon: 'lock-private', Page: lazy(() => import('./shared-data')) },
  connection: { path: '/connection', icon: 'settings', Page: lazy(() => import('./connection/connection')) },
} satisfies Record<string, Tool>;

export type ToolId = keyof typeof tools;

/** The offered tools that this page knows; a newer tool may offer more. */
export function knownTools(offered: readonly string[]): ToolId[] {
  return offered.filter((id): id is ToolId => Object.hasOwn(tools, id));
}
