import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';

interface Answer {
  readonly type: ResponseType;
  /** Absent: every type that this stands for keeps its own. */
  readonly status?: string;
  readonly code: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * What API Gateway answers by itself, in the shape of our own errors. Each message says what to do.
 *
 * The texts are put into JSON as they are: no quotes or backslashes. The authorizer's are its own.
 */
const ANSWERS: readonly Answer[] = [
  {
    type: ResponseType.UNAUTHORIZED,
    status: '401',
    code: 'unauthorized',
    message:
      'The Authorization header is missing or is not of the form: Bearer TOKEN. Send a Moodle web-service token or a token signed with the key of a connection code.',
    headers: { 'WWW-Authenticate': 'Bearer' },
  },
  {
    type: ResponseType.ACCESS_DENIED,
    status: '403',
    code: '$context.authorizer.code',
    message: '$context.authorizer.message',
  },
  ...[ResponseType.AUTHORIZER_FAILURE, ResponseType.AUTHORIZER_CONFIGURATION_ERROR].map((type) => ({
    type,
    status: '500',
    code: 'authorizer_failed',
    message:
      'Who is calling could not be found out. Try again in a minute; if it goes on, give the request id to the administrator of the tool.',
  })),
  {
    type: ResponseType.MISSING_AUTHENTICATION_TOKEN,
    status: '404',
    code: 'not_found',
    message:
      'There is nothing at this address, or it does not know this method. Compare the address with the documentation.',
  },
  {
    type: ResponseType.THROTTLED,
    status: '429',
    code: 'throttled',
    message: 'Too many requests arrive at once. Wait a second and try again.',
    headers: { 'Retry-After': '1' },
  },
  {
    type: ResponseType.REQUEST_TOO_LARGE,
    status: '413',
    code: 'request_too_large',
    message: 'The request is larger than 10 MB. Send it in parts.',
  },
  {
    type: ResponseType.INTEGRATION_TIMEOUT,
    status: '504',
    code: 'timeout',
    message:
      'The answer took too long. Try again; for a translation, send less text at a time, or ask for a streamed answer.',
  },
  {
    type: ResponseType.DEFAULT_4XX,
    code: 'bad_request',
    message: 'The request cannot be understood. Compare it with the documentation of the API.',
  },
  {
    type: ResponseType.DEFAULT_5XX,
    code: 'internal',
    message:
      'Something went wrong in the tool. Try again; if it goes on, give the request id to the administrator of the tool.',
  },
];

export function addGatewayResponses(api: RestApi): void {
  for (const { type, status, code, message, headers } of ANSWERS) {
    api.addGatewayResponse(type.responseType, {
      type,
      statusCode: status,
      responseHeaders: quoted({ 'Cache-Control': 'no-store', ...headers }),
      templates: {
        'application/json': JSON.stringify({ error: { code, message, request_id: '$context.requestId' } }),
      },
    });
  }
}

/** Single quotes mark a value that is meant as it stands. */
function quoted(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, `'${value}'`]));
}
