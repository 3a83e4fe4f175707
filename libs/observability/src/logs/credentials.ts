/** User and password in a URL. */
const USER = /(\b[a-z][\w+.-]*:\/\/)[^\s/?#@]*@/gi;
/** Query parameters with a secret name. */
const SECRET_PARAMETER = /([?&][\w-]*(?:token|secret|password|api_?key|auth|signature)[\w-]*=)[^&\s]*/gi;

/** The secret of a service key; its id may be logged. */
const KEY_SECRET = /\b(jph_[0-9a-f]{12}_)[\w-]{43}/g;
/** A JSON Web Token. */
const TOKEN = /\beyJ[\w-]+\.[\w-]+\.[\w-]+/g;

/** The text without the users, passwords and tokens of its URLs, and without the secrets of keys and tokens. */
export function excludeCredentials(text: string): string {
  return text
    .replaceAll(USER, '$1…@')
    .replaceAll(SECRET_PARAMETER, '$1…')
    .replaceAll(KEY_SECRET, '$1…')
    .replaceAll(TOKEN, '…');
}
