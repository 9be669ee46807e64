"""What the operating system says of a file, for people who read Chinese."""

import errno

SAYS = {
    errno.ENOENT: "没有这个目录或文件",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘只读",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EFBIG: "文件大小超过系统的限制",
    errno.EISDIR: "它是目录",
    errno.ENOTDIR: "路径中有一段不是目录",
    errno.ENAMETOOLONG: "名字太长",
    errno.ELOOP: "链接指向自己",
    errno.EADDRINUSE: "已被占用",
    errno.EADDRNOTAVAIL: "本机没有这个地址",
    errno.EIO: "磁盘读写出错",
}
"""Errors that a file or an address to listen at commonly meets."""


def told(error: OSError) -> str:
    """The cause in a few words; in the system's own where it is none of the common ones."""
    return SAYS.get(error.errno or 0) or error.strerror or type(error).__name__
