import type { StackView } from "../engine/ports.ts";
import { connectMysql } from "../mysql/connect.ts";
import type { Mysql } from "../mysql/mysql.ts";

/**
 * Does some work on a database of the stack through the door that stays open to us; `which` of a
 * component's replicas, its first when not said.
 */
export async function throughAdmin<T>(
  stack: StackView,
  component: string,
  work: (admin: Mysql) => Promise<T>,
  which?: string,
): Promise<T> {
  const instance = stack.instances(component).find(({ id }) => which === undefined || id === which);
  if (instance?.admin === undefined)
    throw new Error(`admin-door: ${which ?? component} is not a database in this stack`);
  const admin = await connectMysql(instance.admin, { connectTimeoutMs: 2_000 });
  try {
    return await work(admin);
  } finally {
    await admin.close().catch(() => {});
  }
}
