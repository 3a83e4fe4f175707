/** The name of a service's durable consumer for a subject; all processes of the service share it. */
export function consumerName(service: string, subject: string): string {
  return `${service}-${subject.replaceAll('.', '-').replace('->', '')}`;
}

/** Whether a subject, which may end in `>`, covers another one. */
export function covers(pattern: string, subject: string): boolean {
  return pattern === subject || (pattern.endsWith('>') && subject.startsWith(pattern.slice(0, -1)));
}

/** Subject of the dead letters that a service puts back for itself; the subject of the letter follows. */
export const replaySubject = (service: string): string => `work.replay.${service}.>`;
