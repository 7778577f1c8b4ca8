"""The projection that OCDS releases are told from."""

from sep_domain.catalogue import event_types
from sep_domain.events.purchasing import ocds
from sep_projections.engine.projection import Projection
from sep_projections.engine.recording import Recorded

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
    records=(
        Recorded(
            "published_record",
            (ocds.OcdsRecordPublished,),
        ),
        Recorded(
            "published_release",
            (ocds.OcdsReleasePublished,),
        ),
    ),
)
