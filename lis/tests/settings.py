from kernel.module import Parameter
from kernel.text import Text

VALIDATED_BY_ANOTHER = Parameter(
    "lis.tests.validated_by_another",
    Text(
        "Người khai báo xét nghiệm không tự thẩm định",
        "Who sets a test up does not validate it as well",
    ),
    default=True,
)

ALL = (VALIDATED_BY_ANOTHER,)
