// Tries to own the role in the folder that it is given; says `owner` or `taken`; an owner lives until it is killed.
import { claimRole } from '../../src/platform/role-socket.ts'

const role = await claimRole(process.argv[2] ?? '', (socket) => { socket.on('error', () => socket.destroy()) })
process.stdout.write(role === undefined ? 'taken\n' : 'owner\n')
