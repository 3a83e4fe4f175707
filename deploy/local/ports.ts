import { createServer } from 'node:net';
import { JophielError } from '@jophiel/errors';
import { neededServices } from './stack/needed-services.ts';
import type { Stack } from './stack/stack.ts';

/** @throws JophielError PREREQUISITE_MISSING when the port of a service is taken */
export async function requireFreePorts(stack: Stack): Promise<void> {
  for (const name of neededServices(stack.domain)) {
    const { hostname, port } = new URL(stack.services[name]);
    const isFree = await new Promise<boolean>((resolve) => {
      const server = createServer().once('error', () => resolve(false));
      server.listen(Number(port), hostname.replaceAll(/[[\]]/g, ''), () => server.close(() => resolve(true)));
    });
    if (isFree) continue;
    const variable = `${name.replaceAll('-', '_').toUpperCase()}_PORT`;
    throw new JophielError(
      'PREREQUISITE_MISSING',
      `Port ${port}, where ${name} wants to listen, is taken. Is Jophiel running already? Otherwise set ${variable} to another port.`,
    );
  }
}
