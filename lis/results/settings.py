from kernel.module import Parameter
from kernel.text import Text

TWO_PEOPLE = Parameter(
    "lis.results.two_people",
    Text("Người nhập và người duyệt kết quả", "Who enters and who verifies a result"),
    default="always",
    choices=("always", "night", "reason"),
    choice_titles=(
        Text("Luôn là hai người", "Always two people"),
        Text(
            "Ca đêm một người được, phải ghi lý do, hôm sau có người xem lại",
            "At night one person may, with a reason; somebody looks at it afterwards",
        ),
        Text(
            "Một người được, phải ghi lý do (phòng xét nghiệm một người)",
            "One person may, with a reason (a laboratory of one)",
        ),
    ),
)
CHECK_FIRST = Parameter(
    "lis.results.check_first",
    Text(
        "Kết quả phải được soát kỹ thuật trước khi duyệt",
        "Results are checked technically before they are verified",
    ),
    default=False,
)
AUTOVERIFY = Parameter(
    "lis.results.autoverify",
    Text(
        "Tự duyệt kết quả của máy đạt mọi quy tắc của xét nghiệm",
        "Results of analysers that pass all rules of their test verify themselves",
    ),
    default=True,
)
NOT_ON_PAGE = Parameter(
    "lis.results.not_on_page",
    Text(
        "Mã xét nghiệm không hiện trên trang kết quả của người bệnh (cách nhau bằng dấu phẩy)",
        "Codes of tests that the patient's result page leaves out, separated by commas",
    ),
    default="HIV,HIVAGAB",
)

ALL = (NOT_ON_PAGE, TWO_PEOPLE, CHECK_FIRST, AUTOVERIFY)
