import type { ErrorBody } from './types';

/**
 * Why a request gave nothing to show: the tool refused it, nothing answered, or something that is not the
 * tool answered (a proxy's error page, a hotel's log-in page).
 */
export type ProblemKind = 'refused' | 'unreachable' | 'unreadable';

type Details = { status?: number; code?: string; message?: string; requestId?: string };

export class Problem extends Error {
  readonly kind: ProblemKind;
  readonly status: number | null;
  readonly code: string | null;
  readonly requestId: string | null;

  constructor(kind: ProblemKind, details: Details = {}) {
    super(details.message ?? '');
    this.name = 'Problem';
    this.kind = kind;
    this.status = details.status ?? null;
    this.code = details.code ?? null;
    this.requestId = details.requestId ?? null;
  }

  /** Whether the same request may well succeed when it is sent once more. */
  get retryable(): boolean {
    return this.kind !== 'refused' || this.status === 429 || (this.status !== null && this.status >= 500);
  }
}

/** Turns an answer that is not a success into a problem, whatever its body holds. */
export function problemFrom(status: number, body: unknown): Problem {
  if (!isErrorBody(body)) return new Problem('unreadable', { status });
  const { code, message, request_id } = body.error;
  return new Problem('refused', { status, code, message, requestId: request_id });
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
