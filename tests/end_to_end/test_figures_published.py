"""Published plans and purchase orders equal the rows of their files, with every total."""

import duckdb
import pytest

from tests.end_to_end.figures import Ask, Figures

PUBLISHED_PLANS = Figures(
    "published actions, planned and implemented",
    """query ($after: String) {
      publishedPmeActions(first: 500, after: $after) { nodes {
        rbd year dimension name dependency estimatedTotal estimatedSep level levelFrom levelTo
      } }
    }""",
    """with level as (
        select unnest([
            {level: 'Implementación completa: 100%', levelFrom: 100, levelTo: 100},
            {level: 'Implementación avanzada: 75% a 99%', levelFrom: 75, levelTo: 99},
            {level: 'Implementación adecuada: 50% a 74%', levelFrom: 50, levelTo: 74},
            {level: 'Implementación parcial', levelFrom: 25, levelTo: 49},
            {level: 'Implementación inicial: 1% a 24%', levelFrom: 1, levelTo: 24}
        ], recursive := true)
    )
    select
        plan.rbd::integer as rbd, plan.ano::integer as year,
        replace(strip_accents(plan.dimension), ' ', '_') as dimension, plan.nom_actividad as name,
        dependency_of(plan.cod_depe) as dependency, estim_total::bigint as estimatedTotal,
        estim_sep::bigint as estimatedSep, niv_implem as level, levelFrom, levelTo
    from pme_planificacion as plan
    join pme_implementacion as done
        on done.rbd = plan.rbd and done.ano = plan.ano and done.dimension = plan.dimension
        and lower(done.nom_actividad) = lower(plan.nom_actividad)
    join level on level = niv_implem""",
)

ORDER = """
    codigo as code, nombre as name, descripciontipooc as kind, estado as status,
    left(fechaenvio, 10)::date as orderedOn, fechacreacion::date as createdOn,
    tipomonedaoc as currency, exact(montototaloc) as total,
    pesos(montototaloc_pesoschilenos) as totalClp,
    exact(totalnetooc) as net, exact(impuestos) as taxes, exact(descuentos) as discounts,
    exact(cargos) as charges, rutunidadcompra as buyerRut, rutsucursal as supplierRut,
    codigolicitacion as tenderNumber
"""

ORDERS = Figures(
    "purchase orders and what their items come to",
    """query ($after: String) {
      purchaseOrders(first: 100, after: $after) { nodes {
        code name kind status orderedOn createdOn currency total totalClp net taxes discounts
        charges buyerRut supplierRut tenderNumber supplierIsAte itemCount itemsNet itemsLessNet
      } }
    }""",
    f"""select
        {ORDER}, true as supplierIsAte, count(*) as itemCount,
        sum(exact(totallineaneto)) as itemsNet,
        sum(exact(totallineaneto)) - any_value(exact(totalnetooc)) as itemsLessNet
    from ordenes group by all""",
)

ITEMS = Figures(
    "items of purchase orders",
    """query ($after: String) {
      purchaseOrders(first: 100, after: $after) { nodes { items {
        code item quantity unitPrice charges discounts taxes net productCode product
      } } }
    }""",
    """select
        codigo as code, iditem as item, exact(cantidad) as quantity, exact(precioneto) as unitPrice,
        exact(totalcargos) as charges, exact(totaldescuentos) as discounts,
        exact(totalimpuestos) as taxes, exact(totallineaneto) as net,
        codigoproductoonu as productCode, nombreroductogenerico as product
    from ordenes""",
)

FIGURES = (PUBLISHED_PLANS, ORDERS, ITEMS)


@pytest.mark.parametrize("figures", FIGURES, ids=str)
def test_graphql_says_what_the_files_say(
    figures: Figures, ask: Ask, files: duckdb.DuckDBPyConnection
) -> None:
    figures.check(ask, files)
