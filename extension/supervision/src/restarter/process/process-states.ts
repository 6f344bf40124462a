/** What a supervised process is in, as the restarter sees it. */
export type State = 'stopped' | 'alive' | 'killing' | 'waiting'

/** What can happen to it. `due`: the wait before the next start is over. */
export type Happening = 'start' | 'stop' | 'kill' | 'last-breath' | 'died' | 'not-spawned' | 'due'

/** What the restarter does about it; `supervised-process.ts` has one function for each. */
export type Action = 'spawn' | 'kill' | 'kill-for-good' | 'keep-down' | 'recover' | 'succeed' | 'retry-later' | 'want-up' | 'nothing'

export const transitions: Record<State, Record<Happening, Action>> = {
  stopped: {
    start: 'spawn',
    stop: 'keep-down',
    kill: 'nothing',
    'last-breath': 'nothing',
    died: 'nothing',
    'not-spawned': 'nothing',
    due: 'nothing',
  },
  alive: {
    start: 'want-up',
    stop: 'kill-for-good',
    kill: 'kill',
    'last-breath': 'succeed',
    died: 'recover',
    'not-spawned': 'retry-later',
    due: 'nothing',
  },
  killing: {
    start: 'want-up',
    stop: 'kill-for-good',
    kill: 'kill', // again: a second SIGKILL does no harm, and the first may have missed a member of the group
    'last-breath': 'nothing',
    died: 'recover',
    'not-spawned': 'recover',
    due: 'nothing',
  },
  waiting: {
    start: 'spawn',
    stop: 'keep-down',
    kill: 'nothing',
    'last-breath': 'nothing',
    died: 'nothing',
    'not-spawned': 'nothing',
    due: 'spawn',
  },
}
