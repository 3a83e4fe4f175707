export { type Access, type AccessOptions, openAccess } from './open-access.ts';
export { accessSettings, AccessSettings } from './settings.ts';
