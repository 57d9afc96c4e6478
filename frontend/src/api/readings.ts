import type { Session } from './session';
import type { ReadingText } from './types';

export const getReading = (session: Session) => session.request((api) => api.GET('/api/reading'));

export const saveReading = (session: Session, body: ReadingText) =>
  session.request((api) => api.PUT('/api/reading', { body }));

/** Says that this person has read it; saying so again changes nothing. */
export const finishReading = (session: Session) => session.request((api) => api.POST('/api/reading/done'));

export const getProgress = (session: Session) => session.request((api) => api.GET('/api/reading/progress'));

/** Has every grade that was not sent tried again at once. */
export const sendGrades = (session: Session) =>
  session.request((api) => api.POST('/api/reading/progress/send'));

export const getSubmission = (session: Session) =>
  session.request((api) => api.GET('/api/reading/submission'));

export const getReadings = async (session: Session) =>
  (await session.request((api) => api.GET('/api/readings'))).readings;

export const createReading = (session: Session, body: ReadingText) =>
  session.request((api) => api.POST('/api/readings', { body }));

export const getDeepLink = (session: Session) => session.request((api) => api.GET('/api/deep-link'));

/** What to send to the platform; without a reading, that nothing was chosen. */
export const answerDeepLink = (session: Session, reading: string | null, graded = false) =>
  session.request((api) => api.POST('/api/deep-link', { body: { reading, graded } }));

export const getPrivacy = (session: Session) => session.request((api) => api.GET('/api/privacy'));

export const erasePrivacy = (session: Session) => session.request((api) => api.POST('/api/privacy/erase'));
