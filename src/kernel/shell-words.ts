/** A word as a shell takes it for one: as it is, or in the quotes that leave it most readable. */
export function shellWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  if (!text.includes("'")) return `'${text}'`;
  return /["$`\\!]/.test(text) ? `'${text.replaceAll("'", String.raw`'\''`)}'` : `"${text}"`;
}

/** A command that can be typed again. */
export function shellCommand(words: readonly string[]): string {
  return words.map(shellWord).join(" ");
}
