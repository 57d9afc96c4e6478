// Plays core_ai/policy.
export default class {
  static acceptPolicy() {
    return globalThis.moodle.acceptPolicy();
  }
}
