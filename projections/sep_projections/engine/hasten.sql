-- Several processors for what reads a long range in this transaction: the planner does not know
-- what decoding costs. And a small sample is enough to plan the folds.
select
    set_config('default_statistics_target', '10', true),
    set_config('parallel_setup_cost', '0', true),
    set_config('parallel_tuple_cost', '0', true),
    set_config('min_parallel_table_scan_size', '0', true),
    set_config('min_parallel_index_scan_size', '0', true)
