"""Passwords that attackers try first, in Vietnam too. Ours stop at the words: digits and signs
at the end do not make one better (passwords.py)."""

_LIST = """
0123456789 1234567890 12345678910 123456789a 1122334455 0987654321 9876543210 1234554321
147258369 1q2w3e4r5t qwertyuiop qwerty asdfghjkl asdfgh zxcvbnm qwertyuiop123 password
passw0rd p@ssword p@ssw0rd password1 mypassword letmein welcome iloveyou monkey dragon
football baseball superman batman sunshine princess trustno1 administrator admin adminadmin
root toor guest default changeme changeit secret matkhau matkhaumoi matkhaucuatoi khongnho
khongbiet khongco anhyeuem emyeuanh yeuem yeuanh iloveu tinhyeu hanhphuc giadinh conyeu
meyeucon vietnam hanoi saigon hochiminh danang haiphong cantho benhvien bệnhviện phongkham
phòngkhám bacsi bácsĩ yta duocsi dieuduong ytecoso trungtamyte soyte boyte vinhphuc
abc12345678 abcdefghij abcd abcdef abc aabbccdd qwer1234 asdf1234 zaq12wsx 1qaz2wsx
1qaz2wsx3edc q1w2e3r4t5 google facebook zalo vnpt viettel fpt123456 hethong quantri
quantrihethong nhanvien tieptan thungan khoaduoc xetnghiem nguyenvana tranvan nguyenvan
his54his54 himsys hospital clinic doctor nurse
"""

WEAK = frozenset(_LIST.split())
