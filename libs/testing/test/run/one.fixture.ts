import { test } from 'vitest';
import { useServers } from './uses-servers.ts';

test('one', async () => useServers('one'));
