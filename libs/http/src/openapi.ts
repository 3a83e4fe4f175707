import { createHash } from 'node:crypto';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { API_VERSION, Problem } from '@jophiel/contracts';
import { type ErrorCode, errorCodes } from '@jophiel/errors';
import type { FastifySchema, RouteOptions } from 'fastify';
import type { TSchema } from 'typebox';
import { problemCodes, PROBLEM_TYPE } from './problems.ts';
import { declareAll, openOnLoopback, type RouteAccess } from './route-access.ts';
import type { Server } from './server-types.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Body schema of a route that parses its body itself; for the document only. */
    describedBody?: TSchema;
  }
}

/** The style sheet that Swagger UI's logo brings inside of its SVG. */
export const LOGO_STYLE = '.logo_small_svg__cls-2{fill:#fff}.logo_small_svg__cls-3{fill:#85ea2d}';
const logoHash = createHash('sha256').update(LOGO_STYLE).digest('base64');
/** Nothing from other hosts, no script except the page's own files, and no other style inside of the page. */
const PAGE_POLICY = `default-src 'self'; style-src 'self' 'sha256-${logoHash}'; img-src 'self' data:; object-src 'none'; base-uri 'self'; frame-ancestors 'self'`;

/**
 * Serves `/openapi.json`, made from the schemas of the routes, and `/docs`, a page to read and try it, without other
 * hosts. Call it before adding the routes.
 */
export async function addDocuments(server: Server, { service }: { service: string }): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: `Jophiel ${service}`,
        version: API_VERSION,
        description: 'Bodies are JSON. Failures are answered with problem+json, whose `code` is stable.',
      },
      components: {
        securitySchemes: {
          key: {
            type: 'http',
            scheme: 'bearer',
            description: 'A service key (`jophiel keys create`) or a user token.',
          },
        },
      },
    },
    transform: ({ schema, url, route }) => ({ schema: described(schema, url, route), url }),
  });
  const access = openOnLoopback('operate:read');
  server.get('/openapi.json', { config: { access }, schema: { hide: true } }, async () => server.swagger());
  await server.register(async (own: Server) => {
    declareAll(own, access);
    await own.register(swaggerUi, { routePrefix: '/docs', staticCSP: PAGE_POLICY, uiConfig: { validatorUrl: null } });
  });
}

/** Adds the common parts of a route's schema: its group, and its problems. */
function described(schema: FastifySchema | undefined, url: string, { config }: RouteOptions): FastifySchema {
  if (schema === undefined || schema.hide === true) return { ...schema };
  const body = config?.describedBody ?? schema.body;
  const answers = Object.entries((schema.response ?? {}) as Record<string, object>).map(([status, answer]) =>
    answer === Problem ? [status, problemAnswer(status, body !== undefined)] : [status, answer],
  );
  return {
    tags: [groupOf(url)],
    ...schema,
    ...neededAccess(config?.access, schema),
    ...(body === undefined ? {} : { body }),
    response: Object.fromEntries(answers) as Record<string, object>,
  };
}

/** Who may use a route, in words and as OpenAPI has it. */
function neededAccess(access: RouteAccess | undefined, { description }: FastifySchema): FastifySchema {
  if (access?.scope === undefined) return { security: [] };
  if (access.openOnLoopback) return { security: [{}, { key: [] }], description: beyondLoopback(access.scope) };
  const text = `Needs a key with the scope \`${access.scope}\`${access.users ? ', or a token of the user' : ''}.`;
  return {
    security: [{ key: [] }],
    description: description === undefined ? text : `${description}\n\n${text}`,
  };
}

const beyondLoopback = (scope: string) => `Beyond loopback, needs a key with the scope \`${scope}\`.`;

/** The first part of the path after the version: `feed` for /v1/feed/{user_id}. */
function groupOf(url: string): string {
  return url.split('/').find((part) => part !== '' && !/^v\d+$/.test(part)) ?? 'service';
}

/** Whether a code is about a body: its content, or its events. */
const isAboutBodies = (code: ErrorCode) =>
  ['BODY_UNREADABLE', 'BODY_TOO_LARGE', 'MEDIA_TYPE_UNSUPPORTED', 'USER_ERASED'].includes(code) ||
  code.startsWith('EVENT_');

function problemAnswer(status: string, hasBody: boolean): object {
  const codes = problemCodes(status.startsWith('4') ? 4 : 5).filter((code) => hasBody || !isAboutBodies(code));
  return {
    description: codes.map((code) => `\`${code}\`: ${errorCodes[code]}`).join('\n\n'),
    content: { [PROBLEM_TYPE]: { schema: Problem } },
  };
}
