import { Readable } from 'node:stream';
import { ChecksumAnswer, idsAnswerOf, type SyncKind } from '@jophiel/contracts';
import { type DomainDefinition, idsOf } from '@jophiel/domain';
import { forServices, problemAnswers, type Server } from '@jophiel/http';
import type { Executor } from '@jophiel/postgres';
import { isOfPairs } from '../core/pairs.ts';
import { checksumOf } from '../use-cases/checksum-of.ts';
import { listIds } from '../use-cases/list-ids.ts';

const paths: Readonly<Record<SyncKind, string>> = {
  samples: '/v1/samples',
  users: '/v1/users',
  likes: '/v1/interactions/likes',
  follows: '/v1/interactions/follows',
};

export function addListRoutes(
  server: Server,
  { domain, database }: { readonly domain: DomainDefinition; readonly database: Executor },
): void {
  const ids = idsOf(domain);
  for (const [kind, path] of Object.entries(paths) as [SyncKind, string][]) {
    const written = (id: string) => (isOfPairs(kind) ? id : ids.write(id));
    server.get(
      `${path}/checksum`,
      {
        config: { process: 'sync', access: forServices('sync:read') },
        schema: {
          summary: `The checksum of all ${kind}, to compare with the platform's`,
          tags: ['sync'],
          response: { 200: ChecksumAnswer, ...problemAnswers },
        },
      },
      async () => ({ success: true, data: await checksumOf(listIds(database, domain, kind)) }),
    );
    server.get(
      `${path}/ids`,
      {
        config: { process: 'sync', access: forServices('sync:read') },
        schema: {
          summary: `All ${kind}, in the order of the checksum`,
          tags: ['sync'],
          response: { 200: idsAnswerOf(kind), ...problemAnswers },
        },
      },
      async (_request, reply) => {
        const parts = listIds(database, domain, kind);
        // An early error is still a problem response, not a cut answer.
        const first = await parts.next();
        const text = answerText(kind, written, first, parts);
        return reply.type('application/json; charset=utf-8').send(Readable.from(text) as never);
      },
    );
  }
}

async function* answerText(
  kind: SyncKind,
  written: (id: string) => string | number,
  first: IteratorResult<readonly string[], void>,
  rest: AsyncGenerator<readonly string[]>,
): AsyncGenerator<string> {
  yield `{"success":true,"data":{"${kind}":[`;
  let separator = '';
  for (let part = first; part.done !== true; part = await rest.next()) {
    if (part.value.length === 0) continue;
    yield separator + part.value.map((id) => JSON.stringify(written(id))).join(',');
    separator = ',';
  }
  yield ']}}';
}
