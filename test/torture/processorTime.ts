/** Milliseconds that this thread has had the processor; the whole process where Node cannot tell the thread's. */
export function processorTime(): number {
  const { user, system } = (process as ThreadUsage).threadCpuUsage?.() ?? process.cpuUsage();
  return (user + system) / 1000;
}

/** Since Node 23.9. */
interface ThreadUsage {
  readonly threadCpuUsage?: () => { readonly user: number; readonly system: number };
}
