import { Agent, request } from 'node:http';
import { keyHeaders } from '@jophiel/local';

/** Concurrent requests. */
export const IN_FLIGHT = 4;

/** Sends bodies of events in concurrent requests until all are answered with 202. @throws Error for another answer */
export async function postEvents(url: string, bodies: readonly string[]): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
  let next = 0;
  const connection = async () => {
    while (next < bodies.length) await post(`${url}/v1/events`, bodies[next++]!, agent);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, connection));
  agent.destroy();
}

async function post(url: string, body: string, agent: Agent): Promise<void> {
  const headers = { ...keyHeaders(url), 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: 'POST', agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.once('error', reject);
      response.once('end', () => {
        if (response.statusCode === 202) resolve();
        else reject(new Error(`Events were answered ${response.statusCode}: ${text.slice(0, 300)}`));
      });
    });
    asked.once('error', reject);
    asked.end(body);
  });
}
