from kernel.module import Parameter
from kernel.text import Text

FILE_DAYS = Parameter(
    "ris_pacs.delivery.file_days",
    Text("Giữ tệp đĩa hình ảnh đã tạo", "Files of discs are kept for"),
    default=7,
    unit="ngày",
    least=1,
    most=90,
)
LINK_DAYS = Parameter(
    "ris_pacs.delivery.link_days",
    Text("Đường dẫn xem hình ảnh có hạn", "Links to pictures hold for"),
    default=14,
    unit="ngày",
    least=1,
    most=365,
)
ALL = (FILE_DAYS, LINK_DAYS)
