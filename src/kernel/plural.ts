/** A noun for so many: `request` for 1, `requests` for any other number. */
export function plural(value: number, one: string, many = `${one}s`): string {
  return value === 1 ? one : many;
}
