export { authorizationText } from './authorization-text.ts';
export { inboxPrefixOf, type NatsUser } from './nats-user.ts';
export { INSTALLER, installerUser, senderUser } from './other-users.ts';
export { durablesOf, serviceUser, type ServiceSubjects, streamSubjectsOf } from './service-user.ts';
