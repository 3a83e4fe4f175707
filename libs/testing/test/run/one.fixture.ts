import { expect, test } from 'vitest';
import { useServers } from './uses-servers.ts';

test('one', async () => expect((await useServers('one')).urls).toHaveLength(3));
