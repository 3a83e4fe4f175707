import { JophielError } from '@jophiel/errors';
import { type Command, CommanderError } from 'commander';

/**
 * Makes the program and its commands throw what commander finds wrong in a command line, in place of printing it and
 * ending the process. `--help` and `--version` throw a CommanderError with the exit code 0 after they have printed.
 * @throws JophielError (when the line is parsed) COMMAND_INVALID, which names what is wrong and the command whose help to ask for
 */
export function throwUsageErrors(program: Command): void {
  for (const command of [program, ...program.commands]) {
    command.configureOutput({ outputError: () => {} });
    command.exitOverride((error) => {
      throw error.exitCode === 0 ? error : usageError(command === program ? [] : [command.name()], error);
    });
  }
}

/** Whether a command line asked for help or the version and got it. */
export function isAnswered(error: unknown): boolean {
  return error instanceof CommanderError && error.exitCode === 0;
}

function usageError(command: readonly string[], error: CommanderError): JophielError {
  const remedy = `For help: npm run jophiel -- ${[...command, '--help'].join(' ')}`;
  return new JophielError('COMMAND_INVALID', `${problemOf(error)} ${remedy}`, { cause: error });
}

/** Commander's message as a sentence on one line, without its prefix. */
function problemOf({ code, message }: CommanderError): string {
  if (code === 'commander.help') return 'No known command is given.';
  const line = message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' ');
  const sentence = line.charAt(0).toUpperCase() + line.slice(1);
  return sentence.endsWith('.') ? sentence : `${sentence}.`;
}
