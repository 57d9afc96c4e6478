import type { components } from './schema';

type Schemas = components['schemas'];

export type Me = Schemas['Me'];
export type Role = Schemas['Role'];
export type Connection = Schemas['Connection'];
export type SessionRequest = Schemas['SessionRequest'];
export type SessionResponse = Schemas['SessionResponse'];
export type StorageQuestion = Schemas['StorageQuestion'];
export type Languages = Schemas['LanguagesResponse'];
export type Translation = Schemas['Translation'];
export type TranslateRequest = Schemas['TranslateRequest'];
export type DeltaEvent = Schemas['DeltaEvent'];
export type ResetEvent = Schemas['ResetEvent'];
export type TranslationEvent = Schemas['TranslationEvent'];
export type EndEvent = Schemas['EndEvent'];
export type ErrorBody = Schemas['ErrorBody'];
