import { natsPasswordVariable, natsUsers } from '@jophiel/local';
import { authorizationText } from '@jophiel/nats/permissions';

/** deploy/nats/nats.conf: the server with its users. */
export function natsConf(): string {
  return `# Made by npm run docs from services/*/src/service.ts. A user for each service, for each system that publishes, and for
# the installer (db:install); what is not listed is refused. Passwords come from the environment.
# Keep a copy with passwords in it readable by its owner alone (chmod 600).
server_name: jophiel
# Only the health check asks it.
http: 127.0.0.1:8222
jetstream {
  store_dir: /data
  max_mem: 256MB
  max_file: 20GB
  # An acknowledged message survives a power cut (nats-server 2.10 and newer).
  sync_interval: always
}
# For connections over TLS, which services then need too (NATS_TLS_CA_FILE):
# tls { cert_file: /etc/nats/server.crt, key_file: /etc/nats/server.key }
${authorizationText(natsUsers, (user) => `$${natsPasswordVariable(user)}`)}
`;
}
