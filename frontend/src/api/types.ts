import type { components } from './schema';

type Schemas = components['schemas'];

export type Me = Schemas['Me'];
export type Role = Schemas['Role'];
export type Connection = Schemas['Connection'];
export type SessionResponse = Schemas['SessionResponse'];
export type ErrorBody = Schemas['ErrorBody'];
