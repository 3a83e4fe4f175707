/**
 * Version of all HTTP APIs. The first number rises on a breaking change: an answer loses something, or a request needs
 * something new.
 */
export const API_VERSION = '1.0.0';
