// Runs in CloudFront for every request, before caches and origins.

// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it by this name.
function handler(event) {
  const request = event.request;
  if (request.uri === '/' || request.uri === '/app/') {
    return { statusCode: 302, statusDescription: 'Found', headers: { location: { value: '/app' } } };
  }
  // API Gateway must be asked under its own host, so the one that the browser used goes beside it. What a
  // caller sent under this name is replaced.
  request.headers['x-forwarded-host'] = { value: request.headers.host.value };
  return request;
}
