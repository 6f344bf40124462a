export const pluginPackage = 'eslint-plugin-crash-only'
export const name = 'crashOnly'
export const entry = `${name}.configs.recommended`
export const esmImport = `import ${name} from '${pluginPackage}'`
// The package is an ES module; what `require` gives of one has its default export under that name.
export const commonJsImport = `const { default: ${name} } = require('${pluginPackage}')`

/** A new ESLint configuration. Its name makes it an ES module, whatever the project is. */
export const newConfig = { file: 'eslint.config.mjs', text: `${esmImport}\n\nexport default [${entry}]\n` } as const

/** What somebody writes who edits by hand. */
export const linesToAdd = `${esmImport}\n\n// and in the array that is exported:\n${entry},\n`
