import { BaseSequencer, type TestSpecification } from 'vitest/node'

export const machines = 'virtual machines'

/** Virtual machines take minutes of waiting, in which others have the processors: they begin first among those that run beside them. */
export class MachinesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ project }: TestSpecification): number => (project.name === machines ? 0 : 1)
    const group = ({ project }: TestSpecification): number => project.config.sequence.groupOrder
    return (await super.sort(files)).sort((one, other) => group(one) - group(other) || rank(one) - rank(other))
  }
}
