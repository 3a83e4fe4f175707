import { loadKernel } from './src/exact/kernel.ts';

/* Compiles outdated kernels of the exact scan, so that services need not do it at the start. */
await loadKernel();
