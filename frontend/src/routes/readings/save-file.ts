/** Has the browser save a text as a file. */
export function saveFile(text: string, type: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // Later, for a browser may begin to read the file only then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
