export { makeSigningKey, signToken, type SigningKey, type TokenRequest } from './sign-token.ts';
