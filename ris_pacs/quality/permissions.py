from kernel.module import Permission
from kernel.text import Text

READ = Permission(
    "ris_pacs.quality.correction.read",
    Text("Xem sổ hiệu chỉnh hình ảnh", "See corrections of pictures"),
    given_to=("radiology", "director", "trainer"),
)
PROPOSE = Permission(
    "ris_pacs.quality.correction.propose",
    Text("Đề nghị hiệu chỉnh, loại hình ảnh", "Propose to correct or reject pictures"),
    given_to=("radiology",),
)
DECIDE = Permission(
    "ris_pacs.quality.correction.decide",
    Text("Duyệt, hoàn tác hiệu chỉnh hình ảnh", "Decide and undo corrections of pictures"),
    given_to=("radiology", "director"),
)
PACK = Permission(
    "ris_pacs.quality.packing.manage",
    Text("Đặt và chạy nén hình ảnh JPEG 2000", "Set and run JPEG 2000 compression"),
    given_to=("admin", "radiology"),
)
ALL = (READ, PROPOSE, DECIDE, PACK)
