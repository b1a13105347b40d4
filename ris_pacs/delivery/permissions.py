from kernel.module import Permission
from kernel.text import Text

READ = Permission(
    "ris_pacs.delivery.job.read",
    Text("Xem sổ trao đĩa, đường dẫn hình ảnh", "See which pictures were handed out"),
    given_to=("radiology", "reception", "director"),
)
HAND = Permission(
    "ris_pacs.delivery.job.make",
    Text("Trao hình ảnh (đĩa, tệp, đường dẫn)", "Hand pictures out (disc, file, link)"),
    given_to=("radiology", "reception"),
)
TEACH = Permission(
    "ris_pacs.delivery.job.teach",
    Text("Xuất hình ảnh đã xoá danh tính để giảng dạy", "Export pictures without names to teach"),
    given_to=("radiology",),
)
DISC = Permission(
    "ris_pacs.delivery.disc.take",
    Text("Nhận đĩa hình ảnh của nơi khác", "Take in discs of other houses"),
    given_to=("radiology", "reception"),
)
CAPTURE = Permission(
    "ris_pacs.delivery.capture.add",
    Text("Đưa ảnh, PDF ngoài DICOM vào kho", "Add photos and PDFs that are no DICOM"),
    given_to=("radiology", "doctor", "nurse"),
)
ALL = (READ, HAND, TEACH, DISC, CAPTURE)
