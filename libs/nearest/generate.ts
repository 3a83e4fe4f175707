import { loadKernel } from './src/exact/kernel.ts';

/* Compiles the kernels of the exact scan unless they are up to date, so that no service has to when it starts. */
await loadKernel();
