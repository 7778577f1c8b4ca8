"""In which order an application goes that was left unanswered: elevated, then resolved."""

from sep_domain.decisions.guards import Order, done, not_done
from sep_domain.postulacion.commands import ApplicationCommand, Elevate, Resolve
from sep_domain.postulacion.state import ApplicationState

ORDER: Order[ApplicationState, ApplicationCommand] = Order(
    guards={
        Elevate: (not_done("elevated_on", "ya_elevada", "Los antecedentes ya fueron elevados."),),
        Resolve: (
            done("elevated_on", "no_elevada", "Los antecedentes no han sido elevados."),
            not_done("resolved_on", "ya_resuelta", "La postulación ya fue resuelta."),
        ),
    },
    after={Resolve: ("elevated_on",)},
)
