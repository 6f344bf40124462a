import { execFile } from 'node:child_process'
import { access, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const commandDeadlineMs = 5 * 60_000
const packages = ['qemu-system-x86', 'busybox-static', 'watchdog', 'udev'] as const
/** For a disk with ext4 on it. */
export const diskModules = [
  'virtio_ring', 'virtio', 'virtio_pci_legacy_dev', 'virtio_pci_modern_dev', 'virtio_pci', 'virtio_blk',
  'crc32c_generic', 'crc16', 'mbcache', 'jbd2', 'ext4',
] as const
/** Kernel modules that some test loads, in the order of their needs. */
export const moduleNames = [
  'watchdog', 'i6300esb', 'softdog', 'ib700wdt', 'pretimeout_panic',
  'iTCO_vendor_support', 'intel_pmc_bxt', 'i2c-smbus', 'lpc_ich', 'i2c-i801', 'iTCO_wdt',
  ...diskModules,
] as const

/** A QEMU, a kernel and what goes into the guest, all from Debian's packages, in a cache folder: nothing is installed. */
export interface MachineParts {
  readonly qemu: string
  readonly qemuArgs: readonly string[]
  readonly qemuEnv: Readonly<Record<string, string>>
  readonly kernel: string
  /** Paths by name. */
  readonly modules: ReadonlyMap<string, string>
  readonly busybox: string
  /** Where the packages are unpacked. */
  readonly root: string
  /** watchdog(8). */
  readonly watchdogDaemon: string
}

/** Why there is no virtual machine here; undefined where it can be had. */
export async function noMachineHere(): Promise<string | undefined> {
  if (process.env['CRASH_ONLY_QEMU'] !== '1') return 'set CRASH_ONLY_QEMU=1 to boot virtual machines: minutes, and 90 MB from Debian'
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'the virtual machine is of Linux on x64'
  const hasApt = await run('apt-get', ['--version']).then(() => true, () => false)
  return hasApt ? undefined : 'QEMU and a kernel come from Debian: there is no apt-get here'
}

/** Downloads and unpacks them once, and again when there is another kernel. */
export async function findMachineParts(): Promise<MachineParts> {
  const kernelPackage = await newestKernel()
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')
  // Other modules are another copy: they are all that is kept of the kernel's package.
  const target = join(cache, 'crash-only-machine', [kernelPackage, `${moduleNames.length}-modules`, ...packages].join('_'))
  if (!(await isThere(target))) await install(target, kernelPackage)
  const root = join(target, 'root')
  const libraries = [join(root, 'usr/lib/x86_64-linux-gnu'), join(root, 'lib/x86_64-linux-gnu')]
  const files = await readdir(join(target, 'kernel'), { recursive: true })
  const modules = files.filter((file) => file.endsWith('.ko'))
    .map((file) => [file.replaceAll(/^.*\/|\.ko$/gu, ''), join(target, 'kernel', file)] as const)
  const kernel = files.find((file) => /(?:^|\/)vmlinuz-/u.test(file))
  if (kernel === undefined) throw new Error(`no kernel in ${target} (delete it, and try again)`)
  return {
    qemu: join(root, 'usr/bin/qemu-system-x86_64'),
    qemuArgs: ['-L', join(root, 'usr/share/qemu'), '-L', join(root, 'usr/share/seabios')],
    qemuEnv: { LD_LIBRARY_PATH: libraries.join(':') },
    kernel: join(target, 'kernel', kernel),
    modules: new Map(modules),
    busybox: join(root, 'bin/busybox'),
    root,
    watchdogDaemon: join(root, 'usr/sbin/watchdog'),
  }
}

/** The package's name holds the number of its interface, which moves. The cloud kernel has no drivers of watchdogs. */
async function newestKernel(): Promise<string> {
  const depends = async (): Promise<string | undefined> => {
    const { stdout } = await run('apt-cache', ['depends', 'linux-image-amd64']).catch(() => ({ stdout: '' }))
    return /Depends: (linux-image-\d\S+)/u.exec(stdout)?.[1]
  }
  const known = await depends()
  if (known !== undefined) return known
  await apt('update', '-qq')
  const found = await depends()
  if (found === undefined) throw new Error('apt knows no linux-image-amd64 (apt-get update)')
  return found
}

async function install(target: string, kernelPackage: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true })
  const unfinished = await mkdtemp(`${target}.new-`)
  const [archives, root, kernel] = ['archives', 'root', 'kernel'].map((name) => join(unfinished, name)) as [string, string, string]
  for (const folder of [join(archives, 'partial'), root, kernel]) await mkdir(folder, { recursive: true })
  const options = ['-o', `Dir::Cache::archives=${archives}`, '-o', 'Debug::NoLocking=1', '-o', 'APT::Sandbox::User=']
  const install = ['install', '--download-only', '--reinstall', '-y', '-qq', '--no-install-recommends', ...options]
  await apt(...install, ...packages).catch(async () => { await apt('update', '-qq'); await apt(...install, ...packages) })
  await run('apt-get', ['download', '-qq', ...options, kernelPackage], { cwd: archives, timeout: commandDeadlineMs })
  for (const file of (await readdir(archives)).filter((name) => name.endsWith('.deb'))) {
    const path = join(archives, file)
    if (file.startsWith('linux-image-')) await unpackKernel(path, kernel)
    else await run('dpkg', ['-x', path, root])
  }
  await rm(archives, { recursive: true })
  await rename(unfinished, target).catch(async () => rm(unfinished, { recursive: true })) // somebody else was faster
}

async function unpackKernel(file: string, folder: string): Promise<void> {
  const patterns = ['./boot/vmlinuz-*', ...moduleNames.map((name) => `*/${name}.ko`)]
  const script = 'dpkg-deb --fsys-tarfile "$1" | tar --extract --directory "$2" --wildcards "${@:3}"'
  await run('bash', ['-o', 'pipefail', '-c', script, 'bash', file, folder, ...patterns], { timeout: commandDeadlineMs })
}

async function apt(...args: readonly string[]): Promise<void> {
  await run('apt-get', args, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, timeout: commandDeadlineMs })
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(() => true, () => false)
}

/** The shared libraries of a program, and its loader: where they are, by the paths that it looks for. */
export async function librariesOf(program: string, { root, qemuEnv }: MachineParts): Promise<Map<string, string>> {
  const { stdout } = await run('ldd', [program], { env: { ...process.env, ...(program.startsWith(root) ? qemuEnv : {}) } })
  const paths = [...stdout.matchAll(/(\/\S+) \(0x/gu)].map((match) => match[1] ?? '')
  return new Map(paths.map((path) => [path.startsWith(root) ? path.slice(root.length) : path, path]))
}
