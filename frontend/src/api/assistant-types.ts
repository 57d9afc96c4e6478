import type { components } from './schema';

type Schemas = components['schemas'];

export type Answer = Schemas['Answer'];
export type AskDeltaEvent = Schemas['AskDeltaEvent'];
export type AskRequest = Schemas['AskRequest'];
export type AssistantStatus = Schemas['AssistantStatus'];
export type CourseIndex = Schemas['CourseIndex'];
export type IndexedFile = Schemas['IndexedFile'];
export type OpenQuestion = Schemas['OpenQuestion'];
export type Place = Schemas['Place'];
export type Source = Schemas['Source'];
export type SourcesEvent = Schemas['SourcesEvent'];
