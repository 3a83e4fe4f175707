/** The register's table of one service, or of the CLI; only it writes it. */
export function timingsTable(service: string): string {
  return `${service.replaceAll('-', '_')}_timings`;
}
