import { JophielError } from '@jophiel/errors';
import { type Command, CommanderError } from 'commander';

/**
 * Makes the program and its commands throw usage errors instead of printing them and ending the process. `--help` and
 * `--version` throw a CommanderError with the exit code 0 after they have printed.
 * @throws JophielError (when parsing) COMMAND_INVALID, which names the error and the command to get help for
 */
export function throwUsageErrors(program: Command): void {
  for (const command of [program, ...program.commands]) {
    command.configureOutput({ outputError: () => {} });
    command.exitOverride((error) => {
      throw error.exitCode === 0 ? error : usageError(command === program ? [] : [command.name()], error);
    });
  }
}

/** Whether the command line asked for help or the version, which was printed. */
export function isAnswered(error: unknown): boolean {
  return error instanceof CommanderError && error.exitCode === 0;
}

function usageError(command: readonly string[], error: CommanderError): JophielError {
  const remedy = `For help: npm run jophiel -- ${[...command, '--help'].join(' ')}`;
  return new JophielError('COMMAND_INVALID', `${problemOf(error)} ${remedy}`, { cause: error });
}

/** Commander's message as one sentence, without its prefix. */
function problemOf({ code, message }: CommanderError): string {
  if (code === 'commander.help') return 'No known command is given.';
  const line = message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' ');
  const sentence = line.charAt(0).toUpperCase() + line.slice(1);
  return sentence.endsWith('.') ? sentence : `${sentence}.`;
}
