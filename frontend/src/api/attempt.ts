/** What `use` gives, or undefined where it throws: browsers that block storage in a frame throw at its first touch. */
export function attempt<Result>(use: () => Result): Result | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}
