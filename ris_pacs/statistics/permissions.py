from kernel.module import Permission
from kernel.text import Text

FIGURES = Permission(
    "ris_pacs.statistics.figures.read",
    Text("Xem thống kê chẩn đoán hình ảnh", "See the figures of imaging"),
    given_to=("director", "radiology"),
)

ALL = (FIGURES,)
