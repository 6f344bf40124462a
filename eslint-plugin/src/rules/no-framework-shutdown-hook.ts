import type { Rule } from 'eslint'

import { placeOf } from '../ast/report-place.ts'
import { isInTest } from '../phase/test-code.ts'
import { worksAtTheEnd } from '../process/end-work.ts'
import { pageOf } from '../rule-parts.ts'
import { memberBySetting, memberOfClass, memberOfObject, type ClassMember } from '../shutdown/class-member.ts'
import { findHookCall, findHookMethod, findHookProperty, hookWords, type FrameworkHook } from '../shutdown/framework-hooks.ts'
import { removeListener } from '../shutdown/remove-listener.ts'
import { sourceFileOf, type SourceFile } from '../source-file.ts'

export const noFrameworkShutdownHook: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: {
      description: 'disallow shutdown hooks of frameworks: a killed program never runs them',
      recommended: true,
      url: pageOf('no-framework-shutdown-hook'),
    },
    hasSuggestions: true,
    schema: [],
    messages: {
      hook: '{{framework}} never calls `{{hook}}` in a program that is killed, so nothing may depend on it. '
        + 'Make every instant safe to die in, and do this work at start-up.',
      remove: 'Remove the hook.',
    },
  },

  create(context) {
    if (!hookWords.test(context.sourceCode.text)) return {}
    const file = sourceFileOf(context)
    const reportNamed = (member: ClassMember | undefined, other?: FrameworkHook) => {
      const found = other ?? (member && findHookMethod(file, member))
      if (!found || !member || !matters(file, found) || isInTest(file, member.at)) return
      context.report({ node: member.at, messageId: 'hook', data: { framework: found.framework, hook: found.hook } })
    }
    return {
      MethodDefinition(node) {
        reportNamed(memberOfClass(node))
      },
      PropertyDefinition(node) {
        reportNamed(memberOfClass(node))
      },
      AssignmentExpression(node) {
        reportNamed(memberBySetting(node))
      },
      Property(node) {
        reportNamed(memberOfObject(node), findHookProperty(node))
      },
      CallExpression(node) {
        const found = findHookCall(file, node)
        if (!found || !matters(file, found) || isInTest(file, node)) return
        const fix = removeListener(file, node)
        const data = { framework: found.framework, hook: found.hook }
        context.report({ ...placeOf(node), messageId: 'hook', data, suggest: fix ? [{ messageId: 'remove', fix }] : [] })
      },
    }
  },
}

function matters(file: SourceFile, { handler }: FrameworkHook): boolean {
  return !handler || worksAtTheEnd(file, handler)
}
