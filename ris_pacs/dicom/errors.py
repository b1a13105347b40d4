from kernel.errors import Conflict, Invalid
from kernel.text import Text


class AeTitleTaken(Conflict):
    """Another node has this AE title."""

    says = Text(
        "AE title {title} đã có thiết bị khác dùng. Hãy đặt tên khác hoặc sửa thiết bị đó.",
        "AE title {title} belongs to another node. Use another, or change that node.",
    )


class AeTitleWrong(Invalid):
    """An AE title has 1 to 16 characters of ASCII, no backslash, and is not our own."""

    says = Text(
        "AE title phải có 1-16 ký tự không dấu, không có dấu \\, và khác AE title của hệ thống.",
        "An AE title has 1-16 plain characters without \\, and is not this system's own.",
    )


class CertificateWrong(Invalid):
    """What is entered as a node's certificate is PEM, or nothing."""

    says = Text(
        "Chứng thư không đọc được. Hãy dán nguyên văn chứng thư dạng PEM, từ dòng BEGIN "
        "CERTIFICATE đến dòng END CERTIFICATE, hoặc để trống.",
        "The certificate cannot be read. Paste it as PEM, from BEGIN CERTIFICATE to END "
        "CERTIFICATE, or leave it empty.",
    )


class NodeNeedsAddress(Invalid):
    """Whoever is called, or checked by address, has one."""

    says = Text(
        "Hãy nhập địa chỉ mạng và cổng của thiết bị để gọi C-ECHO, gửi ảnh và kiểm tra nguồn.",
        "Give the node's address and port: C-ECHO, sending and checking where it calls from "
        "need them.",
    )


class NodeDoesNotReceive(Conflict):
    """Pictures can only be sent to a node that is set up to receive them."""

    says = Text(
        "Thiết bị {node} chưa được khai báo nhận ảnh. Hãy bật 'Nhận ảnh', nhập địa chỉ và cổng.",
        "Node {node} is not set up to receive. Turn 'receives' on, give its address and port.",
    )
