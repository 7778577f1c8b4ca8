-- How means and shares are rounded. Runs once, recorded by name and hash.

-- To a number of places, a half to the even digit, so that many rounded means lean neither way.
create function projections.half_even(value numeric, places integer) returns numeric
language sql immutable strict parallel safe
return case
    when abs(value - trunc(value, places)) = 0.5 * 10::numeric ^ (-places)
        and mod(trunc(value, places) * 10::numeric ^ places, 2) = 0
    then trunc(value, places)
    else round(value, places)
end;
