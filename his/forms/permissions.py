from kernel.module import Permission
from kernel.text import Text

EDIT = Permission(
    "his.forms.template.edit",
    Text("Sửa mẫu in", "Edit print templates"),
    given_to=("admin",),
)

ALL = (EDIT,)
