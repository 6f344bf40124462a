export { packageExtension } from '../extension/package.ts'
