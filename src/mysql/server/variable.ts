/**
 * Server variables that a scenario sets: which are allowed, how they are written, which shape the
 * data directory.
 */
import { GamedayError } from "../../kernel/error.ts";

export type Variables = Readonly<Record<string, string | number | boolean>>;

/**
 * All that a scenario may set, by exact name: sizes, limits, times, and what is written to the log
 * that Gameday places. A scenario is data and chooses no path, no address, no account, no plugin
 * and no start-up SQL. A server also takes any unambiguous beginning of a name, so what is not in
 * this list is refused, whatever it resembles.
 */
export const settable: ReadonlySet<string> = new Set(
  `autocommit automatic_sp_privileges back_log
  binlog_cache_size binlog_format binlog_order_commits binlog_row_image
  character_set_server collation_server completion_type concurrent_insert connect_timeout
  deadlock_search_depth_long deadlock_search_depth_short deadlock_timeout_long deadlock_timeout_short
  default_storage_engine default_week_format div_precision_increment
  eq_range_index_dive_limit event_scheduler expensive_subquery_limit explicit_defaults_for_timestamp
  flush_time foreign_key_checks general_log group_concat_max_len
  histogram_size host_cache_size
  idle_readonly_transaction_timeout idle_transaction_timeout idle_write_transaction_timeout in_predicate_conversion_threshold interactive_timeout
  innodb_adaptive_flushing innodb_adaptive_hash_index innodb_adaptive_hash_index_parts innodb_autoextend_increment innodb_autoinc_lock_mode
  innodb_buffer_pool_chunk_size innodb_buffer_pool_dump_at_shutdown innodb_buffer_pool_instances innodb_buffer_pool_load_at_startup innodb_buffer_pool_size
  innodb_change_buffer_max_size innodb_change_buffering innodb_checksum_algorithm innodb_commit_concurrency innodb_concurrency_tickets
  innodb_data_file_path innodb_deadlock_detect innodb_default_row_format innodb_doublewrite
  innodb_file_per_table innodb_fill_factor innodb_flush_log_at_timeout innodb_flush_log_at_trx_commit innodb_flush_method innodb_flush_neighbors
  innodb_io_capacity innodb_io_capacity_max innodb_lock_wait_timeout innodb_log_buffer_size innodb_log_file_size innodb_lru_scan_depth
  innodb_max_dirty_pages_pct innodb_max_dirty_pages_pct_lwm innodb_max_purge_lag innodb_max_purge_lag_delay innodb_max_undo_log_size
  innodb_old_blocks_pct innodb_old_blocks_time innodb_online_alter_log_max_size innodb_open_files
  innodb_page_cleaners innodb_page_size innodb_print_all_deadlocks innodb_purge_batch_size innodb_purge_threads
  innodb_random_read_ahead innodb_read_ahead_threshold innodb_read_io_threads innodb_read_only_compressed innodb_redo_log_capacity innodb_rollback_on_timeout
  innodb_snapshot_isolation innodb_sort_buffer_size innodb_spin_wait_delay innodb_stats_auto_recalc innodb_stats_on_metadata innodb_stats_persistent
  innodb_stats_persistent_sample_pages innodb_stats_transient_sample_pages innodb_status_output innodb_status_output_locks innodb_strict_mode innodb_sync_spin_loops
  innodb_table_locks innodb_thread_concurrency innodb_thread_sleep_delay innodb_undo_log_truncate innodb_undo_tablespaces innodb_use_native_aio innodb_write_io_threads
  internal_tmp_mem_storage_engine join_buffer_size join_cache_level key_buffer_size
  lock_wait_timeout log_bin log_output log_queries_not_using_indexes log_slow_admin_statements log_slow_extra log_slow_min_examined_row_limit log_slow_query
  log_slow_query_time log_slow_rate_limit log_slow_replica_statements log_slow_slave_statements log_slow_verbosity log_throttle_queries_not_using_indexes log_warnings
  long_query_time low_priority_updates lower_case_table_names
  max_allowed_packet max_binlog_cache_size max_binlog_size max_binlog_stmt_cache_size max_connect_errors max_connections max_delayed_threads max_digest_length
  max_error_count max_execution_time max_heap_table_size max_join_size max_length_for_sort_data max_points_in_geometry max_prepared_stmt_count max_seeks_for_key
  max_session_mem_used max_sort_length max_sp_recursion_depth max_statement_time max_tmp_session_space_usage max_tmp_total_space_usage max_user_connections max_write_lock_count
  metadata_locks_cache_size metadata_locks_hash_instances min_examined_row_limit mrr_buffer_size
  net_buffer_length net_read_timeout net_retry_count net_write_timeout
  old_mode open_files_limit optimizer_prune_level optimizer_search_depth optimizer_switch optimizer_use_condition_selectivity
  parser_max_mem_size performance_schema performance_schema_digests_size performance_schema_max_digest_length performance_schema_max_sql_text_length
  preload_buffer_size query_alloc_block_size query_cache_limit query_cache_min_res_unit query_cache_size query_cache_type query_prealloc_size
  range_alloc_block_size range_optimizer_max_mem_size read_buffer_size read_only read_rnd_buffer_size
  regexp_stack_limit regexp_time_limit replica_parallel_type replica_parallel_workers
  rowid_merge_buff_size schema_definition_cache secure_auth select_into_buffer_size server_id
  slave_parallel_mode slave_parallel_threads slow_launch_time slow_query_log sort_buffer_size sql_mode sql_safe_updates stored_program_cache
  stored_program_definition_cache super_read_only sync_binlog
  table_definition_cache table_open_cache table_open_cache_instances tablespace_definition_cache
  temptable_max_ram thread_cache_size thread_handling thread_pool_idle_timeout thread_pool_max_threads thread_pool_oversubscribe thread_pool_priority
  thread_pool_size thread_pool_stall_limit thread_stack time_zone tmp_disk_table_size tmp_memory_table_size tmp_table_size
  transaction_alloc_block_size transaction_isolation transaction_prealloc_size transaction_read_only tx_isolation tx_read_only
  unique_checks updatable_views_with_limit use_stat_tables wait_timeout windowing_use_high_precision`.split(
    /\s+/,
  ),
);

