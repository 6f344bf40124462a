import { join } from 'node:path'

import type { Adapter } from '../adapter.ts'
import { startIn } from '../commands.ts'
import { findNpmTool, prepareNpmTool } from '../install.ts'
import { commandOf, putFile } from '../place.ts'

const tool = { name: 'nodemon', version: '3.1.14' }

/** By itself it waits for a file to change. The usual trick makes one change when the program dies. */
export const nodemon: Adapter = {
  id: 'nodemon',
  title: 'nodemon and touch',
  setting: 'a file that it watches is touched when the program dies (by itself it never restarts); no delay',
  roles: { nodemon: /bin\/nodemon\.js/u, sh: /^sh -c/u },
  findsHangs: false,
  stormsHard: true,
  prepare: async (report) => prepareNpmTool(tool, report),
  start: async (place) => {
    const program = join(await findNpmTool(tool, () => undefined), 'bin', 'nodemon.js')
    const trigger = await putFile(place, 'trigger.txt', '')
    const exec = `${commandOf(place).join(' ')} || touch ${trigger}`
    await startIn(place, [process.execPath, program, '--quiet', '--delay', '1ms', '--watch', trigger, '--exec', exec])
  },
}
