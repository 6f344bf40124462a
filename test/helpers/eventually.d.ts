/** Waits until the check passes, that is, gives something else than undefined or false, or fails after the deadline. */
export declare function eventually<T>(what: string, check: () => Promise<T | undefined | false>, deadlineMs?: number): Promise<T>;