/**
 * A data file of InnoDB's own name in its own folder, which may have a bound:
 * `ibdata1:12M:autoextend:max:64M`. It names no other place.
 */
const ownDataFile = /^ibdata1:\d+[MG](:autoextend(:max:\d+[MG])?)?$/;
/**
 * Modes, switches, sizes, a time zone by its offset. Nothing that is a path or could become a
 * second option.
 */
const plainValue = /^-?[A-Za-z0-9_][A-Za-z0-9_.,:=+ -]*$/;

/** Why a scenario may not set a server variable to this; undefined when it may. */
export function refusedVariable(
  name: string,
  value: string | number | boolean,
): string | undefined {
  const plain = plainName(name);
  if (!settable.has(plain)) return `the server variable ${name} cannot be set by a scenario`;
  const fits = plain === "innodb_data_file_path" ? ownDataFile : plainValue;
  return value === "" || fits.test(String(value))
    ? undefined
    : `the server variable ${name} cannot be set to ${JSON.stringify(value)} by a scenario`;
}

/** What to say with a refusal. */
export const variableHint =
  "a scenario sets sizes, limits, times and modes, each by its full name; files, addresses, accounts, plugins and start-up SQL are set by Gameday";

const plainName = (name: string): string => name.toLowerCase().replaceAll("-", "_");

/** Those that a data directory keeps for life, or that change what a seed writes into it. */
const shaping = new Set([
  "innodb_page_size",
  "innodb_data_file_path",
  "innodb_undo_tablespaces",
  "innodb_checksum_algorithm",
  "innodb_file_per_table",
  "innodb_default_row_format",
  "lower_case_table_names",
  "character_set_server",
  "collation_server",
  "default_storage_engine",
  "sql_mode",
  "explicit_defaults_for_timestamp",
]);

/**
 * The variables under their plain names (`max_connections`); GD-S003 for one that a scenario may
 * not set.
 */
export function checkedVariables(variables: Variables): Variables {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => {
      const refused = refusedVariable(name, value);
      if (refused !== undefined) throw new GamedayError("GD-S003", refused, { hint: variableHint });
      return [plainName(name), value];
    }),
  );
}

/** Only those that a cached data directory must agree with, sorted. */
export function shapingVariables(variables: Variables): Variables {
  return Object.fromEntries(
    Object.entries(variables)
      .filter(([name]) => shaping.has(name))
      .sort(([a], [b]) => a.localeCompare(b)),
  );
}

/** As options that a server which does not know one passes over. */
export function variableArguments(variables: Variables): readonly string[] {
  return Object.entries(variables).map(
    ([name, value]) =>
      `--loose-${name.replaceAll("_", "-")}=${typeof value === "boolean" ? Number(value) : value}`,
  );
}
