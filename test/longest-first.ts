import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Minutes each. One that began last would run alone while the other processors have nothing to do. */
const longest = ['crash-points', 'chains', 'systemd', 'relay', 'spares', 'health', 'why-it-died'].map((name) => `/${name}.test.ts`)

/** Of those that run beside each other the longest begin first. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const found = longest.findIndex((name) => moduleId.endsWith(name))
      return found === -1 ? longest.length : found
    }
    const group = ({ project }: TestSpecification): number => project.config.sequence.groupOrder
    return (await super.sort(files)).sort((one, other) => group(one) - group(other) || rank(one) - rank(other))
  }
}
