import { expect, test } from 'vitest';
import { useServers } from './uses-servers.ts';

test('other', async () => expect((await useServers('other')).urls).toHaveLength(3));
