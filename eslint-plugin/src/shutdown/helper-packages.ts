// Packages whose purpose is to do something before the process ends. Calling one registers a shutdown handler.
// Left out are packages that only cut connections (`server-destroy`, `killable`): that is no farewell.
const anyCall = ['']

const packages: Readonly<Record<string, readonly string[]>> = {
  '@apollo/server/plugin/drainHttpServer': ['ApolloServerPluginDrainHttpServer'],
  '@darkobits/adeiu': anyCall,
  '@godaddy/terminus': ['createTerminus', ''],
  '@gquittet/graceful-server': anyCall,
  '@ladjs/graceful': anyCall,
  '@tsed/terminus': anyCall,
  'apollo-server-core': ['ApolloServerPluginDrainHttpServer'],
  'async-cleanup': ['addCleanupListener'],
  'async-exit-hook': anyCall,
  'before-exit': ['', 'do'],
  'beforeshutdown': anyCall,
  'capture-exit': ['captureExit', 'onExit'],
  'catch-exit': ['addExitCallback', 'catchExit'],
  'close-with-grace': anyCall,
  'death': anyCall,
  'exit-hook': ['', 'asyncExitHook', 'gracefulExit'],
  'exit-handler': anyCall,
  'express-graceful-exit': ['gracefulExitHandler', 'init', 'middleware'],
  'express-graceful-shutdown': anyCall,
  'fastify-graceful-shutdown': anyCall,
  'graceful': anyCall,
  'graceful-cluster': ['start', 'GracefulCluster.start'],
  'graceful-goodbye': anyCall,
  'graceful-process': anyCall,
  'graceful-shutdown': ['', 'onShutdown'],
  'hapi-pulse': anyCall,
  'http-graceful-shutdown': anyCall,
  'http-shutdown': ['', 'extend'],
  'http-terminator': ['createHttpTerminator', 'createInternalHttpTerminator'],
  'koa-graceful-shutdown': anyCall,
  'lil-http-terminator': ['', 'createHttpTerminator'],
  'lightship': ['createLightship'],
  'medusa-core-utils': ['GracefulShutdownServer.create'],
  'nestjs-graceful-shutdown': ['setupGracefulShutdown', 'GracefulShutdownModule.forRoot', 'GracefulShutdownModule.forRootAsync'],
  'node-cleanup': anyCall,
  'node-graceful': ['on', 'Graceful.on', 'captureExceptions'],
  'node-graceful-shutdown': ['onShutdown', 'addExitHandler', 'ShutdownHandler.onShutdown'],
  'nodejs-graceful-shutdown': anyCall,
  'on-exit': anyCall,
  'on-exit-leak-free': ['register', 'registerBeforeExit'],
  'on-process-exit': anyCall,
  'on-shutdown': anyCall,
  'shutdown-async': anyCall,
  'shutdown-handler': ['', 'on'],
  'shutdown-hook': anyCall,
  'signal-exit': ['', 'onExit'],
  'stoppable': anyCall,
  'tiny-graceful-shutdown': anyCall,
  'tmp': ['setGracefulCleanup'],
  'tmp-promise': ['setGracefulCleanup'],
  'ts-graceful-shutdown': anyCall,
  'when-exit': anyCall,
}

// `tmp` by itself is in half of all files.
const helperWords = new RegExp([...Object.keys(packages).filter((name) => !name.startsWith('tmp')), 'setGracefulCleanup'].join('|'))

export function mentionsHelper(text: string, extra: readonly string[]): boolean {
  return helperWords.test(text) || extra.some((name) => text.includes(name))
}

export function isHelperPackage(module: string, extra: readonly string[]): boolean {
  return Object.hasOwn(packages, module) || extra.includes(module)
}

export function registersShutdown({ module, path }: { module: string, path: string }, extra: readonly string[]): boolean {
  if (extra.includes(module)) return !path.includes('.') && !path.includes('(')
  return Object.hasOwn(packages, module) && packages[module]?.includes(path) === true
}
