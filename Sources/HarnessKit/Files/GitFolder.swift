/// The `.git` of a work tree: a folder, or in a linked tree or submodule a file that leads to one.
struct GitFolder {
    let path: Path
    let workTree: Path

    /// Nil where the folder is not the top of a work tree.
    init?(of folder: Path) {
        let git = folder / ".git"
        switch FileStatus(following: git)?.kind {
        case .folder:
            path = git
        case .file:
            guard let target = Self.firstLine(of: git)?.dropPrefix("gitdir: ") else { return nil }
            path = folder / Path(bytes: target)
        default:
            return nil
        }
        workTree = folder
        guard FileStatus(following: path / "HEAD")?.kind == .file else { return nil }
    }

    /// The top of the main work tree, if this one is linked to another that is not bare.
    var mainWorkTree: Path? {
        guard let common = Self.firstLine(of: path / "commondir"),
            let shared = try? (path / Path(bytes: common)).resolved(), shared.name == ".git",
            let top = shared.parent, top != workTree
        else { return nil }
        return top
    }

    var objects: Path? {
        let common = Self.firstLine(of: path / "commondir").map { path / Path(bytes: $0) } ?? path
        return try? (common / "objects").resolved()
    }

    private static func firstLine(of file: Path) -> Bytes? {
        guard FileStatus(following: file)?.kind == .file else { return nil }
        let number = file.withCString { open($0, O_RDONLY | O_CLOEXEC) }
        guard number >= 0, let text = try? Descriptor(owning: number).receive(upTo: 4096, from: file.description) else {
            return nil
        }
        return Bytes(text.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") })
    }
}

extension Bytes {
    /// What follows the prefix, or nil where it is not there.
    func dropPrefix(_ prefix: String) -> Bytes? {
        starts(with: prefix.utf8) ? Bytes(dropFirst(prefix.utf8.count)) : nil
    }
}
