-- What names mean, and which range it is, in the rest of the transaction.
select
    set_config('search_path', %(search_path)s, true),
    set_config('projections.after', %(after)s, true),
    set_config('projections.upto', %(upto)s, true),
    set_config('projections.name', %(name)s, true)
