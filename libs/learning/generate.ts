import { loadRidgeKernel } from './src/ridge-kernel.ts';

/* Compiles outdated kernels of the regressions, so that services need not do it at the start. */
await loadRidgeKernel();
