export { ImaginaryPlatform, type PlatformSize } from './imaginary-platform.ts';
export { type Random, randomFrom } from './random.ts';
