from kernel.module import Parameter
from kernel.text import Text

HOURS = Parameter(
    "ris_pacs.consult.hours",
    Text("Lời mời hội chẩn có hạn", "Invitations to consultations hold for"),
    default=12,
    unit="giờ",
    least=1,
    most=168,
)

ALL = (HOURS,)
