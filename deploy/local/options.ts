import { parseArgs } from 'node:util';

const usage = `Usage: npm start [-- --empty]

Runs the whole of Jophiel on this machine until Ctrl-C, with PostgreSQL and NATS of
its own unless DATABASE_URL and NATS_URL name others (.env.example).

Options:
  --empty     do not fill an empty catalogue with an imaginary platform
  -h, --help  show this text
`;

/** Options of npm start. Ends the process for --help and for usage errors. */
export function readOptions(): { readonly staysEmpty: boolean } {
  const { empty, help } = parse();
  if (help) {
    process.stdout.write(usage);
    process.exit(0);
  }
  return { staysEmpty: empty };
}

function parse() {
  try {
    return parseArgs({
      options: { empty: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
    }).values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return process.exit(1);
  }
}
