/**
 * Tests that mostly wait: for a hang to be one, for a shell to come up. So more of them run at once than there are cores; of
 * still more the machine would look loaded. Vitest wants the same of all that run beside each other.
 */
export const waiting = { maxWorkers: 3, sequence: { groupOrder: 1 } } as const
