/** A file to be put into a container or a build. */
export interface TarFile {
  /** With `/`, without one in front. */
  readonly name: string;
  readonly data: Buffer | string;
  /** 0o644 without it. */
  readonly mode?: number;
  /** Number of the user and group that own it (default: root). */
  readonly owner?: number;
}

const block = 512;

/**
 * Files as a POSIX (ustar) archive, the form in which the engine takes them. The same files give
 * the same bytes.
 */
export function tar(files: readonly TarFile[]): Buffer {
  const parts = files.flatMap(({ name, data, mode = 0o644, owner = 0 }) => {
    const body = Buffer.isBuffer(data) ? data : Buffer.from(data);
    return [
      header(name, body.length, mode, owner),
      body,
      Buffer.alloc((block - (body.length % block)) % block),
    ];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * block)]);
}

function header(name: string, size: number, mode: number, owner: number): Buffer {
  const { base, prefix } = split(name);
  const head = Buffer.alloc(block);
  const text = (value: string, at: number): void => void head.write(value, at, "latin1");
  const octal = (value: number, at: number, width: number): void =>
    text(`${value.toString(8).padStart(width - 1, "0")}\0`, at);
  head.write(base, 0, "utf8");
  octal(mode, 100, 8);
  octal(owner, 108, 8);
  octal(owner, 116, 8);
  octal(size, 124, 12);
  octal(0, 136, 12);
  text(" ".repeat(8), 148);
  text("0", 156);
  text("ustar\u000000", 257);
  head.write(prefix, 345, "utf8");
  octal(
    head.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  );
  return head;
}

/** A name longer than its field goes into two, cut at a slash. */
function split(name: string): { base: string; prefix: string } {
  if (Buffer.byteLength(name) <= 100) return { base: name, prefix: "" };
  for (let at = name.indexOf("/"); at >= 0; at = name.indexOf("/", at + 1)) {
    const [prefix, base] = [name.slice(0, at), name.slice(at + 1)];
    if (Buffer.byteLength(base) <= 100 && Buffer.byteLength(prefix) <= 155) return { base, prefix };
  }
  throw new Error(`tar: the name ${name} is too long`);
}
