import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/* npm run sbom [-- FILE]: the bill of materials of package-lock.json, as CycloneDX. Needs no network. */

const file = resolve(process.argv[2] ?? '.jophiel/sbom.cdx.json');
const { status, stdout, stderr } = spawnSync('npm', ['sbom', '--sbom-format=cyclonedx', '--package-lock-only'], {
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});
if (status !== 0) {
  process.stderr.write(`npm sbom ended with ${status}:\n${stderr}`);
  process.exit(1);
}
const bill = JSON.parse(stdout) as { metadata: { component: { name: string } }; components: unknown[] };
// npm names it after the folder.
bill.metadata.component.name = 'jophiel';
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, `${JSON.stringify(bill, undefined, 2)}\n`);
process.stdout.write(`${file}: ${bill.components.length} components\n`);
