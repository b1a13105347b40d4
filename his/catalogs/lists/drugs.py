"""Drugs and supplies, who makes and sells them, where they are kept; machines and rooms' codes."""

from his.catalogs.lists.declaration import Catalogue, Column, Group, Kind
from kernel.text import Text

_PHARMACY = Text("Khoa Dược", "Pharmacy")
_EQUIPMENT = Text("Vật tư - Thiết bị", "Equipment")
_PLANNING = Text("Kế hoạch tổng hợp", "Planning department")

DRUGS = (
    Catalogue(
        id="drug",
        title=Text("Thuốc của cơ sở (biệt dược)", "Drugs of the facility (products)"),
        group=Group.DRUGS,
        owner=_PHARMACY,
        source="Danh mục thuốc của cơ sở",
        maps_to="substance",
        headers={
            "name": ("TEN_THUOC", "Tên thuốc"),
            "ministry_code": ("MA_THUOC", "Mã hoạt chất", "MA_HOAT_CHAT"),
        },
        columns=(
            Column(
                "substance",
                Text("Hoạt chất", "Active ingredient"),
                required=True,
                searched=True,
                headers=("TEN_HOAT_CHAT", "Tên hoạt chất"),
            ),
            Column("strength", Text("Hàm lượng", "Strength"), headers=("HAM_LUONG", "Nồng độ")),
            Column("form", Text("Dạng bào chế", "Form"), headers=("DANG_BAO_CHE",)),
            Column(
                "route",
                Text("Mã đường dùng", "Route"),
                Kind.CODE,
                of="drug_route",
                headers=("MA_DUONG_DUNG",),
            ),
            Column("unit", Text("Đơn vị", "Unit"), required=True, headers=("DON_VI_TINH", "ĐVT")),
            Column("price", Text("Giá", "Price"), Kind.MONEY, headers=("DON_GIA", "Đơn giá")),
            Column("atc", Text("ATC", "ATC"), Kind.CODE, searched=True),
            Column("registration", Text("Số đăng ký", "Registration"), headers=("SO_DANG_KY",)),
            Column("pack", Text("Quy cách", "Pack"), headers=("QUY_CACH",)),
            Column("maker", Text("Nhà sản xuất", "Maker"), headers=("NHA_SX", "Hãng SX")),
            Column("country", Text("Nước sản xuất", "Country"), headers=("NUOC_SX",)),
            Column("tender", Text("Thông tin thầu", "Tender"), headers=("TT_THAU",)),
            Column("supplier", Text("Nhà cung cấp", "Supplier"), headers=("NHA_THAU",)),
            Column("prescription_only", Text("Thuốc kê đơn", "Prescription only"), Kind.FLAG),
            Column(
                "control",
                Text("Kiểm soát đặc biệt", "Controlled"),
                Kind.CHOICE,
                choices=("narcotic", "psychotropic", "precursor", "toxic"),
            ),
            Column("high_alert", Text("Nguy cơ cao", "High alert"), Kind.FLAG),
            Column("brand", Text("Biệt dược", "Brand"), searched=True, headers=("BIET_DUOC",)),
            # "amoxicilin:J01CA04:500 mg; acid clavulanic:J01CR02:125 mg", in one unit of use.
            Column(
                "ingredients",
                Text("Thành phần, hàm lượng", "Ingredients with strengths"),
                Kind.WORDS,
                searched=True,
            ),
            Column("use_unit", Text("Đơn vị dùng", "Unit of use")),
            Column(
                "per_unit",
                Text("Số đơn vị dùng trong một đơn vị phát", "Units of use in one dispensed"),
                Kind.DECIMAL,
            ),
            Column("step", Text("Chia nhỏ nhất", "Smallest part given"), Kind.DECIMAL),
            Column("scope", Text("Phạm vi BHYT", "Insurance scope"), headers=("PHAM_VI",)),
            Column(
                "rate_bh",
                Text("Tỷ lệ thanh toán BHYT (%)", "Insurance ratio (%)"),
                Kind.INTEGER,
                headers=("TYLE_TT_BH",),
            ),
            Column(
                "condition",
                Text("Điều kiện thanh toán", "Condition of payment"),
                headers=("DIEU_KIEN",),
            ),
            Column("indications", Text("Chỉ định", "Indications"), headers=("CHI_DINH",)),
            Column("icd", Text("ICD-10 của chỉ định", "ICD-10 of indications"), Kind.WORDS),
            Column(
                "contraindications",
                Text("Chống chỉ định, thận trọng", "Contraindications and cautions"),
                headers=("CHONG_CHI_DINH",),
            ),
            Column("usual", Text("Liều thường dùng (S-T-C-T)", "Usual dose (M-N-A-E)")),
        ),
    ),
    Catalogue(
        id="substance",
        title=Text("Hoạt chất BHYT", "Insured active ingredients"),
        group=Group.DRUGS,
        owner=_PHARMACY,
        source="Thông tư 20/2022/TT-BYT",
        official=True,
        whole=True,
        repeats="numbered",  # one number of the list may stand for several routes
        headers={
            "code": ("id", "Mã hoạt chất"),
            "name": ("Tên hoạt chất",),
            "name_en": ("inn_en",),
        },
        columns=(
            Column("route", Text("Đường dùng", "Route"), headers=("route_vi",)),
            Column("atc", Text("ATC", "ATC"), Kind.CODE, searched=True),
            Column("atc_other", Text("ATC khác", "Other ATC"), Kind.WORDS),
            Column(
                "components",
                Text("Thành phần", "Components"),
                Kind.WORDS,
                headers=("components_inn",),
            ),
            Column(
                "claim_code",
                Text("Mã hoạt chất BHYT", "Claim code"),
                Kind.CODE,
                searched=True,
                headers=("bhyt_code_40",),
            ),
            Column(
                "payment_condition",
                Text("Điều kiện thanh toán", "Condition of payment"),
                headers=("payment_condition_vi",),
            ),
        ),
    ),
    Catalogue(
        id="drug_route",
        title=Text("Đường dùng thuốc", "Routes of administration"),
        group=Group.DRUGS,
        owner=_PHARMACY,
        source="Danh mục mã đường dùng của Bộ Y tế",
        official=True,
        headers={"code": ("MA_DUONG_DUNG",)},
        columns=(Column("atc_route", Text("Đường dùng ATC", "ATC route")),),
    ),
    Catalogue(
        id="drug_form",
        title=Text("Dạng bào chế", "Dosage forms"),
        group=Group.DRUGS,
        owner=_PHARMACY,
        source="Cơ sở tự lập",
    ),
    Catalogue(
        id="unit",
        title=Text("Đơn vị tính", "Units"),
        group=Group.DRUGS,
        owner=_PHARMACY,
        source="Cơ sở tự lập",
        columns=(Column("ucum", Text("UCUM", "UCUM")),),
    ),
    Catalogue(
        id="supply",
        title=Text("Vật tư, hóa chất", "Supplies and chemicals"),
        group=Group.DRUGS,
        owner=_EQUIPMENT,
        source="Danh mục vật tư của cơ sở",
        headers={
            "name": ("TEN_VAT_TU", "Tên vật tư"),
            "ministry_code": ("MA_VAT_TU", "Mã nhóm vật tư"),
        },
        columns=(
            Column(
                "kind", Text("Loại", "Kind"), Kind.CHOICE, choices=("supply", "chemical", "reagent")
            ),
            Column("unit", Text("Đơn vị", "Unit"), required=True, headers=("DON_VI_TINH", "ĐVT")),
            Column("price", Text("Giá", "Price"), Kind.MONEY, headers=("DON_GIA", "Đơn giá")),
            Column("model", Text("Mã hiệu", "Model"), headers=("MA_HIEU",)),
            Column("pack", Text("Quy cách", "Pack"), headers=("QUY_CACH",)),
            Column("maker", Text("Hãng sản xuất", "Maker"), headers=("HANG_SX",)),
            Column("country", Text("Nước sản xuất", "Country"), headers=("NUOC_SX",)),
            Column("tender", Text("Thông tin thầu", "Tender"), headers=("TT_THAU",)),
        ),
    ),
    Catalogue(
        id="maker",
        title=Text("Hãng sản xuất", "Makers"),
        group=Group.DRUGS,
        owner=_PHARMACY,
        source="Cơ sở tự lập",
        columns=(Column("country", Text("Nước", "Country"), Kind.CODE, of="country"),),
    ),
    Catalogue(
        id="supplier",
        title=Text("Nhà cung cấp", "Suppliers"),
        group=Group.DRUGS,
        owner=_PHARMACY,
        source="Cơ sở tự lập",
        columns=(
            Column("tax_code", Text("Mã số thuế", "Tax code"), searched=True),
            Column("address", Text("Địa chỉ", "Address")),
            Column("phone", Text("Điện thoại", "Phone")),
        ),
    ),
    Catalogue(
        id="store",
        title=Text("Kho, quầy", "Stores"),
        group=Group.DRUGS,
        owner=_PHARMACY,
        source="Cơ sở tự lập",
        columns=(
            Column(
                "kind",
                Text("Loại", "Kind"),
                Kind.CHOICE,
                choices=("main", "retail", "ward", "emergency", "reagent"),
            ),
        ),
    ),
    Catalogue(
        id="hiv_regimen",
        title=Text("Phác đồ ARV", "HIV regimens"),
        group=Group.DRUGS,
        owner=_PHARMACY,
        source="Quyết định 5937/QĐ-BYT năm 2021",
        official=True,
        headers={"name": ("regimen",)},
        columns=(
            Column("for", Text("Dùng cho", "For"), headers=("group",)),
            Column("units_per_day", Text("Số lượng mỗi ngày", "Units a day"), Kind.WORDS),
        ),
    ),
)

