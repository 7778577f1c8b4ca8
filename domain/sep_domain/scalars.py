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
