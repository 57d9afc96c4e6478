import type { IconProps } from '@cloudscape-design/components/icon';
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';

type Tool = { path: string; icon: IconProps.Name; Page: LazyExoticComponent<ComponentType> };

/** What this page can open, by the id under which the tool offers it. */
export const tools = {
  translate: { path: '/translate', icon: 'globe', Page: lazy(() => import('./translate/translate')) },
  ask: { path: '/ask', icon: 'contact', Page: lazy(() => import('./assistant/ask/ask')) },
  index: {
    path: '/index',
    icon: 'search',
    Page: lazy(() => import('./assistant/course-index/course-index')),
  },
  shared_data: { path: '/shared_data', icon: 'lock-private', Page: lazy(() => import('./shared-data')) },
  reading: { path: '/reading', icon: 'file', Page: lazy(() => import('./readings/reading/reading')) },
  reading_progress: {
    path: '/reading_progress',
    icon: 'group',
    Page: lazy(() => import('./readings/progress/progress')),
  },
  add_content: {
    path: '/add_content',
    icon: 'add-plus',
    Page: lazy(() => import('./readings/add-content/add-content')),
  },
  submission: {
    path: '/submission',
    icon: 'user-profile',
    Page: lazy(() => import('./readings/submission')),
  },
  privacy: { path: '/privacy', icon: 'lock-private', Page: lazy(() => import('./readings/privacy')) },
  connection: { path: '/connection', icon: 'settings', Page: lazy(() => import('./connection/connection')) },
} satisfies Record<string, Tool>;

export type ToolId = keyof typeof tools;

/** The offered tools that this page knows; a newer tool may offer more. */
export function knownTools(offered: readonly string[]): ToolId[] {
  return offered.filter((id): id is ToolId => Object.hasOwn(tools, id));
}

/** What a launch is for, and what is opened by itself right after it. */
const purposes: readonly ToolId[] = ['add_content', 'submission', 'privacy', 'reading', 'reading_progress'];

/** Where the page begins after a launch, as a fragment; null for its home. */
export function firstPage(offered: readonly string[]): string | null {
  const purpose = purposes.find((id) => offered.includes(id));
  return purpose === undefined ? null : `#${tools[purpose].path}`;
}
