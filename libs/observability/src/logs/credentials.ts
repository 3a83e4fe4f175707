/** User and password in a URL. */
const USER = /(\b[a-z][\w+.-]*:\/\/)[^\s/?#@]*@/gi;
/** Query parameters with a secret name. */
const SECRET_PARAMETER = /([?&][\w-]*(?:token|secret|password|api_?key|auth|signature)[\w-]*=)[^&\s]*/gi;

/** The text without the users, passwords and tokens of its URLs. */
export function excludeCredentials(text: string): string {
  return text.replaceAll(USER, '$1…@').replaceAll(SECRET_PARAMETER, '$1…');
}
