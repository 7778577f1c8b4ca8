"""The ground the fictional schools stand on: real comunas, provinces and regions with their codes.

Codes and names are facts of the official register; the schools placed there are not. Ñuble was
split from Biobío in 2018, so its comunas answer with their old code before that year.
"""

from dataclasses import dataclass

_NUBLE_SINCE = 2018


@dataclass(frozen=True, slots=True)
class Comuna:
    """A comuna: its CUT code, its province, its departamento provincial (deprov) and a point."""

    cut: int
    name: str
    province_name: str
    deprov: int
    deprov_name: str
    latitude_e4: int
    longitude_e4: int
    cut_before_2018: int | None = None

    def cut_in(self, year: int) -> int:
        return self.cut_before_2018 if year < _NUBLE_SINCE and self.cut_before_2018 else self.cut

    def province_in(self, year: int) -> int:
        return self.cut_in(year) // 100

    def region_in(self, year: int) -> int:
        return self.cut_in(year) // 1000

    @property
    def region(self) -> int:
        return self.cut // 1000


COMUNAS = (
    Comuna(13101, "SANTIAGO", "SANTIAGO", 131, "SANTIAGO CENTRO", -334489, -706693),
    Comuna(8101, "CONCEPCIÓN", "CONCEPCIÓN", 83, "CONCEPCIÓN", -368201, -730444),
    Comuna(9101, "TEMUCO", "CAUTÍN", 92, "CAUTÍN NORTE", -387359, -725904),
    Comuna(5101, "VALPARAÍSO", "VALPARAÍSO", 53, "VALPARAÍSO", -330472, -716127),
    Comuna(16101, "CHILLÁN", "DIGUILLÍN", 81, "ÑUBLE", -366064, -721034, 8401),
    Comuna(7101, "TALCA", "TALCA", 72, "TALCA", -354264, -716554),
    Comuna(13112, "LA PINTANA", "SANTIAGO", 136, "CORDILLERA", -335833, -706342),
    Comuna(10101, "PUERTO MONTT", "LLANQUIHUE", 101, "LLANQUIHUE", -414693, -729424),
    Comuna(4101, "LA SERENA", "ELQUI", 41, "ELQUI", -299027, -712520),
    Comuna(6101, "RANCAGUA", "CACHAPOAL", 61, "CACHAPOAL", -341708, -707444),
    Comuna(13119, "MAIPÚ", "SANTIAGO", 134, "SANTIAGO PONIENTE", -335110, -707580),
    Comuna(9112, "PADRE LAS CASAS", "CAUTÍN", 93, "CAUTÍN SUR", -387667, -725938),
    Comuna(1101, "IQUIQUE", "IQUIQUE", 11, "IQUIQUE", -202133, -701503),
    Comuna(2101, "ANTOFAGASTA", "ANTOFAGASTA", 21, "ANTOFAGASTA - TOCOPILLA", -236509, -703975),
    Comuna(2201, "CALAMA", "EL LOA", 22, "EL LOA", -224544, -689294),
    Comuna(3101, "COPIAPÓ", "COPIAPÓ", 31, "COPIAPÓ", -273668, -703323),
    Comuna(3301, "VALLENAR", "HUASCO", 32, "HUASCO", -285708, -707581),
    Comuna(4301, "OVALLE", "LIMARÍ", 42, "LIMARÍ", -306015, -711990),
    Comuna(5109, "VIÑA DEL MAR", "VALPARAÍSO", 53, "VALPARAÍSO", -330245, -715518),
    Comuna(5301, "LOS ANDES", "LOS ANDES", 52, "SAN FELIPE", -328337, -705983),
    Comuna(5501, "QUILLOTA", "QUILLOTA", 51, "QUILLOTA", -328834, -712489),
    Comuna(5601, "SAN ANTONIO", "SAN ANTONIO", 54, "SAN ANTONIO", -335933, -716217),
    Comuna(5801, "QUILPUÉ", "MARGA MARGA", 53, "VALPARAÍSO", -330498, -714427),
    Comuna(6301, "SAN FERNANDO", "COLCHAGUA", 62, "COLCHAGUA", -345844, -709891),
    Comuna(7301, "CURICÓ", "CURICÓ", 71, "CURICÓ", -349828, -712394),
    Comuna(7401, "LINARES", "LINARES", 73, "LINARES", -358467, -715937),
    Comuna(8110, "TALCAHUANO", "CONCEPCIÓN", 83, "CONCEPCIÓN", -367167, -731167),
    Comuna(8301, "LOS ÁNGELES", "BIOBÍO", 82, "BIOBÍO", -374697, -723537),
    Comuna(9120, "VILLARRICA", "CAUTÍN", 93, "CAUTÍN SUR", -392857, -722279),
    Comuna(9201, "ANGOL", "MALLECO", 91, "MALLECO", -377959, -727164),
    Comuna(10201, "CASTRO", "CHILOÉ", 102, "CHILOÉ", -424801, -737624),
    Comuna(10301, "OSORNO", "OSORNO", 103, "OSORNO", -405739, -731335),
    Comuna(11101, "COYHAIQUE", "COYHAIQUE", 111, "COYHAIQUE", -455752, -720662),
    Comuna(12101, "PUNTA ARENAS", "MAGALLANES", 121, "MAGALLANES", -531638, -709171),
    Comuna(13110, "LA FLORIDA", "SANTIAGO", 136, "CORDILLERA", -335227, -705983),
    Comuna(13122, "PEÑALOLÉN", "SANTIAGO", 133, "SANTIAGO ORIENTE", -334869, -705412),
    Comuna(13126, "QUINTA NORMAL", "SANTIAGO", 134, "SANTIAGO PONIENTE", -334407, -706992),
    Comuna(13201, "PUENTE ALTO", "CORDILLERA", 136, "CORDILLERA", -336117, -705758),
    Comuna(13301, "COLINA", "CHACABUCO", 137, "SANTIAGO NORTE", -332017, -706747),
    Comuna(13401, "SAN BERNARDO", "MAIPO", 132, "SANTIAGO SUR", -335922, -706996),
    Comuna(13501, "MELIPILLA", "MELIPILLA", 135, "TALAGANTE", -336892, -712153),
    Comuna(14101, "VALDIVIA", "VALDIVIA", 141, "VALDIVIA", -398142, -732459),
    Comuna(14201, "LA UNIÓN", "DEL RANCO", 142, "RANCO", -402931, -730817),
    Comuna(15101, "ARICA", "ARICA", 151, "ARICA", -184783, -703126),
    Comuna(16301, "SAN CARLOS", "PUNILLA", 81, "ÑUBLE", -364248, -719581, 8416),
)

REGION_SHORT = {
    1: "TPCA",
    2: "ANTOF",
    3: "ATCMA",
    4: "COQ",
    5: "VALPO",
    6: "LGBO",
    7: "MAULE",
    8: "BBIO",
    9: "ARAUC",
    10: "LAGOS",
    11: "AYSEN",
    12: "MAG",
    13: "RM",
    14: "RIOS",
    15: "AYP",
    16: "NUBLE",
}

REGION_NAME = {
    1: "de Tarapacá",
    2: "de Antofagasta",
    3: "de Atacama",
    4: "de Coquimbo",
    5: "de Valparaíso",
    6: "de O’Higgins",
    7: "del Maule",
    8: "del Bío-Bío",
    9: "de La Araucanía",
    10: "de Los Lagos",
    11: "de Aysén",
    12: "de Magallanes",
    13: "Metropolitana de Santiago",
    14: "de Los Ríos",
    15: "de Arica y Parinacota",
    16: "de Ñuble",
}
