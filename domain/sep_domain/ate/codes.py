"""How a contract of advice is named."""

from typing import Annotated

from pydantic import StringConstraints

ContractCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 _.-]{0,63}$")]
