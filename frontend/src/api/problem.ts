import type { ErrorBody } from './types';

/**
 * Why a request gave nothing to show, or not all of it: the tool refused it, nothing answered, something that
 * is not the tool answered (a proxy's error page, a hotel's log-in page), or the answer stopped halfway.
 */
export type ProblemKind = 'refused' | 'unreachable' | 'unreadable' | 'broken_off';

type Details = {
  status?: number;
  code?: string;
  message?: string;
  requestId?: string;
  retryAt?: Date | null;
};

/** What is refused for what was asked is refused again, also where the answer had begun. */
const final: ReadonlySet<string | null> = new Set(['engine_refused', 'answer_cut']);

export class Problem extends Error {
  readonly kind: ProblemKind;
  readonly status: number | null;
  readonly code: string | null;
  readonly requestId: string | null;
  /** From when on the tool wants to be asked again, where it said so. */
  readonly retryAt: Date | null;

  constructor(kind: ProblemKind, details: Details = {}) {
    super(details.message ?? '');
    this.name = 'Problem';
    this.kind = kind;
    this.status = details.status ?? null;
    this.code = details.code ?? null;
    this.requestId = details.requestId ?? null;
    this.retryAt = details.retryAt ?? null;
  }

  /** Whether the same request may well succeed when it is sent once more. */
  get retryable(): boolean {
    if (final.has(this.code)) return false;
    // Without a status, the tool had begun to answer and failed on the way.
    return this.kind !== 'refused' || this.status === null || this.status === 429 || this.status >= 500;
  }
}

/** Turns an answer that is not a success into a problem, whatever its body holds. */
export function problemFrom({ status, headers }: Response, body: unknown): Problem {
  if (!isErrorBody(body)) return new Problem('unreadable', { status });
  return new Problem('refused', { status, ...said(body), retryAt: retryAt(headers.get('Retry-After')) });
}

/** Turns an error that came after the answer had begun, when there was no status left to give. */
export function problemOnTheWay(body: unknown): Problem {
  return isErrorBody(body) ? new Problem('refused', said(body)) : new Problem('unreadable');
}

function said({ error }: ErrorBody) {
  return { code: error.code, message: error.message, requestId: error.request_id };
}

/** Seconds from now, or a date. */
function retryAt(header: string | null): Date | null {
  if (header === null) return null;
  const moment = /^\d+$/.test(header) ? new Date(Date.now() + Number(header) * 1000) : new Date(header);
  return Number.isNaN(moment.getTime()) ? null : moment;
}

/** Anything thrown, as something that can be shown: a page must not stay at its spinner for a mistake of ours. */
export function asProblem(cause: unknown): Problem {
  return cause instanceof Problem ? cause : new Problem('unreadable', { message: String(cause) });
}

function isErrorBody(body: unknown): body is ErrorBody {
  if (!isObject(body) || !isObject(body.error)) return false;
  const { code, message, request_id } = body.error;
  return [code, message, request_id].every((field) => typeof field === 'string');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
