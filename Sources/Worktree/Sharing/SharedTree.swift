import HarnessKit

/// Copies a file or folder with all that is in it; what is there already stays.
struct SharedTree {
    /// Nil where the bytes are to stay as they are.
    private let redirection: Redirection?
    private(set) var rewritten = 0
    /// What may still lead into the work tree, and what cannot be copied.
    private(set) var unresolved: [RelativePath] = []

    init(_ redirection: Redirection?) {
        self.redirection = redirection
    }

    /// The path is the one that the thing has in the work tree.
    mutating func copy(
        _ name: Bytes, in source: Folder, to newName: Bytes, in target: Folder, at path: RelativePath, depth: Int = 0
    ) throws {
        switch try source.status(of: name)?.kind {
        case .link: try copyLink(name, in: source, to: newName, in: target, at: path)
        case .file: try copyFile(name, in: source, to: newName, in: target, at: path)
        case .folder where depth < ManifestWalk.mostLevels:
            let (from, to) = (try source.enter(name), try target.makeFolder(newName))
            for entry in try from.entries() {
                guard let inside = RelativePath(bytes: path.bytes + [UInt8(ascii: "/")] + entry.name) else { continue }
                try copy(entry.name, in: from, to: entry.name, in: to, at: inside, depth: depth + 1)
            }
        case .folder, .other: unresolved.append(path)
        case nil: return
        }
    }

    private mutating func copyLink(
        _ name: Bytes, in source: Folder, to newName: Bytes, in target: Folder, at path: RelativePath
    ) throws {
        let text = try source.target(of: name)
        let redirected = redirection?.link(text, at: path) ?? text
        if redirected != text { rewritten += 1 }
        try unlessThere { try target.makeLink(newName, saying: redirected) }
    }

    private mutating func copyFile(
        _ name: Bytes, in source: Folder, to newName: Bytes, in target: Folder, at path: RelativePath
    ) throws {
        let from = try source.openFile(name)
        let status = try from.status(of: path.description)
        guard status.kind == .file else { return }
        let text = try redirected(from, status, name, at: path)
        try unlessThere {
            let to = try target.makeFile(newName)
            guard case .changed(let content) = text else {
                try from.copy(to: to, named: path.description)
                return try to.imitate(status, named: path.description)
            }
            // Its time is that of now: what was compiled from it must not pass for up to date.
            try to.send(content, to: path.description)
            guard fchmod(to.number, mode_t(status.mode & 0o777)) == 0 else {
                throw SystemError("write", path.description)
            }
        }
        if case .changed = text { rewritten += 1 }
        if text == .binary { unresolved.append(path) }
    }

    private func redirected(
        _ file: Descriptor, _ status: FileStatus, _ name: Bytes, at path: RelativePath
    ) throws -> Redirection.Text {
        let folder = path.components.dropLast().last ?? []
        guard let redirection, status.size < Self.mostBytes, Redirection.concerns(name, in: folder) else {
            return .same
        }
        defer { file.rewind() }
        return redirection.text(try file.receiveAll(from: path.description, expecting: status.size))
    }

    private static let mostBytes = 64 * 1024 * 1024

    private func unlessThere(_ make: () throws -> Void) throws {
        do {
            try make()
        } catch let error as SystemError where error.number == EEXIST {
            return
        }
    }

    /// The size of all files, counted only until it is more than the limit.
    static func size(of name: Bytes, in folder: Folder, upTo limit: Int, depth: Int = 0) throws -> Int {
        guard let status = try folder.status(of: name) else { return 0 }
        // A file takes a block, however little is in it.
        guard status.kind == .folder, depth < ManifestWalk.mostLevels else { return max(4096, status.size) }
        let inside = try folder.enter(name)
        var size = 0
        for entry in try inside.entries() where size <= limit {
            size += try self.size(of: entry.name, in: inside, upTo: limit - size, depth: depth + 1)
        }
        return size
    }
}
