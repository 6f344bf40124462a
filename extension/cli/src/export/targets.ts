import type { Exporter } from './exported.ts'
import { toDocker } from './to-docker.ts'
import { toKubernetes } from './to-kubernetes.ts'
import { toProcfile } from './to-procfile.ts'
import { toSystemd } from './to-systemd.ts'
import { toUdev } from './to-udev.ts'
import { toWatchdogDaemon } from './to-watchdog-daemon.ts'

/** What can be written, by the name of who reads it. */
export const exporters: Readonly<Record<string, Exporter>> = {
  'watchdog-daemon': toWatchdogDaemon,
  udev: toUdev,
  systemd: toSystemd,
  kubernetes: toKubernetes,
  docker: toDocker,
  procfile: toProcfile,
}
