import { test } from 'vitest';
import { useServers } from './uses-servers.ts';

test('other', async () => useServers('other'));
