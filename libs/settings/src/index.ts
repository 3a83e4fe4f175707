export { envExample, type SettingsGroup } from './env-example.ts';
export { type Environment, readSettings } from './read-settings.ts';
