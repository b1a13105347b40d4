from kernel.module import Parameter
from kernel.text import Text

UNDO_DAYS = Parameter(
    "ris_pacs.quality.undo_days",
    Text("Hoàn tác hiệu chỉnh hình ảnh trong vòng", "Corrections of pictures can be undone for"),
    default=30,
    unit="ngày",
    least=1,
    most=365,
)
ALL = (UNDO_DAYS,)
