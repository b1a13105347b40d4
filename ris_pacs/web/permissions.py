from kernel.module import Permission
from kernel.text import Text

VIEW = Permission(
    "ris_pacs.web.study.view",
    Text("Mở hình ảnh của ca chụp", "Open the pictures of a study"),
    given_to=("radiology", "doctor", "director", "trainer"),
)
STORE = Permission(
    "ris_pacs.web.study.store",
    Text("Gửi hình ảnh vào kho qua web", "Store pictures over the web"),
    given_to=("radiology",),
)
MARK = Permission(
    "ris_pacs.web.study.mark",
    Text(
        "Chọn ảnh chủ chốt, lưu số đo và trạng thái hiển thị",
        "Choose key images, save measurements and presentation states",
    ),
    given_to=("radiology", "doctor"),
)

ALL = (VIEW, STORE, MARK)
