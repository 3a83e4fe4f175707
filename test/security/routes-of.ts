/** A route of a service, as its OpenAPI document has it. */
export interface DocumentedRoute {
  readonly method: string;
  /** With parameters in braces: `/v1/feed/{user_id}`. */
  readonly path: string;
  /** Undefined for an open route. */
  readonly scope: string | undefined;
  /** Whether the document says that a token of the user is enough. */
  readonly users: boolean;
  /** Names of the query's keys. */
  readonly query: readonly string[];
  readonly hasBody: boolean;
}

interface Operation {
  readonly description?: string;
  readonly security?: readonly object[];
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly requestBody?: unknown;
}

const SCOPE = /Needs a key with the scope `([^`]+)`/;

/** All routes of a service that listens. */
export async function routesOf(url: string): Promise<DocumentedRoute[]> {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  };
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { description = '', parameters = [], requestBody }]) => ({
      method: method.toUpperCase(),
      path,
      scope: SCOPE.exec(description)?.[1],
      users: description.includes('or a token of the user'),
      query: parameters.filter((one) => one.in === 'query').map(({ name }) => name),
      hasBody: requestBody !== undefined,
    })),
  );
}
