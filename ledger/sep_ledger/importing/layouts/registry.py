"""Every layout there is, in the order in which a folder of files is imported."""

from sep_ledger.importing.layout import Layout
from sep_ledger.importing.layouts.documentos import Documentos
from sep_ledger.importing.layouts.estado_resultado import EstadoResultado
from sep_ledger.importing.layouts.plan_de_cuentas import PlanDeCuentas
from sep_ledger.importing.layouts.subvenciones import Subvenciones
from sep_ledger.importing.layouts.use_values import UseValues

LAYOUTS: tuple[type[Layout], ...] = (
    UseValues,
    PlanDeCuentas,
    Subvenciones,
    EstadoResultado,
    Documentos,
)
