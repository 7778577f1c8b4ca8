"""Every layout there is, in the order in which a folder of files is imported."""

from sep_ledger.importing.layout import Layout
from sep_ledger.importing.layouts.acts import Resoluciones
from sep_ledger.importing.layouts.agency_notices import ComunicacionesAgencia
from sep_ledger.importing.layouts.alumnos_sep import AlumnosSep
from sep_ledger.importing.layouts.asistencia import Asistencia
from sep_ledger.importing.layouts.ate import (
    AsociadosAte,
    ConcursosAte,
    ContratosAte,
)
from sep_ledger.importing.layouts.ate_milestones import HitosAte, PagosAte
from sep_ledger.importing.layouts.ate_registry import AteRegistro, EvaluacionesAte
from sep_ledger.importing.layouts.banking import MovimientosBancarios
from sep_ledger.importing.layouts.categoria_desempeno import CategoriaDesempeno
from sep_ledger.importing.layouts.convenios import Convenios
from sep_ledger.importing.layouts.directorio import Directorio
from sep_ledger.importing.layouts.documentos import Documentos
from sep_ledger.importing.layouts.estado_resultado import EstadoResultado
from sep_ledger.importing.layouts.improvements import Mejoras
from sep_ledger.importing.layouts.inventory import Inventario
from sep_ledger.importing.layouts.ipc import Ipc
from sep_ledger.importing.layouts.ocds import Ocds
from sep_ledger.importing.layouts.plan_de_cuentas import PlanDeCuentas
from sep_ledger.importing.layouts.pme import PmeAcciones
from sep_ledger.importing.layouts.pme_published import PmePublicado
from sep_ledger.importing.layouts.proceedings import Procedimientos
from sep_ledger.importing.layouts.purchase_orders import OrdenesCompra
from sep_ledger.importing.layouts.related_parties import PartesRelacionadas
from sep_ledger.importing.layouts.rendicion import CertificadosSaldo, PlanesSaldo, Rendiciones
from sep_ledger.importing.layouts.simce import Simce
from sep_ledger.importing.layouts.subvenciones import Subvenciones
from sep_ledger.importing.layouts.unanswered import PostulacionesElevadas
from sep_ledger.importing.layouts.use_values import UseValues
from sep_ledger.importing.layouts.utm import Utm

LAYOUTS: tuple[type[Layout], ...] = (
    UseValues,
    Ipc,
    Utm,
    PlanDeCuentas,
    Directorio,
    CategoriaDesempeno,
    ComunicacionesAgencia,
    Simce,
    Subvenciones,
    EstadoResultado,
    Documentos,
    AlumnosSep,
    Asistencia,
    Convenios,
    PmeAcciones,
    PmePublicado,
    AteRegistro,
    EvaluacionesAte,
    ConcursosAte,
    ContratosAte,
    AsociadosAte,
    HitosAte,
    PagosAte,
    Ocds,
    OrdenesCompra,
    MovimientosBancarios,
    Rendiciones,
    CertificadosSaldo,
    PlanesSaldo,
    PartesRelacionadas,
    Inventario,
    Resoluciones,
    Procedimientos,
    PostulacionesElevadas,
    Mejoras,
)
