"""Contracts with advisers as Open Contracting data, over HTTP and from the command line."""

from sep_projections.ocds.packages import Publication
from sep_service.settings import Settings


def publication_of(settings: Settings) -> Publication:
    """Who publishes, as the operator has set it."""
    return Publication(
        prefix=settings.ocds_prefix,
        address=settings.ocds_address,
        publisher=settings.ocds_publisher,
        publisher_rut=settings.ocds_publisher_rut,
        license=settings.ocds_license,
        policy=settings.ocds_policy,
        documents=settings.documents_address,
    )
