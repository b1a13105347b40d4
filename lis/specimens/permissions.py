from kernel.module import Permission
from kernel.text import Text

READ = Permission(
    "lis.specimens.specimen.read",
    Text("Xem mẫu bệnh phẩm và hành trình", "Read specimens and where they have been"),
    given_to=("lab", "lab_doctor", "nurse", "doctor"),
)
COLLECT = Permission(
    "lis.specimens.specimen.collect",
    Text("In nhãn, lấy mẫu, giao mẫu", "Print labels, collect and hand over specimens"),
    given_to=("lab", "nurse"),
)
RECEIVE = Permission(
    "lis.specimens.specimen.receive",
    Text("Nhận, từ chối, chia mẫu", "Receive, reject and divide specimens"),
    given_to=("lab", "lab_doctor"),
)
KEEP = Permission(
    "lis.specimens.specimen.keep",
    Text("Lưu, gửi ngoài, huỷ mẫu", "Store, ship and dispose of specimens"),
    given_to=("lab", "lab_doctor"),
)
SET_UP = Permission(
    "lis.specimens.location.set_up",
    Text("Khai báo nơi lưu mẫu", "Set up where specimens are kept"),
    given_to=("lab", "lab_doctor", "admin"),
)

PACKAGES = Permission(
    "lis.specimens.package.edit",
    Text("Lập gói xét nghiệm theo hợp đồng", "Set up check-up packages by contract"),
    given_to=("lab_doctor", "admin"),
)
CAMPAIGN = Permission(
    "lis.specimens.campaign.run",
    Text("Nhập danh sách khám theo đợt", "Take in lists of persons of a campaign"),
    given_to=("lab", "lab_doctor", "reception"),
)

ALL = (READ, COLLECT, RECEIVE, KEEP, SET_UP, PACKAGES, CAMPAIGN)
