/// What the system says of a file.
package struct FileStatus: Sendable {
    package enum Kind: Sendable { case file, folder, link, other }

    package let kind: Kind
    package let size: Int
    /// What it takes up on the disk, in bytes.
    package let allocated: Int
    package let mode: UInt32
    package let owner: UInt32
    package let device: UInt64
    package let inode: UInt64
    /// When its data or status last changed, in nanoseconds; no program can set it.
    package let changed: Int64
    /// When its data last changed, in nanoseconds; any program can set it.
    package let modified: Int64

    /// The status of what lies at the path, a link itself and not its target; nil where nothing is.
    package init?(of path: Path) {
        var status = stat()
        guard path.withCString({ lstat($0, &status) }) == 0 else { return nil }
        self.init(status)
    }

    /// The status of what the path leads to; nil where nothing is.
    package init?(following path: Path) {
        var status = stat()
        guard path.withCString({ stat($0, &status) }) == 0 else { return nil }
        self.init(status)
    }

    init(_ status: stat) {
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFLNK: .link
            default: .other
            }
        size = Int(status.st_size)
        allocated = Int(status.st_blocks) * 512
        mode = UInt32(status.st_mode)
        owner = UInt32(status.st_uid)
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        changed = status.changed
        modified = status.modified
    }
}
