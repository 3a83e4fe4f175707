/** The table of one service or the CLI, which alone writes it. */
export function timingsTable(service: string): string {
  return `${service.replaceAll('-', '_')}_timings`;
}
