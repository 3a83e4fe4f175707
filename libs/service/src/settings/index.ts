export { envExample, type SettingsGroup } from './env-example.ts';
export { type Environment, readSettings, setVariables } from './read-settings.ts';
