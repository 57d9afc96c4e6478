import type { DeepLinkForm } from '../../../api/types';

/** Sends the answer to the platform as the form that it expects; the page that we are in is left by it. */
export function postForm({ action, jwt }: DeepLinkForm): void {
  const form = document.createElement('form');
  form.method = 'post';
  form.action = action;
  form.target = '_self';
  const field = document.createElement('input');
  field.type = 'hidden';
  field.name = 'JWT';
  field.value = jwt;
  form.append(field);
  document.body.append(form);
  form.submit();
}
