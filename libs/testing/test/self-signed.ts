import { execFileSync } from 'node:child_process';

/** A certificate for 127.0.0.1 and localhost that vouches for itself, with its key, in PEM. */
export function selfSigned(folder: string, name: string): { readonly certFile: string; readonly keyFile: string } {
  const files = { certFile: `${folder}/${name}.crt`, keyFile: `${folder}/${name}.key` };
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
  const out = ['-keyout', files.keyFile, '-out', files.certFile];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject, ...out], {
    stdio: 'pipe',
  });
  return files;
}
