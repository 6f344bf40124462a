import type { ProcessSpec } from '../../../supervision/src/state/project.ts'
import { programOf } from '../../../supervision/src/state/command-program.ts'

const options: Partial<Record<string, string>> = {
  nginx: 'nginx -g "daemon off;"',
  'redis-server': 'redis-server --daemonize no',
  'valkey-server': 'valkey-server --daemonize no',
  httpd: 'httpd -DFOREGROUND',
  apache2: 'apache2 -DFOREGROUND',
  apachectl: 'apachectl -DFOREGROUND',
  'php-fpm': 'php-fpm --nodaemonize',
  sshd: 'sshd -D',
  mongod: 'mongod without --fork',
  memcached: 'memcached without -d',
  haproxy: 'haproxy -db',
  mysqld_safe: 'mysqld',
  mysqld: 'mysqld without --daemonize',
  pg_ctl: 'postgres -D DIRECTORY',
  pm2: 'the program itself, without pm2',
  forever: 'the program itself, without forever',
}

/** How a program that put itself in the background is run in the foreground, as far as that is known. */
export function foregroundOption(spec: Pick<ProcessSpec, 'command'>): string {
  return options[programOf(spec)?.program ?? ''] ?? 'its option for the foreground, often --foreground, --no-daemon or -F'
}
