import type { components, paths } from './schema';

/** Where in a file a passage stands. */
export type Place =
  | { kind: 'page'; number: number }
  | { kind: 'slide'; number: number }
  | { kind: 'sheet'; name: string }
  | { kind: 'chapter'; title: string };

/** A passage of the course, under the number by which an answer cites it. */
export type Source = {
  number: number;
  file: string;
  activity: string;
  section: string | null;
  place: Place | null;
  /** A link into the platform. */
  url: string;
  excerpt: string;
};

export type AskRequest = {
  /** 1 to 1,000 characters. */
  question: string;
  /** The session's own turns before this one, the oldest first; at most 6. */
  history?: { question: string; answer: string }[];
};

/**
 * What came of a question. Of `extracts` the sources are the answer, because there is no language model; `unknown`
 * says that nothing in the course answers.
 */
export type Answer = {
  kind: 'generated' | 'extracts' | 'unknown';
  text: string;
  cited: number[];
  model: string | null;
};

export type AskResponse = { answer: Answer; sources: Source[] };
export type SourcesEvent = { sources: Source[] };
export type AskDeltaEvent = { text: string };

export type AssistantStatus = {
  available: boolean;
  /** The language model; without one, answers are passages. */
  model: string | null;
  /** Why it is not available. */
  reason: 'no_course' | 'not_indexed' | null;
  indexed_files: number;
  course_visible: boolean;
};

export type IndexedFile = {
  file: string;
  activity: string;
  section: string | null;
  /** A link into the platform. */
  url: string;
  /** The platform's number for the activity. */
  module: number;
  status: 'indexed' | 'waiting' | 'failed' | 'skipped' | 'left_out';
  /** A code that says why it is not indexed. */
  reason: string | null;
  /** The same in English words. */
  message: string | null;
  bytes: number | null;
  /** Seconds since 1970. */
  updated_at: number;
};

export type IndexProblem = { code: string; message: string };

export type CourseIndex = {
  /** When it was last compared with the course, in seconds since 1970. */
  checked_at: number | null;
  problem: IndexProblem | null;
  /** Jobs that wait or run. */
  waiting: number;
  files: IndexedFile[];
  truncated: boolean;
  model: string | null;
};

/** A question that nothing in the course answers; nobody is told who asked. */
export type OpenQuestion = {
  question: string;
  /** How often. */
  asked: number;
  /** Seconds since 1970. */
  last_asked_at: number;
};

type Json<Body> = { headers: { [name: string]: unknown }; content: { 'application/json': Body } };
type Refusals = { 403: Json<components['schemas']['ErrorBody']> };
type NoBody = { headers: { [name: string]: unknown }; content?: never };

type AssistantPaths = {
  '/api/assistant': { get: { responses: { 200: Json<AssistantStatus> } & Refusals } };
  '/api/ask': {
    post: {
      requestBody: { content: { 'application/json': AskRequest } };
      responses: {
        200: {
          headers: { [name: string]: unknown };
          content: { 'application/json': AskResponse; 'text/event-stream': string };
        };
      } & Refusals;
    };
  };
  '/api/index': {
    get: { responses: { 200: Json<CourseIndex> } & Refusals };
    post: { responses: { 202: Json<{ waiting: number }> } & Refusals };
  };
  '/api/index/questions': {
    get: { responses: { 200: Json<{ questions: OpenQuestion[] }> } & Refusals };
    delete: { responses: { 204: NoBody } & Refusals };
  };
};

/** Every path of the tool. */
export type Paths = paths & AssistantPaths;
