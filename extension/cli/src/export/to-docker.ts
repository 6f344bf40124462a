import { stringify } from 'yaml'

import { commentLines, type Exporter, mark, yamlOptions } from './exported.ts'

const checkEveryS = 10
const checkTakesS = 15
const startsWithinS = 60
const nodeImage = 'node:24-bookworm-slim'

const aboutImage = `
\`crash-only run\` restarts what dies or hangs within the container, in a tenth of a second. The health check fails when that
itself does not work any more, or a critical process was given up: then the engine is to start another container. Docker alone
only shows that; Swarm and Kubernetes act on it.
Run it with an init (\`docker run --init --restart always\`, or compose.yaml): it reaps what programs leave behind.
`
const aboutStop = 'There is no shutdown code to wait for: every instant is a safe one to die in.'

/** A Dockerfile with the health check, and a compose.yaml with the init process and the restart policy. */
export const toDocker: Exporter = ({ name, version }) => [
  { path: 'Dockerfile', text: `${commentLines(`${mark('docker')}\n${aboutImage}`)}${dockerfile(version)}` },
  { path: 'compose.yaml', text: `${commentLines(mark('docker'))}${stringify(compose(name), yamlOptions)}` },
]

function dockerfile(version: string): string {
  const check = `HEALTHCHECK --interval=${checkEveryS}s --timeout=${checkTakesS}s --start-period=${startsWithinS}s --retries=3`
  return `FROM ${nodeImage}
RUN npm install --global crash-only@${version} && npm cache clean --force
WORKDIR /app
COPY . .
RUN if [ -e package-lock.json ]; then npm ci --omit=dev; fi
# Counts and history outlive the container where this is a volume.
ENV XDG_STATE_HOME=/var/lib/crash-only
RUN mkdir -p /var/lib/crash-only && chown node:node /var/lib/crash-only /app
USER node
VOLUME /var/lib/crash-only
# ${aboutStop}
STOPSIGNAL SIGKILL
${check} CMD ["crash-only", "check"]
CMD ["crash-only", "run"]
`
}

function compose(name: string): object {
  const volume = `${name}-state`
  const service = { build: '.', init: true, restart: 'always', volumes: [`${volume}:/var/lib/crash-only`] }
  return { services: { [name]: service }, volumes: { [volume]: {} } }
}
