import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const file = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);

test('a process ends with a reason when a scan thread dies', async () => {
  const program = `
    import { startThreads } from ${file('scan-threads.ts')};
    import { loadKernel } from ${file('kernel.ts')};
    import { SharedMemory } from ${file('shared-memory.ts')};
    const threads = await startThreads(await loadKernel(), new SharedMemory().memory, 1);
    const nowhere = 0xffff_fff0;
    await threads.scan(nowhere).catch(() => {});
    setInterval(() => {}, 1_000);
  `;
  const ended = run(process.execPath, ['-e', program], { timeout: 30_000 });
  await expect(ended).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('A thread of the exact scan died'),
  });
});
