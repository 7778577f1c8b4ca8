"""Every layout there is, in the order in which a folder of files is imported."""

from sep_intake.columns.layout import Layout
from sep_intake.layouts.acts.agency_notices import ComunicacionesAgencia
from sep_intake.layouts.acts.mejoras import Mejoras
from sep_intake.layouts.acts.procedimientos import Procedimientos
from sep_intake.layouts.acts.resoluciones import Resoluciones
from sep_intake.layouts.ate.contracts import (
    AsociadosAte,
    ConcursosAte,
    ContratosAte,
)
from sep_intake.layouts.ate.milestones import HitosAte, PagosAte
from sep_intake.layouts.ate.registry import AteRegistro, EvaluacionesAte
from sep_intake.layouts.ate.related_parties import PartesRelacionadas
from sep_intake.layouts.convenios.convenios import Convenios
from sep_intake.layouts.convenios.postulaciones_elevadas import PostulacionesElevadas
from sep_intake.layouts.money.banking import MovimientosBancarios
from sep_intake.layouts.money.documentos import Documentos
from sep_intake.layouts.money.estado_resultado import EstadoResultado
from sep_intake.layouts.money.inventory import Inventario
from sep_intake.layouts.money.plan_de_cuentas import PlanDeCuentas
from sep_intake.layouts.money.rendicion import CertificadosSaldo, PlanesSaldo, Rendiciones
from sep_intake.layouts.money.subvenciones import Subvenciones
from sep_intake.layouts.pme.published import PmePublicado
from sep_intake.layouts.pme.templates import PmeAcciones
from sep_intake.layouts.purchases.ocds import Ocds
from sep_intake.layouts.purchases.purchase_orders import OrdenesCompra
from sep_intake.layouts.reference.ipc import Ipc
from sep_intake.layouts.reference.use_values import UseValues
from sep_intake.layouts.reference.utm import Utm
from sep_intake.layouts.results.categoria_desempeno import CategoriaDesempeno
from sep_intake.layouts.results.simce import Simce
from sep_intake.layouts.schools.alumnos_sep import AlumnosSep
from sep_intake.layouts.schools.asistencia import Asistencia
from sep_intake.layouts.schools.directorio import Directorio

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
