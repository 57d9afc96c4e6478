import type { AssistantStatus, CourseIndex, IndexedFile, Source } from '../api/assistant-types';
import type {
  Connection,
  Grade,
  Languages,
  Me,
  Member,
  Privacy,
  Reading,
  ReadingProgress,
  Submission,
} from '../api/types';

/** A teacher whose Moodle released everything. */
export function teacher(changes: Partial<Me> = {}): Me {
  return {
    user: {
      id: '4',
      name: 'Tessa Teacher',
      given_name: 'Tessa',
      family_name: 'Teacher',
      email: 'tessa@example.org',
    },
    role: 'instructor',
    message: 'resource_link',
    context: { id: '3', title: 'Tools and standards', label: 'LTI301' },
    resource_link: { id: '8', title: 'Chat with the tutor' },
    locale: 'en',
    platform: { name: 'Springfield College', issuer: 'https://moodle.example', product: 'moodle' },
    return_url: 'https://moodle.example/mod/lti/return.php?course=3&launch_container=3',
    expires_in: 3600,
    tools: ['translate', 'shared_data', 'connection'],
    ...changes,
  };
}

/** A person of whom the platform released nothing, launched outside any course. */
export function anonymous(changes: Partial<Me> = {}): Me {
  return teacher({
    user: { id: null, name: null, given_name: null, family_name: null, email: null },
    role: 'none',
    context: null,
    resource_link: null,
    locale: null,
    platform: { name: null, issuer: 'https://moodle.example', product: null },
    return_url: null,
    tools: ['translate', 'shared_data'],
    ...changes,
  });
}

export function connection(changes: Partial<Connection> = {}): Connection {
  return {
    issuer: 'https://moodle.example',
    client_id: 'k3PZ0q9xTnS1abc',
    deployment_id: '2',
    product: 'moodle',
    product_version: '5.0.2',
    message_type: 'LtiResourceLinkRequest',
    launched_at: '2026-11-21T22:05:22Z',
    roles: ['http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor'],
    released: { name: true, email: true },
    services: {
      line_items: { available: true, scopes: ['https://purl.imsglobal.org/spec/lti-ags/scope/score'] },
      memberships: { available: true },
    },
    custom_parameters: ['ctx', 'tl'],
    ...changes,
  };
}

/** An engine that translates from any language to any other. */
export function languages(changes: Partial<Languages> = {}): Languages {
  return {
    model: 'qwen2.5:7b',
    languages: ['ar', 'de', 'en', 'es', 'fr', 'pt', 'uk'],
    pairs: null,
    glossary: true,
    limits: { texts: 100, characters_per_text: 10_000, characters_per_call: 50_000 },
    ...changes,
  };
}

export function grade(changes: Partial<Grade> = {}): Grade {
  return { state: 'none', reason: null, next_attempt: null, sent_at: null, ...changes };
}

/** A text in German that this student has not read yet. */
export function reading(changes: Partial<Reading> = {}): Reading {
  return {
    id: 'r1',
    title: 'Die Zelle',
    language: 'de',
    blocks: [
      { html: '<h2>Aufbau</h2>' },
      { html: '<p>Jede Zelle hat eine <strong>Membran</strong>.</p>' },
      { html: '<hr>' },
      { html: '<p>Mehr steht <a href="https://example.org/zelle">hier</a>.</p>' },
    ],
    editable: false,
    graded: true,
    recorded: true,
    progress: { done_at: null, grade: grade() },
    ...changes,
  };
}

export function member(changes: Partial<Member> = {}): Member {
  return {
    user_id: '5',
    name: 'Sam Student',
    email: null,
    status: 'active',
    done_at: null,
    grade: grade(),
    result: null,
    ...changes,
  };
}

export function progress(changes: Partial<ReadingProgress> = {}): ReadingProgress {
  return {
    title: 'Die Zelle',
    graded: true,
    truncated: false,
    members_from: 'platform',
    notice: null,
    members: [
      member({
        user_id: '5',
        name: 'Sam Student',
        email: 'sam@example.org',
        done_at: '2026-11-20T10:00:00Z',
        grade: grade({ state: 'sent', sent_at: '2026-11-20T10:00:05Z' }),
        result: { score: 10, maximum: 10 },
      }),
      member({
        user_id: '6',
        name: 'Ada Lovelace',
        done_at: '2026-11-21T10:00:00Z',
        grade: grade({ state: 'failed', reason: 'line_item_gone' }),
      }),
      member({ user_id: '7', name: 'Zoë Émile' }),
    ],
    ...changes,
  };
}

export function submission(changes: Partial<Submission> = {}): Submission {
  return {
    title: 'Die Zelle',
    language: 'de',
    member: member({
      email: 'sam@example.org',
      done_at: '2026-11-20T10:00:00Z',
      grade: grade({ state: 'failed', reason: 'not_granted' }),
    }),
    in_course: true,
    ...changes,
  };
}

export function privacy(changes: Partial<Privacy> = {}): Privacy {
  return {
    subject: { user_id: '5', name: 'Sam Student' },
    own: true,
    records: [
      {
        reading_title: 'Die Zelle',
        course: 'Biology',
        done_at: '2026-11-20T10:00:00Z',
        grade: grade({ state: 'sent', sent_at: '2026-11-20T10:00:05Z' }),
      },
    ],
    ...changes,
  };
}

/** An assistant with a language model and a course that is indexed. */
export function assistant(changes: Partial<AssistantStatus> = {}): AssistantStatus {
  return {
    available: true,
    model: 'qwen2.5:7b',
    reason: null,
    indexed_files: 12,
    course_visible: true,
    ...changes,
  };
}

export function source(changes: Partial<Source> = {}): Source {
  return {
    number: 1,
    file: 'cells.pptx',
    activity: 'Week 1: slides',
    section: 'Biology basics',
    place: { kind: 'slide', number: 3 },
    url: 'https://moodle.example/mod/resource/view.php?id=7',
    excerpt: 'Mitochondria are the powerhouse of the cell.',
    ...changes,
  };
}

export function indexedFile(changes: Partial<IndexedFile> = {}): IndexedFile {
  return {
    file: 'cells.pptx',
    activity: 'Week 1: slides',
    section: 'Biology basics',
    url: 'https://moodle.example/mod/resource/view.php?id=7',
    module: 7,
    status: 'indexed',
    reason: null,
    message: null,
    bytes: 1_234_567,
    updated_at: 1_795_342_000,
    ...changes,
  };
}

export function courseIndex(changes: Partial<CourseIndex> = {}): CourseIndex {
  return {
    checked_at: 1_795_342_322,
    problem: null,
    waiting: 0,
    files: [
      indexedFile(),
      indexedFile({ file: 'Énergie.pdf', activity: 'Reader', updated_at: 1_795_342_100 }),
      indexedFile({
        file: 'exam.docx',
        activity: 'Exam',
        section: null,
        status: 'left_out',
        reason: 'hidden',
        bytes: null,
      }),
      indexedFile({ file: 'scan.pdf', status: 'skipped', reason: 'no_text' }),
      indexedFile({ file: 'torn.pptx', status: 'failed', reason: 'broken' }),
    ],
    truncated: false,
    model: 'qwen2.5:7b',
    ...changes,
  };
}
