import { connectToRole } from '../../extension/supervision/src/platform/connect-to-role.ts'
import { onJsonLines, sendJsonLine } from '../../extension/supervision/src/platform/ndjson.ts'
import { plainSpec, type ProcessSpec, remedies } from '../../extension/supervision/src/state/project.ts'
import { configOf, makeProject, type SupervisedProject } from './supervised-project.ts'

type Spec = Pick<ProcessSpec, 'command'> & Partial<ProcessSpec>

/** A running project with these processes, as the restarter gets them: whatever a configuration file can say already. */
export async function startSpecs(
  specs: Readonly<Record<string, Spec>>,
  options: { readonly files?: Readonly<Record<string, string>>; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<SupervisedProject> {
  const files = { 'crash-only.json': configOf({ first: 'sleep 1000' }), ...options.files }
  const project = await makeProject(files, { env: options.env ?? {} })
  await project.crashOnly('start')
  await configure(project, specs)
  return project
}

async function configure(project: SupervisedProject, specs: Readonly<Record<string, Spec>>): Promise<void> {
  const processes = Object.entries(specs).map(([name, spec]) => plainSpec({ name, cwd: project.folder, ...spec }))
  const socket = await connectToRole(project.paths.runtime)
  if (socket === undefined) throw new Error('no restarter')
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    onJsonLines(socket, () => { resolve() })
    sendJsonLine(socket, { id: 'test', do: 'configure', why: 'a test', processes, caches: [], escalation: remedies })
  })
  socket.destroy()
}
