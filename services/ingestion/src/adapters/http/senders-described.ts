import { outsideEvents } from '@jophiel/contracts';
import { type DomainDefinition, type SenderRole, sendersOf } from '@jophiel/domain';

/** For the description of the route: the events of each sender, with its name in the definition. */
export function sendersDescribed(domain: DomainDefinition): string {
  const roles = Object.entries(sendersOf(domain)) as [SenderRole, string][];
  return roles
    .map(([role, name]) => {
      const subjects = outsideEvents
        .filter(({ senders = [] }) => senders.includes(role))
        .map(({ subject }) => `\`${subject}\``)
        .toSorted();
      return `From the ${role}${name === role ? '' : ` (${name})`}: ${subjects.join(', ')}.`;
    })
    .join(' ');
}
