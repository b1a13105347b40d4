from kernel.module import Parameter
from kernel.text import Text

WARN = Parameter(
    "ris_pacs.archive.warn_percent",
    Text("Báo kho hình ảnh sắp đầy từ", "Warn that the picture store fills up from"),
    default=90,
    unit="%",
    least=10,
    most=99,
)
STOP = Parameter(
    "ris_pacs.archive.stop_percent",
    Text("Ngừng nhận ảnh khi ổ đĩa đầy tới", "Take no more pictures when the disk is full to"),
    default=95,
    unit="%",
    least=20,
    most=99,
)
HEED = Parameter(
    "ris_pacs.archive.heed_rejections",
    Text(
        "Ẩn ảnh theo phiếu loại bỏ (IOCM) của máy khác gửi tới",
        "Hide pictures that a rejection note (IOCM) of another system names",
    ),
    default=True,
)
ALL = (WARN, STOP, HEED)
