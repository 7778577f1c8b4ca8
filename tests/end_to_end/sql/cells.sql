-- How cells are read. The views beside this file use it to say what the files state, in the names
-- and units of the questions: the expected side of every comparison. They read the tables of texts
-- that sources.py makes and nothing of ours.

create macro clean(cell) as nullif(trim(cell), '');
create macro dashed(cell) as cell[:-2] || '-' || upper(cell[-1:]);
create macro pesos(cell) as round(replace(cell, ',', '.')::decimal(18, 2))::bigint;
create macro exact(cell) as replace(cell, ',', '.')::decimal(18, 2);
create macro flag(cell) as clean(cell) = '1';

-- Modulo 11: factors 2 to 7 from the last digit on.
create macro rut(digits) as digits || '-' || (
    ['0', 'K', '9', '8', '7', '6', '5', '4', '3', '2', '1']
)[
    1 + list_sum(list_transform(
        range(length(digits)), lambda i: (2 + i % 6) * digits[length(digits) - i]::integer
    ))::integer % 11
];

-- A mean with one decimal, halves upwards; none of nothing.
create macro mean_of(total, parts) as
    case when parts > 0
    then (((20 * total::hugeint + parts) // (2 * parts))::decimal(18, 1) / 10)::decimal(18, 1)
    end;

create macro region_of(number) as ([
    'TARAPACA', 'ANTOFAGASTA', 'ATACAMA', 'COQUIMBO', 'VALPARAISO', 'OHIGGINS', 'MAULE', 'BIOBIO',
    'LA_ARAUCANIA', 'LOS_LAGOS', 'AYSEN', 'MAGALLANES', 'METROPOLITANA', 'LOS_RIOS',
    'ARICA_Y_PARINACOTA', 'NUBLE'
])[number::integer];
create macro dependency_of(number) as ([
    'CORPORACION_MUNICIPAL', 'MUNICIPAL_DAEM', 'PARTICULAR_SUBVENCIONADO', 'PARTICULAR_PAGADO',
    'ADMINISTRACION_DELEGADA', 'SLEP'
])[number::integer];
