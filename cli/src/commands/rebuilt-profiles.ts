import { readMetrics, type Sample, type Stack } from '@jophiel/local';

/** Number of profiles rebuilt since the profile service started; with several processes, of the one that answers. */
export async function rebuiltProfiles({ services }: Stack): Promise<number> {
  return rebuiltIn(await readMetrics(services.profile));
}

export function rebuiltIn(samples: readonly Sample[]): number {
  const rebuilt = samples.find(
    ({ name, labels }) =>
      name === 'jophiel_run_items_total' && labels.service === 'profile' && labels.process === 'rebuild',
  );
  return rebuilt?.value ?? 0;
}
