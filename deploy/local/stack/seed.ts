import { loadDefinition } from '@jophiel/domain';
import { ImaginaryPlatform, type PlatformSize } from '@jophiel/generator';
import type { OutsideEnvelope } from '@jophiel/contracts';
import { type SendTotals, sendEvents } from './send-events.ts';
import type { Stack } from './stack.ts';

/** Sends an imaginary platform through the public API. */
export async function seed(
  stack: Stack,
  size: PlatformSize,
  onProgress: (totals: SendTotals) => void,
): Promise<SendTotals> {
  const platform = new ImaginaryPlatform(loadDefinition(stack.domain), size);
  return sendEvents(linesOf(platform), { url: stack.services.ingestion, onProgress });
}

function* linesOf(platform: ImaginaryPlatform): Generator<string> {
  const line = (event: OutsideEnvelope) => JSON.stringify(event);
  for (const event of platform.samples()) yield line(event);
  for (const event of platform.interactions()) yield line(event);
}
