/** The documented exit codes (design section 6). A code is never reused for a second meaning. */
export const exitCode = {
  pass: 0,
  fail: 1,
  unknown: 2,
  usage: 64,
  notReady: 69,
  bug: 70,
  healFailed: 75,
  hangup: 129,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
