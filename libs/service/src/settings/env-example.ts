import type { TObject } from 'typebox';

/** A group of settings in `.env.example`. */
export interface SettingsGroup {
  readonly title: string;
  readonly schema: TObject;
}

const WIDTH = 118;

/** The text of `.env.example`: every variable with its description, commented out if it has a default. */
export function envExample(groups: readonly SettingsGroup[]): string {
  const seen = new Set<string>();
  const sections = groups.map(({ title, schema }) => {
    const variables = Object.entries(schema.properties).filter(([name]) => !seen.has(name));
    for (const [name] of variables) seen.add(name);
    return `# ── ${title} ──\n\n${variables.map(([name, declared]) => variable(name, declared)).join('\n')}`;
  });
  return `# Every variable of Jophiel. Copy to .env and change what you need; what is commented out shows its default. An empty
# variable counts as not set. npm start, the commands and docker compose read .env; what the environment says goes first.\n\n${sections.join('\n')}`;
}

function variable(name: string, declared: object): string {
  const { description = '', default: preset } = declared as {
    description?: string;
    default?: string | number | boolean;
  };
  const assignment = preset === undefined ? `${name}=` : `#${name}=${String(preset)}`;
  return `${wrapped(description)}\n${assignment}\n`;
}

function wrapped(text: string): string {
  const lines = ['#'];
  for (const word of text.split(' ')) {
    if (lines.at(-1).length + 1 + word.length > WIDTH) lines.push('#');
    lines[lines.length - 1] += ` ${word}`;
  }
  return lines.join('\n');
}
