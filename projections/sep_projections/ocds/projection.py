"""The projection that OCDS releases are told from."""

from sep_domain.catalogue import event_types
from sep_domain.events import (
    ocds,
)
from sep_projections.engine.projection import Projection

OCDS = Projection(
    name="ocds",
    room="ocds",
    version=4,
    events=(
        *(
            event_type
            for name, event_type in event_types().items()
            if name.startswith(("ate_tender.", "ate_contract.", "ate_milestone."))
        ),
        ocds.OcdsRecordPublished,
        ocds.OcdsReleasePublished,
    ),
    tables=("told", "published_record", "published_release"),
)
