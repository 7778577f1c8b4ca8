"""Money: whole Chilean pesos (CLP) and the unidad de subvención educacional (USE).

The peso has no minor unit, so an amount is an integer. A USE is the unit in which Ley 20.248 fixes
its values; its worth in pesos is published with each public-sector wage adjustment (DFL 2/1998
art 10) and kept as data in `statute`.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from sep_domain.values.scalars import scalar_schema

_ONE_PESO = Decimal(1)


class Clp(int):
    """An amount in whole pesos; negative where money flows back.

    Raises TypeError for a float or a bool: binary fractions have no place in an account.
    """

    __slots__ = ()

    def __new__(cls, amount: int) -> Self:
        if type(amount) is not int and not isinstance(amount, Clp):
            raise TypeError(f"CLP is a whole number of pesos, not {type(amount).__name__}")
        return super().__new__(cls, amount)

    @classmethod
    def rounded(cls, amount: Decimal) -> Self:
        """The nearest whole peso, halves away from zero."""
        return cls(int(amount.quantize(_ONE_PESO, rounding=ROUND_HALF_UP)))

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return scalar_schema(cls, core_schema.int_schema(strict=True), "int")

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "integer", "title": "CLP", "description": "whole pesos"}


class Use(Decimal):
    """An amount in USE, exact."""

    __slots__ = ()

    def in_clp(self, clp_per_use: Decimal) -> Decimal:
        """Its worth in pesos at a given value of the USE, not yet rounded."""
        return Decimal(self) * clp_per_use

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(cls, core_schema.decimal_schema())


class UnbalancedBridgeError(ArithmeticError):
    """The lines of a bridge do not add up to the difference of its ends."""
