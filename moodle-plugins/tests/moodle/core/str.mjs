// Plays core/str with the strings of lang/en.
export const getString = async (key, component, a) => globalThis.moodle.getString(key, component, a);
