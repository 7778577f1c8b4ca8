"""The columns that order lists, and by which rows belong to their parents."""

from sep_projections.reading.cursors import Column

ACCOUNT = Column("account", "text")
ATE = Column("ate_rut", "text")
BANK_ACCOUNT = Column("bank_account", "text")
CONTRACT = Column("contract", "text")
GRADE = Column("grade", "text")
KIND = Column("kind", "text")
LEVEL = Column("level", "text")
MONTH = Column("month", "text")
NUMBER = Column("number", "integer")
POSITION = Column("position", "bigint")
RBD = Column("rbd", "integer")
RUT = Column("rut", "text")
SOSTENEDOR = Column("sostenedor_rut", "text")
STREAM = Column("stream", "uuid")
SUBVENCION = Column("subvencion", "text")
TENDER = Column("tender", "text")
YEAR = Column("year", "smallint")
