/**
 * From now on, only this user can read what this process and its child processes write: folders
 * 0700, files 0600.
 */
export function keepFilesPrivate(): void {
  process.umask(0o077);
}
