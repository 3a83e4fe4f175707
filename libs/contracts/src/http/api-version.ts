/**
 * The version of everything that is spoken over HTTP. Rises in its first number when a client of the former version
 * would break: something it reads goes away, or something it did not send is asked for.
 */
export const API_VERSION = '1.0.0';
