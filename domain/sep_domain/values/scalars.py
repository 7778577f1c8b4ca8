"""How pydantic reads and writes our own kinds of text and number, such as Rut and Clp."""

from typing import Any, Literal

from pydantic_core import CoreSchema, core_schema


def scalar_schema(
    cls: type[Any], plain: CoreSchema, written_as: Literal["int", "str"]
) -> CoreSchema:
    """A `cls` stands as it is, for its constructor has checked it; a plain value goes through it.

    Without `written_as` pydantic would try each of the two to write one, a microsecond a field.
    """
    made = core_schema.no_info_after_validator_function(cls, plain)
    return core_schema.union_schema(
        [core_schema.is_instance_schema(cls), made],
        mode="left_to_right",
        serialization=core_schema.simple_ser_schema(written_as),
    )


def whole_schema() -> CoreSchema:
    """A whole number, or its digits as an address has them; no `1_000`, which Python would read,
    and neither `5.0` nor a truth value."""
    written = core_schema.str_schema(pattern=r"^[+-]?[0-9]{1,18}$")
    return core_schema.custom_error_schema(
        core_schema.union_schema(
            [
                core_schema.int_schema(strict=True),
                core_schema.chain_schema([written, core_schema.int_schema()]),
            ],
            mode="left_to_right",
        ),
        custom_error_type="int_parsing",
    )
