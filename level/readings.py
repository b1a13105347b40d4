"""How we read what contradicts itself: named switches, each with its default and reason."""

from collections.abc import Mapping
from dataclasses import dataclass

from kernel.text import Text


@dataclass(frozen=True, slots=True)
class Switch:
    """A contradiction that can be read in more than one way, chosen by name."""

    id: str
    doubt: str
    title: Text
    options: Mapping[str, Text]
    default: str
    reason: Text


SWITCHES = (
    Switch(
        "lis_at_4",
        "X01",
        Text("LIS ở mức 4", "LIS at level 4"),
        {
            "advanced": Text("Đầy đủ: 80-89 (bản tiếng Việt)", "Full: 80-89 (Vietnamese text)"),
            "basic": Text("Cơ bản: 80-85 (bản tiếng Anh)", "Basic: 80-85 (English text)"),
        },
        "advanced",
        Text(
            'Bản tiếng Việt đã ký được dẫn là "LIS đáp ứng mức đầy đủ"; bản tiếng Anh lặp lại '
            '"cơ bản", có lẽ dịch nhầm.',
            'The signed Vietnamese text is quoted as "LIS đáp ứng mức đầy đủ" (full); the '
            'English repeats "basic", probably a slip.',
        ),
    ),
    Switch(
        "emr_words",
        "X02",
        Text("Tiêu chí 58, 59 từ 06/06/2025", "Criteria 58 and 59 since 2025-06-06"),
        {
            "kept": Text("Vẫn yêu cầu", "Still asked"),
            "ended": Text("Đã hết hiệu lực cùng nhóm EMR", "Ended with the EMR group"),
        },
        "kept",
        Text(
            'Thông tư 13/2025 cũng chấm dứt "các tiêu chí liên quan đến EMR" mà không liệt kê; '
            "giữ lại là cách đọc chặt hơn. Chỉ có tác dụng ở hồ sơ hiện hành.",
            'Circular 13/2025 also ends "the criteria relating to EMR" without listing them; '
            "keeping them is the stricter reading. Acts in the current profile only.",
        ),
    ),
    Switch(
        "if_any",
        "L2.cdr",
        Text('"(Nếu có)" ở kho dữ liệu lâm sàng', '"(If any)" in the data repository'),
        {
            "narrow": Text("Chỉ kết quả xét nghiệm", "Only the laboratory results"),
            "wide": Text("Cả danh sách", "The whole list"),
        },
        "narrow",
        Text(
            "Câu chữ cho phép cả hai; cách hiểu hẹp chặt hơn.",
            "The wording allows both; the narrow reading is the stricter one.",
        ),
    ),
)


def default_reading() -> dict[str, str]:
    return {s.id: s.default for s in SWITCHES}
