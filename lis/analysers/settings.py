from kernel.module import Parameter
from kernel.text import Text

IN_SERVER = Parameter(
    "lis.analysers.in_server",
    Text(
        "Cổng máy xét nghiệm chạy cùng máy chủ web (tắt: chạy riêng `his54 lis gateway`)",
        "The analysers' gateway runs with the web server (off: `his54 lis gateway` apart)",
    ),
    default=True,
)
LISTEN = Parameter(
    "lis.analysers.listen",
    Text(
        "Địa chỉ mạng mà cổng máy xét nghiệm lắng nghe",
        "Network address on which the gateway listens",
    ),
    default="127.0.0.1",
)
ALL = (IN_SERVER, LISTEN)
