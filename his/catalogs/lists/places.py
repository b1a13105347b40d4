"""Places and people: administrative units, countries, ethnic groups, occupations."""

from his.catalogs.lists.declaration import Catalogue, Column, Group, Kind
from kernel.text import Text

_REGISTRY = Text("Công tác xã hội - hành chính", "Registration office")
_UNITS = "Nghị quyết 202/2025/QH15; trước 01/7/2025: 63 tỉnh, thành phố"

PLACES = (
    Catalogue(
        id="country",
        title=Text("Quốc gia, quốc tịch", "Countries and nationalities"),
        group=Group.PLACES,
        owner=_REGISTRY,
        source="ISO 3166-1",
        official=True,
        headers={"code": ("alpha2",)},
        columns=(
            Column("alpha3", Text("Mã 3 chữ", "Three letters"), Kind.CODE, searched=True),
            Column("numeric", Text("Mã số", "Numeric code"), Kind.CODE),
        ),
    ),
    Catalogue(
        id="province",
        title=Text("Tỉnh, thành phố", "Provinces"),
        group=Group.PLACES,
        owner=_REGISTRY,
        source=_UNITS,
        official=True,
        width=2,
        headers={"code": ("MATINH", "province_code")},
        columns=(
            Column(
                "became", Text("Nhập vào", "Became"), Kind.CODE, of="province", headers=("new",)
            ),
        ),
    ),
    Catalogue(
        id="district",
        title=Text("Quận, huyện (đến 30/6/2025)", "Districts (until 2025-06-30)"),
        group=Group.PLACES,
        owner=_REGISTRY,
        source=_UNITS,
        official=True,
        width=3,
        headers={"code": ("MAHUYEN", "district_code")},
        columns=(
            Column("province", Text("Tỉnh", "Province"), Kind.CODE, of="province", required=True),
        ),
    ),
    Catalogue(
        id="commune",
        title=Text("Xã, phường, đặc khu", "Communes and wards"),
        group=Group.PLACES,
        owner=_REGISTRY,
        source=_UNITS,
        official=True,
        width=5,
        headers={"code": ("MAXA", "ward_code"), "name": ("ward",)},
        columns=(
            Column(
                "province",
                Text("Tỉnh", "Province"),
                Kind.CODE,
                of="province",
                required=True,
                headers=("province_code", "MATINH"),
            ),
            Column(
                "province_name",
                Text("Tên tỉnh", "Province name"),
                searched=True,
                headers=("Tỉnh/thành phố",),
            ),
            Column("district", Text("Huyện (cũ)", "District (former)"), Kind.CODE, of="district"),
            Column(
                "became",
                Text("Nay thuộc", "Became"),
                Kind.WORDS,
                of="commune",
                headers=("new_ward",),
            ),
        ),
    ),
    Catalogue(
        id="facility",
        title=Text("Cơ sở khám bệnh, chữa bệnh", "Health facilities"),
        group=Group.PLACES,
        owner=Text("Kế hoạch tổng hợp", "Planning department"),
        source="Danh sách cơ sở KCB do BHXH Việt Nam cấp mã",
        official=False,
        width=5,
        headers={"code": ("MA_CSKCB", "Mã cơ sở"), "name": ("TEN_CSKCB", "Tên cơ sở")},
        columns=(
            Column("province", Text("Tỉnh", "Province"), Kind.CODE, of="province"),
            Column("address", Text("Địa chỉ", "Address"), headers=("DIA_CHI",)),
            Column("tier", Text("Cấp chuyên môn", "Tier"), headers=("CAP", "Tuyến")),
            Column("phone", Text("Điện thoại", "Phone")),
        ),
    ),
)

PEOPLE = (
    Catalogue(
        id="ethnic_group",
        title=Text("Dân tộc", "Ethnic groups"),
        group=Group.PEOPLE,
        owner=_REGISTRY,
        source="Quyết định 121-TCTK/PPCĐ năm 1979",
        official=True,
        width=2,
        headers={"code": ("MA_DANTOC",)},
    ),
    Catalogue(
        id="occupation",
        title=Text("Nghề nghiệp", "Occupations"),
        group=Group.PEOPLE,
        owner=_REGISTRY,
        source="Quyết định 34/2020/QĐ-TTg",
        headers={"code": ("MA_NGHE_NGHIEP",)},
        columns=(Column("level", Text("Cấp", "Level")),),
    ),
    Catalogue(
        id="occupation_group",
        title=Text("Nhóm nghề nghiệp trên hồ sơ", "Occupation groups of the record forms"),
        group=Group.PEOPLE,
        owner=_REGISTRY,
        source="Quyết định 4069/2001/QĐ-BYT",
        official=True,
        width=2,
    ),
    Catalogue(
        id="sex",
        title=Text("Giới tính", "Sex"),
        group=Group.PEOPLE,
        owner=_REGISTRY,
        source="QĐ 4750/QĐ-BYT, XML1.GIOI_TINH",
        official=True,
    ),
    Catalogue(
        id="relationship",
        title=Text("Quan hệ với người bệnh", "Relationship to the patient"),
        group=Group.PEOPLE,
        owner=_REGISTRY,
        source="Cơ sở tự lập",
    ),
)
