/** In an address, the user and password before the host. */
const USER = /(\b[a-z][\w+.-]*:\/\/)[^\s/?#@]*@/gi;
/** In its query, parameters whose name says that they are secret. */
const SECRET_PARAMETER = /([?&][\w-]*(?:token|secret|password|api_?key|auth|signature)[\w-]*=)[^&\s]*/gi;

/** A text without the users, passwords and tokens of the addresses in it. */
export function withoutCredentials(text: string): string {
  return text.replaceAll(USER, '$1…@').replaceAll(SECRET_PARAMETER, '$1…');
}
