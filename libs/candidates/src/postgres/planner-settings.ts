/**
 * Everything a reaction reads has an index. Right after an import there are no statistics yet, and without these the
 * planner would rather read the whole catalogue than trust the index.
 */
export const plannerSettings = { enable_seqscan: 'off', jit: 'off' };
