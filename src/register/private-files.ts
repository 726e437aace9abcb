/**
 * From now on, what this process and the programs that it starts write is for this user alone:
 * folders 0700, files 0600.
 */
export function keepFilesPrivate(): void {
  process.umask(0o077);
}
