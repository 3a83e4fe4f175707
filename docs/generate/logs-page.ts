import { manifests } from '@jophiel/local';
import { frameFeatures, hasMessaging, messagingFeatures } from '@jophiel/service';

/** docs/logs.md: every log file and what stands in it. */
export function logsPage(): string {
  const unmessaging = manifests.filter((manifest) => !hasMessaging(manifest)).map(({ name }) => name);
  return [
    '# Log files',
    '',
    'Made by `npm run docs` from the manifests, `services/<name>/src/service.ts`.',
    '',
    'Every feature has a file of its own, and every line stands in `central.log` too. The files are in `.jophiel/logs`',
    'inside the checkout unless `LOG_FOLDER` says otherwise; with Docker they are in the volume `logs`. A file of',
    '`LOG_ROTATE_BYTES` is set aside as `.1`, the former `.1` as `.2`, up to `LOG_KEEP`. Lines are JSON with `level`, `time`,',
    '`service`, `feature`, `pid` and `msg`, and with `correlation_id` (or the first few `correlation_ids`) where there is one.',
    '',
    '| file | what stands in it |',
    '| --- | --- |',
    '| `central.log` | every line of every process |',
    '| `start.log` | what `npm start` says, and what services say before they have a log |',
    '| `cli.<command>.log` | each run of a command (with `-` for `:`): arguments, result or error, duration |',
    '| `<service>.log` | that the service starts, listens and stops, and its way to NATS |',
    ...rows('<service>', frameFeatures),
    ...rows('<service>', messagingFeatures, ` (not of ${unmessaging.join(' and ')})`),
    ...manifests.flatMap(({ name, features }) => rows(name, features)),
    '',
    'Requests have one line for ten seconds, with their number, how many failed and the slowest; with `LOG_LEVEL=debug` one',
    'each. A request that fails has a line in any case.',
    '',
  ].join('\n');
}

function rows(service: string, own: Readonly<Record<string, string>>, note = ''): string[] {
  return Object.entries(own).map(([name, text]) => `| \`${service}.${name}.log\` | ${text}${note} |`);
}
