import { stringify } from 'yaml'

import type { ProcessSpec } from '../../../supervision/src/state/project.ts'
import { commentLines, type ExportFacts, type Exporter, mark, yamlOptions } from './exported.ts'

const replicas = 2
const checkTakesS = 15
const drainS = 5

const about = `
Two layers: \`crash-only run\` restarts what dies or hangs within the container, in a tenth of a second, and nobody is
rescheduled for it. Kubernetes restarts the container when that itself does not work any more (liveness), sends requests
only where the processes are up (readiness), and places the copies on different nodes.
Apply it: kubectl apply -f kubernetes.yaml. Set the image; \`crash-only export docker\` makes one.
`

/** A Deployment with exec probes, spread over nodes, and a PodDisruptionBudget. */
export const toKubernetes: Exporter = (facts) => {
  const documents = [deployment(facts), disruptionBudget(facts)].map((document) => stringify(document, yamlOptions))
  return [{ path: 'kubernetes.yaml', text: `${commentLines(`${mark('kubernetes')}\n${about}`)}${documents.join('---\n')}` }]
}

function labelsOf({ name }: ExportFacts): Readonly<Record<string, string>> {
  return { 'app.kubernetes.io/name': name }
}

function deployment(facts: ExportFacts): object {
  const labels = labelsOf(facts)
  const even = { maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: facts.name, labels },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: {
        metadata: { labels },
        spec: {
          restartPolicy: 'Always',
          // The pod's own first process reaps what programs leave behind.
          shareProcessNamespace: true,
          // Not for a shutdown, there is none: requests go elsewhere meanwhile.
          terminationGracePeriodSeconds: 2 * drainS,
          topologySpreadConstraints: [{ ...even, labelSelector: { matchLabels: labels } }],
          containers: [container(facts)],
          volumes: [{ name: 'state', emptyDir: {} }],
        },
      },
    },
  }
}

function container(facts: ExportFacts): object {
  const ports = portsOf(facts)
  return {
    name: facts.name,
    image: `${facts.name}:latest`,
    command: ['crash-only', 'run'],
    ...(ports.length === 0 ? {} : { ports: ports.map((containerPort) => ({ containerPort })) }),
    env: [{ name: 'XDG_STATE_HOME', value: '/var/lib/crash-only' }],
    startupProbe: { ...probe([]), periodSeconds: 5, failureThreshold: 24 },
    livenessProbe: { ...probe([]), periodSeconds: 10, failureThreshold: 3 },
    readinessProbe: { ...probe(serving(facts)), periodSeconds: 5, failureThreshold: 1 },
    lifecycle: { preStop: { exec: { command: ['sleep', String(drainS)] } } },
    volumeMounts: [{ name: 'state', mountPath: '/var/lib/crash-only' }],
  }
}

function probe(names: readonly string[]): { exec: object; timeoutSeconds: number } {
  return { exec: { command: ['crash-only', 'check', ...names] }, timeoutSeconds: checkTakesS }
}

/** Those that answer requests, as far as that is known: a worker that is restarted is no reason to send requests elsewhere. */
function serving({ processes }: ExportFacts): string[] {
  const some = processes.filter((process) => portsOfOne(process).length > 0)
  return (some.length > 0 ? some : processes).map(({ name }) => name)
}

function portsOf({ processes }: ExportFacts): number[] {
  return [...new Set(processes.flatMap(portsOfOne))].toSorted((a, b) => a - b)
}

/** The ports that are known of a process: its health check's, and those that are held for it. */
function portsOfOne({ health, hold }: ProcessSpec): number[] {
  const held = hold.flatMap((wanted) => (wanted.kind === 'tcp' ? [wanted.port] : []))
  if (health?.kind === 'tcp') return [...held, health.port]
  return health?.kind === 'http' ? [...held, Number(new URL(health.url).port || 80)] : held
}

function disruptionBudget(facts: ExportFacts): object {
  const labels = labelsOf(facts)
  return {
    apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: facts.name, labels },
    spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
  }
}
