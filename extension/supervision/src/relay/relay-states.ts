/**
 * What a relay is in. `idle`: it has opened nothing, and sees no health. `proving`: nor has it yet, but it sees some.
 * `armed`: it kicks. `starving`: it does not, and holds the target open; without health in time, the target acts.
 */
export type State = 'idle' | 'proving' | 'armed' | 'starving' | 'disarmed'

/** What one look shows. `beat`: healthy, but not for long enough to be believed. `stop`: somebody wants it to end. */
export type Sight = 'silence' | 'beat' | 'proof' | 'stop'

/** What the relay does about it; `relay.ts` has one function for each. */
export type Action = 'wait' | 'prove' | 'doubt' | 'arm' | 'kick' | 'starve' | 'recover' | 'leave' | 'release'

export const transitions: Record<State, Record<Sight, Action>> = {
  idle: { silence: 'wait', beat: 'prove', proof: 'prove', stop: 'leave' },
  // Each open is a kick, so a relay that crashes again and again would keep a dead machine up if it did not prove first.
  proving: { silence: 'doubt', beat: 'wait', proof: 'arm', stop: 'leave' },
  armed: { silence: 'starve', beat: 'kick', proof: 'kick', stop: 'release' },
  starving: { silence: 'wait', beat: 'wait', proof: 'recover', stop: 'release' },
  disarmed: { silence: 'wait', beat: 'wait', proof: 'wait', stop: 'wait' },
}
