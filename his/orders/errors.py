from kernel.errors import Invalid
from kernel.text import Text


class NotOrderable(Invalid):
    """The service is not one that is ordered (a bed day, a transport)."""

    says = Text(
        "Dịch vụ {code} {name} không dùng để chỉ định. Hãy chọn dịch vụ khác.",
        "Service {code} {name} is not ordered this way. Choose another.",
    )
