import { passwordVariables, print, randomPassword } from '@jophiel/local';
import { setVariables } from '@jophiel/service/settings';

/** The passwords that docker compose asks for and that are not set, as lines of .env. Nothing of them is logged. */
export async function accessPasswords(): Promise<void> {
  const set = setVariables(process.env);
  for (const name of passwordVariables.filter((variable) => set[variable] === undefined))
    print(`${name}=${randomPassword()}`);
}
