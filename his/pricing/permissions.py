from kernel.module import Permission
from kernel.text import Text

READ = Permission(
    "his.pricing.price.read",
    Text("Xem bảng giá", "See the price lists"),
    given_to=("cashier", "reception", "doctor", "director", "admin"),
)
SET = Permission(
    "his.pricing.price.set",
    Text("Ban hành, nhập bảng giá", "Set and import prices"),
    given_to=("director",),
)

ALL = (READ, SET)
