import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connectNats, jetStreamTransport } from '@jophiel/nats';

/* A process that answers any JSON question with the bytes that it was given, over HTTP and NATS. */

export interface EchoOrder {
  readonly natsUrl: string;
  /** Scale of the server's streams when they were created. */
  readonly streamScale: number;
  readonly subject: string;
  readonly answer: string;
}

process.once('message', (order: EchoOrder) => void serve(order));

async function serve({ natsUrl, streamScale, subject, answer }: EchoOrder): Promise<void> {
  const connection = await connectNats({ url: natsUrl, name: 'echo' });
  const transport = await jetStreamTransport(connection, { replicas: 1, scale: streamScale });
  await transport.serve(subject, async (body) => {
    JSON.parse(Buffer.from(body).toString());
    return answer;
  });
  const web = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => {
      JSON.parse(Buffer.concat(chunks).toString());
      response.setHeader('content-type', 'application/json; charset=utf-8').end(answer);
    });
  });
  web.listen(0, '127.0.0.1', () => process.send!(`http://127.0.0.1:${(web.address() as AddressInfo).port}`));
}
