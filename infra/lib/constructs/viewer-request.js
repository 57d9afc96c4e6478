// Runs in CloudFront for every request, before caches and origins. Its engine knows ECMAScript 5.1, and of later versions what
// stands in "JavaScript runtime 2.0 features for CloudFront Functions".

// Addresses of ours as people may write them, and what they stand for: files have none of these names.
const MOVED = { '/': '/app', '/app/': '/app', '/healthz/': '/healthz' };

const SIGNATURE = 'x-moodle-aws-authorization';

// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it by this name.
function handler(event) {
  const request = event.request;
  const place = MOVED[request.uri];
  if (place) {
    const query = request.rawQueryString();
    const location = { value: query ? `${place}?${query}` : place };
    return { statusCode: 302, statusDescription: 'Found', headers: { location: location } };
  }
  // API Gateway must be asked under its own host, so the one that the browser used goes beside it. What a
  // caller sent under this name is replaced.
  request.headers['x-forwarded-host'] = { value: request.headers.host.value };
  // API Gateway drops the header Authorization when it holds a signature of AWS's kind, also where it checks none. The
  // function that does is given it under this name, and so by nobody else.
  delete request.headers[SIGNATURE];
  const given = request.headers.authorization || { value: '' };
  if (given.multiValue) {
    return { statusCode: 400, statusDescription: 'Several Authorization headers' };
  }
  if (given.value.startsWith('AWS4-')) {
    request.headers[SIGNATURE] = { value: given.value };
    delete request.headers.authorization;
  }
  return request;
}
