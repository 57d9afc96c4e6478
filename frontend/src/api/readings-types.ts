/**
 * The calls of the readings, as the generated schema will have them: the same names, so that this file goes once
 * docs/openapi.json knows the calls.
 */

/** One paragraph, list, table or heading: a single top-level element of HTML that the server has sanitised. */
export type Block = { html: string };

/**
 * What became of a person's grade. `none`: there is none to give. `waiting`: kept, and tried again by itself.
 * `failed`: not tried again until somebody asks for it.
 */
export type Grade = {
  state: 'none' | 'waiting' | 'sent' | 'failed';
  /** Why it failed: `line_item_gone`, `not_gradable`, `not_granted` or `refused`; later versions may know more. */
  reason: string | null;
  next_attempt: string | null;
  sent_at: string | null;
};

export type Progress = { done_at: string | null; grade: Grade | null };

export type Reading = {
  id: string;
  title: string;
  /** A BCP 47 tag. */
  language: string;
  blocks: Block[];
  editable: boolean;
  /** Whether the launch came with a line item. */
  graded: boolean;
  /** False where nothing is kept of this person; `progress` is null then. */
  recorded: boolean;
  progress: Progress | null;
};

export type ReadingText = { title: string; language: string; html: string };

/** What the gradebook holds of a person. */
export type Result = { score: number | null; maximum: number | null };

export type Member = {
  user_id: string;
  name: string | null;
  email: string | null;
  /** `gone`: has progress, and is no member any more. */
  status: 'active' | 'inactive' | 'gone';
  done_at: string | null;
  grade: Grade;
  result: Result | null;
};

export type ReadingProgress = {
  title: string;
  graded: boolean;
  /** Whether there are more members than the list holds. */
  truncated: boolean;
  members_from: 'platform' | 'launches';
  /** `members_unavailable`, `results_unavailable`, or null. */
  notice: string | null;
  members: Member[];
};

export type Submission = { title: string; language: string; member: Member; in_course: boolean };

export type ReadingSummary = {
  id: string;
  title: string;
  language: string;
  words: number;
  updated_at: string;
};

/** What the platform takes as an answer to its deep linking launch. */
export type DeepLink = {
  can_grade: boolean;
  accepts: boolean;
  course: string | null;
  /** The title that the platform proposes. */
  title: string | null;
};

/** What the browser sends to the platform: `jwt` as the form's field JWT, to `action`. */
export type DeepLinkForm = { action: string; jwt: string };

export type PrivacyRecord = {
  reading_title: string | null;
  course: string | null;
  done_at: string;
  grade: Grade;
};

export type Privacy = {
  subject: { user_id: string; name: string | null };
  /** Whether the person asks about themselves. */
  own: boolean;
  records: PrivacyRecord[];
};

type Answer<Data, Status extends number = 200> = {
  responses: Record<Status, { content: { 'application/json': Data } }>;
};
type Sent<Body> = { requestBody: { content: { 'application/json': Body } } };

export type ReadingPaths = {
  '/api/reading': { get: Answer<Reading>; put: Sent<ReadingText> & Answer<Reading> };
  '/api/reading/done': { post: Answer<Progress> };
  '/api/reading/progress': { get: Answer<ReadingProgress> };
  '/api/reading/progress/send': { post: Answer<{ waiting: number }> };
  '/api/reading/submission': { get: Answer<Submission> };
  '/api/readings': {
    get: Answer<{ readings: ReadingSummary[] }>;
    post: Sent<ReadingText> & Answer<ReadingSummary, 201>;
  };
  '/api/deep-link': {
    get: Answer<DeepLink>;
    post: Sent<{ reading: string | null; graded: boolean }> & Answer<DeepLinkForm>;
  };
  '/api/privacy': { get: Answer<Privacy> };
  '/api/privacy/erase': { post: Answer<{ erased: number }> };
};
