/**
 * For services whose every statement has an index. Right after an import there are no statistics, and the planner would
 * scan whole tables; a plan made then may be kept.
 */
export const plannerSettings = { enable_seqscan: 'off', jit: 'off' };
