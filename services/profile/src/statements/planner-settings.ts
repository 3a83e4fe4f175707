/**
 * What a like reads is looked up by its key. A plan that is made while the tables are empty, and kept, would rather read
 * them whole.
 */
export const plannerSettings = { enable_seqscan: 'off', jit: 'off' };
