"""What only the facility itself can show: claims that wait for a named person's signature.

Infrastructure, contracts, staff and rules (criteria 1-19 and the facility's share of the
rest), and the same of Circular 53/2014 and Decision 5969. What software can show as well is
claimed by the module that does it.
"""

from kernel.module import Attested, Claim
from kernel.text import Text
from level.asked import checklists

YEAR = 365
TWO_YEARS = 730

_ASKED: dict[int, tuple[str, str, int]] = {
    1: (
        "Danh mục máy tính và tỷ lệ vị trí làm việc có máy tính.",
        "List of computers, and the share of working places that have one.",
        YEAR,
    ),
    2: ("Sơ đồ mạng nội bộ (LAN) đang dùng.", "Drawing of the local network in use.", YEAR),
    3: ("Hợp đồng đường truyền Internet.", "Contract for the Internet line.", YEAR),
    4: (
        "Hồ sơ mua hoặc thuê máy chủ riêng cho ứng dụng và cơ sở dữ liệu.",
        "Papers of the server, bought or hosted, for application and database.",
        TWO_YEARS,
    ),
    5: (
        "Phòng máy chủ: phòng cháy, nhiệt độ và độ ẩm, kiểm soát ra vào; hoặc chứng chỉ của "
        "nhà cung cấp.",
        "Server room: fire protection, temperature and humidity, access control; or the "
        "hosting provider's certificates.",
        YEAR,
    ),
    6: (
        "Phần mềm hệ thống còn được hỗ trợ, hoặc là mã nguồn mở: tên và phiên bản.",
        "System software under support, or open source: names and versions.",
        YEAR,
    ),
    7: ("Tường lửa: thiết bị và bản xuất quy tắc.", "Firewall: device and its rules.", YEAR),
    8: ("Thiết bị lưu trữ và dung lượng.", "Storage device and its capacity.", TWO_YEARS),
    9: ("Máy đọc mã vạch: số lượng, nơi dùng.", "Barcode readers: how many, where.", YEAR),
    10: ("Máy in mã vạch: số lượng, nơi dùng.", "Barcode printers: how many, where.", YEAR),
    11: ("Hệ thống lưu trữ SAN hoặc NAS.", "Storage system, SAN or NAS.", TWO_YEARS),
    12: (
        "Thiết bị lấy số xếp hàng tại nơi tiếp đón.",
        "Ticket machine or desk at reception.",
        YEAR,
    ),
    13: ("Màn hình hiển thị hàng đợi.", "Screens that show the queue.", YEAR),
    14: ("Bảng thông báo điện tử, giá dịch vụ.", "Electronic notice board, with prices.", YEAR),
    15: ("Máy tính bảng, điện thoại dùng cho công việc.", "Tablets and phones at work.", YEAR),
    16: ("Camera giám sát của cơ sở.", "Surveillance cameras.", YEAR),
    17: ("Mạng không dây, mạng khách tách riêng.", "Wireless network, guests apart.", YEAR),
    18: ("KIOS thông tin đặt tại cơ sở.", "Information kiosk on site.", YEAR),
    19: ("Phần mềm giám sát mạng đang dùng.", "Network monitoring software in use.", YEAR),
    23: ("Phần mềm quản lý văn bản đang dùng.", "Document management in use.", YEAR),
    25: ("Địa chỉ trang thông tin điện tử.", "Address of the website.", YEAR),
    26: ("Hệ thống thư điện tử nội bộ và tên miền.", "Internal e-mail and its domain.", YEAR),
    93: (
        "Hồ sơ tập huấn người dùng; phản hồi hỗ trợ trong 12 giờ làm việc.",
        "Records of users' training; support answers within 12 working hours.",
        YEAR,
    ),
    95: (
        "Bảo hành, bảo trì ít nhất 12 tháng: hợp đồng, hoặc thỏa thuận hỗ trợ mã nguồn mở.",
        "Warranty and maintenance of 12 months or more: contract, or support agreement for "
        "open source.",
        YEAR,
    ),
    97: (
        "Quyết định phân công cán bộ hoặc tổ công nghệ thông tin.",
        "Decision naming the IT officer or team.",
        YEAR,
    ),
    98: ("Kênh hỗ trợ từ xa cho người dùng.", "Channel of remote support for users.", YEAR),
    103: ("Lịch trực hỗ trợ 24/24.", "Roster of support round the clock.", YEAR),
    104: (
        "Thời gian tiếp nhận (24 giờ), xử lý lỗi hệ thống (48 giờ), hướng dẫn lỗi dữ liệu "
        "(72 giờ): nhật ký yêu cầu.",
        "Times to answer (24 h), mend system errors (48 h), guide on data errors (72 h): the "
        "ticket log.",
        YEAR,
    ),
    112: (
        "Phòng hoặc bộ phận công nghệ thông tin theo Thông tư 53/2014, kèm bằng cấp.",
        "IT department as Circular 53/2014 asks, with degrees.",
        YEAR,
    ),
    113: (
        "Hỗ trợ trực tiếp và số điện thoại 24/24 đã công bố.",
        "Direct support, and the published 24-hour number.",
        YEAR,
    ),
    117: (
        "Phần mềm chống vi rút trên máy chủ, máy trạm; ngày cập nhật.",
        "Anti-virus on servers and workstations; date of update.",
        180,
    ),
    119: (
        "Tường lửa chuyên dụng phân tách các vùng mạng.",
        "Dedicated firewall between the network zones.",
        YEAR,
    ),
    120: (
        "Quy định và báo cáo quét mã độc định kỳ.",
        "Rule and reports of periodic malware scans.",
        180,
    ),
    124: (
        "Biên bản diễn tập tấn công mạng và phương án xử lý sự cố.",
        "Record of the attack drill, and the incident plan.",
        YEAR,
    ),
    125: (
        "Quy trình, quy định an toàn thông tin đã ban hành.",
        "Security procedures and rules, issued.",
        TWO_YEARS,
    ),
}

_BECAUSE = Text(
    "Do cơ sở bảo đảm; phần mềm không tự thấy được.",
    "The facility provides it; no program can see it.",
)


def _listed() -> tuple[Claim, ...]:
    """Items of the further checklists that only the facility can show."""
    return tuple(
        Claim(item.id, _BECAUSE, (Attested(item.suggested or item.title, YEAR),))
        for checklist in checklists()
        for item in checklist.items
        if item.evidence == "facility"
    )


CLAIMS: tuple[Claim, ...] = (
    *(
        Claim(f"TT54/{number}", _BECAUSE, (Attested(Text(vi, en), days),))
        for number, (vi, en, days) in _ASKED.items()
    ),
    *_listed(),
)