FACILITY = (
    Catalogue(
        id="department_code",
        title=Text("Mã khoa", "Department codes"),
        group=Group.FACILITY,
        owner=_PLANNING,
        source="Quyết định 5937/QĐ-BYT năm 2021",
        official=True,
        headers={"code": ("MA_KHOA",)},
    ),
    Catalogue(
        id="bed_kind",
        title=Text("Loại giường", "Kinds of beds"),
        group=Group.FACILITY,
        owner=_PLANNING,
        source="QĐ 4750/QĐ-BYT, XML3.MA_GIUONG",
        official=True,
    ),
    Catalogue(
        id="machine",
        title=Text("Máy, thiết bị", "Machines"),
        group=Group.FACILITY,
        owner=_EQUIPMENT,
        source="Danh mục trang thiết bị của cơ sở",
        headers={
            "code": ("KY_HIEU",),
            "name": ("TEN_TB", "Tên thiết bị"),
            "ministry_code": ("MA_MAY",),
        },
        columns=(
            Column("kind", Text("Loại", "Kind"), Kind.CODE, of="machine_kind", required=True),
            Column("maker", Text("Hãng sản xuất", "Maker"), headers=("CONGTY_SX",)),
            Column("country", Text("Nước sản xuất", "Country"), headers=("NUOC_SX",)),
            Column("made", Text("Năm sản xuất", "Year made"), Kind.INTEGER, headers=("NAM_SX",)),
            Column(
                "used", Text("Năm sử dụng", "Year put to use"), Kind.INTEGER, headers=("NAM_SD",)
            ),
            Column("serial", Text("Số máy", "Serial number"), searched=True),
        ),
    ),
    Catalogue(
        id="machine_kind",
        title=Text("Loại máy", "Kinds of machines"),
        group=Group.FACILITY,
        owner=_EQUIPMENT,
        source="QĐ 4750/QĐ-BYT, XML3.MA_MAY",
        official=True,
    ),
    Catalogue(
        id="practice_scope",
        title=Text("Phạm vi hành nghề", "Scopes of practice"),
        group=Group.FACILITY,
        owner=Text("Tổ chức cán bộ", "Personnel"),
        source="Danh mục mã phạm vi hành nghề của BHXH Việt Nam (7/2024)",
        official=True,
        whole=True,
        headers={"name": ("title_vi",)},
        columns=(
            Column("class", Text("Nhóm", "Class"), headers=("group",)),
            Column("note", Text("Ghi chú", "Note"), headers=("note_vi",)),
        ),
    ),
)
