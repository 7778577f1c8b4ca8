"""Facts about advisers (ATE), tenders, contracts and purchase orders."""
