"""A well-formed body of every command, for the service's OpenAPI document."""

from collections.abc import Mapping
from typing import Any

_INVOICE = {
    "account": "410605",
    "document_type": "FACE",
    "document_number": "77",
    "issuer": "76086428-5",
}

RENDICION_EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "inform-consejo": {"occurred_on": "2025-03-03"},
    "sign": {"occurred_on": "2025-03-05"},
    "declare-payroll": {"occurred_on": "2025-03-06", "total": 182_400_000},
    "declare-books": {
        "occurred_on": "2025-03-10",
        "opening": 12_500_000,
        "income": 310_000_000,
        "spending": 295_000_000,
    },
    "accredit-balances": {
        "occurred_on": "2025-03-12",
        "certificates": [
            {
                "bank_account": "00-123-45678-9",
                "certified_on": "2024-12-31",
                "amount": 27_500_000,
            }
        ],
    },
    "declare": {"occurred_on": "2025-03-20", "signatory": "11111111-1"},
    "prepare-present": {"occurred_on": "2025-03-20"},
    "present": {"occurred_on": "2025-03-21"},
    "withdraw-present": {"occurred_on": "2025-03-20", "reason": "Falta una factura"},
    "prepare-close": {"occurred_on": "2025-03-23"},
    "close": {"occurred_on": "2025-03-24"},
    "withdraw-close": {"occurred_on": "2025-03-23", "reason": "Falta un certificado"},
    "extend": {"occurred_on": "2025-03-28", "until": "2025-05-30"},
    "observe-allocation": {
        "occurred_on": "2025-06-02",
        "allocation": _INVOICE,
        "amount": 1_190_000,
        "reason": "Factura sin guía de recepción",
    },
    "correct-allocation": {
        "occurred_on": "2025-06-16",
        "allocation": _INVOICE,
        "correction": "reimputar",
        "amount": 1_190_000,
        "to_account": "410601",
    },
    "resolve-allocation": {
        "occurred_on": "2025-07-01",
        "allocation": _INVOICE,
        "accepted": 1_190_000,
        "rejected": 0,
    },
    "review": {"occurred_on": "2025-07-15", "accepted": 1_190_000, "rejected": 0},
    "prepare-rectify": {
        "occurred_on": "2025-07-31",
        "allocation": _INVOICE,
        "correction": "modificar",
        "amount": 1_000_000,
        "reason": "Se digitó el total en vez de lo imputado",
    },
    "withdraw-rectify": {
        "occurred_on": "2025-07-31",
        "allocation": _INVOICE,
        "reason": "El monto estaba bien",
    },
    "rectify": {
        "occurred_on": "2025-08-01",
        "allocation": _INVOICE,
        "correction": "modificar",
        "amount": 1_000_000,
        "reason": "Se digitó el total en vez de lo imputado",
    },
}

PERIOD_EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "close": {"occurred_on": "2024-04-10"},
    "reopen": {"occurred_on": "2024-04-20", "reason": "Factura imputada al mes equivocado"},
}
