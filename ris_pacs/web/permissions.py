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

ALL = (VIEW, STORE)
