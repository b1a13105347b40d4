from kernel.module import Parameter
from kernel.text import Text

EXPIRED_HOLDS = Parameter(
    "lis.reagents.expired_holds",
    Text(
        "Giữ kết quả khi hộp hóa chất đang dùng đã hết hạn mà không có lý do ngoại lệ",
        "Hold results while the kit in use has expired and nobody gave a reason",
    ),
    default=True,
)
CONTROL_FIRST = Parameter(
    "lis.reagents.control_first",
    Text(
        "Đổi lô hóa chất: giữ kết quả đến khi nội kiểm đạt",
        "After a change of lot: hold results until a control is good",
    ),
    default=False,
)
WARN_DAYS = Parameter(
    "lis.reagents.warn_days",
    Text("Báo trước khi lô hết hạn", "Warn before a lot expires"),
    default=30,
    unit="ngày",
    least=1,
    most=365,
)
LEAST_PAIRS = Parameter(
    "lis.reagents.trial_pairs",
    Text("Số mẫu ít nhất khi chạy song song hai lô", "Samples of a parallel test, at least"),
    default=5,
    least=1,
    most=40,
)
STORE = Parameter(
    "lis.reagents.store",
    Text(
        "Mã kho của phòng xét nghiệm ở khoa Dược (hàng chuyển đến đó vào sổ hóa chất)",
        "Code of the laboratory's store in the pharmacy (what is moved there is received here)",
    ),
    default="",
)

ALL = (EXPIRED_HOLDS, CONTROL_FIRST, WARN_DAYS, LEAST_PAIRS, STORE)
