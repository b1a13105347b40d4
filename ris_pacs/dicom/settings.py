from kernel.module import Parameter
from kernel.text import Text

IN_SERVER = Parameter(
    "ris_pacs.dicom.in_server",
    Text(
        "Dịch vụ DICOM chạy cùng máy chủ web (tắt: chạy riêng `his54 dicom`)",
        "DICOM runs with the web server (off: `his54 dicom` apart)",
    ),
    default=True,
)
LISTEN = Parameter(
    "ris_pacs.dicom.listen",
    Text("Địa chỉ mạng nhận ảnh DICOM", "Network address on which DICOM listens"),
    default="127.0.0.1",
)
PORT = Parameter(
    "ris_pacs.dicom.port",
    Text("Cổng nhận ảnh DICOM", "Port on which DICOM listens"),
    default=11112,
    least=1,
    most=65535,
)
AE_TITLE = Parameter(
    "ris_pacs.dicom.ae_title",
    Text("AE title của hệ thống này", "AE title of this system"),
    default="HIS54",
)
MOST = Parameter(
    "ris_pacs.dicom.associations",
    Text("Số kết nối DICOM cùng lúc, nhiều nhất", "DICOM associations at a time, at most"),
    default=32,
    least=1,
    most=200,
)

ALL = (IN_SERVER, LISTEN, PORT, AE_TITLE, MOST)
