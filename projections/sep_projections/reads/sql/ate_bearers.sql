-- Who bears each contract, in order: first who signs for what the others leave, then those who join.
    select
        signed.contract, 1 as place, signed.known_from as position, signed.stream,
        signed.sostenedor, signed.rbd, signed.signed_on as since,
        greatest(signed.amount - coalesce(borne.amount, 0), 0)::bigint as weight
    from ate_contract as signed
    left join lateral (
        select sum(amount) as amount
        from (
            select distinct on (sostenedor, rbd) amount
            from ate_contract_step as step
            where step.contract = signed.contract
                and step.step = 'associated'
                and step.known_from <= %(known)s
                and step.known_to > %(known)s
            order by sostenedor, rbd, known_from desc
        ) as associate
    ) as borne on true
    where signed.known_from <= %(known)s
        and signed.known_to > %(known)s
    union all
    select
        contract,
        1 + (row_number() over (partition by contract order by sostenedor, rbd))::integer,
        position, stream, sostenedor, rbd, since, weight
    from (
        select distinct on (step.contract, step.sostenedor, step.rbd)
            step.contract, step.known_from as position, step.stream, step.sostenedor, step.rbd,
            step.occurred_on as since, step.amount as weight
        from ate_contract_step as step
        inner join ate_contract as signed using (contract)
        where step.step = 'associated'
            and step.known_from <= %(known)s
            and step.known_to > %(known)s
            and signed.known_from <= %(known)s
            and signed.known_to > %(known)s
        order by step.contract, step.sostenedor, step.rbd, step.known_from desc
    ) as associate
