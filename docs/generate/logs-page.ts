import { manifests } from '@jophiel/local';
import { commonFeatures, hasMessaging, messagingFeatures } from '@jophiel/service';

/** docs/logs.md: every log file and its content. */
export function logsPage(): string {
  const unmessaging = manifests.filter((manifest) => !hasMessaging(manifest)).map(({ name }) => name);
  return [
    '# Log files',
    '',
    'Made by `npm run docs` from the manifests, `services/<name>/src/service.ts`.',
    '',
    'Every feature has a file of its own, and every line is in `central.log` too. The files are in `.jophiel/logs`',
    'inside the checkout unless `LOG_FOLDER` says otherwise; with Docker they are in the volume `logs`. A file of',
    '`LOG_ROTATE_BYTES` is renamed to `.1`, the former `.1` to `.2`, up to `LOG_KEEP`. Lines are JSON with `level`, `time`,',
    '`service`, `feature`, `pid` and `msg`, and with `correlation_id` (or the first few `correlation_ids`) where there is one.',
    '',
    '| file | content |',
    '| --- | --- |',
    '| `central.log` | every line of every process |',
    '| `start.log` | output of `npm start`, and of services before they have a log |',
    '| `cli.<command>.log` | each run of a command (with `-` for `:`): arguments, result or error, duration |',
    '| `<service>.log` | start, stop and connections of the service |',
    ...rows('<service>', commonFeatures),
    ...rows('<service>', messagingFeatures, ` (not of ${unmessaging.join(' and ')})`),
    ...manifests.flatMap(({ name, features }) => rows(name, features)),
    '',
    'Requests have one line per ten seconds, with their number, the failures and the slowest; with `LOG_LEVEL=debug` one',
    'each. A failed request always has a line.',
    '',
  ].join('\n');
}

function rows(service: string, own: Readonly<Record<string, string>>, note = ''): string[] {
  return Object.entries(own).map(([name, text]) => `| \`${service}.${name}.log\` | ${text}${note} |`);
}
