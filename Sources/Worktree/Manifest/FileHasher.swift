import HarnessKit

/// Makes entries of files: from the cache where nothing moved, else from their bytes.
final class FileHasher {
    private let cache: FileCache?
    private let buffer = ReadingBuffer()

    /// How many bytes may still be read.
    private var left: Int

    init(_ cache: FileCache?, reading most: Int = .max) {
        self.cache = cache
        left = most
    }

    /// The entry of a file or link; nil where it is gone by now. Paths come in byte order.
    func entry(for path: RelativePath, _ name: Bytes, in folder: Folder) throws -> Manifest.Entry? {
        // What changes while it is read is read again, but not for ever.
        for _ in 0..<3 {
            guard let status = try folder.status(of: name) else { return nil }
            switch status.kind {
            case .link:
                guard let target = try? folder.target(of: name) else { continue }
                return .init(path: path, kind: .link, size: target.count, digest: SHA256.digest(of: target))
            case .file:
                if let digest = cache?.digest(of: path, status) { return entry(path, status, digest) }
                guard let entry = try read(path, name, in: folder) else { continue }
                return entry
            case .folder, .other: continue
            }
        }
        throw Failure(
            .busy, "'\(path)' changes while it is read", hint: "stop what writes to it, and run the same command again")
    }

    private func entry(_ path: RelativePath, _ status: FileStatus, _ digest: Digest) -> Manifest.Entry {
        .init(path: path, kind: status.isExecutable ? .executable : .file, size: status.size, digest: digest)
    }

    /// Nil where it was not the same file from beginning to end.
    private func read(_ path: RelativePath, _ name: Bytes, in folder: Folder) throws -> Manifest.Entry? {
        let file: Descriptor
        do {
            file = try folder.openFile(name)
        } catch let error as SystemError where [ENOENT, ELOOP, ENXIO].contains(error.number) {
            return nil
        }
        let before = try file.status(of: path.description)
        guard before.kind == .file else { return nil }
        guard before.size <= left else {
            throw Failure(
                .unavailable, "'\(path)' with its \(before.size) bytes is more than may be read",
                hint: "have git ignore large files that are no sources")
        }
        left -= before.size
        var hash = SHA256()
        var length = 0
        while length < before.size {
            let part = try buffer.next(of: file, named: path.description)
            if part.isEmpty { return nil }
            hash.add(part)
            length += part.count
        }
        let after = try file.status(of: path.description)
        guard length == after.size, after.changed == before.changed, after.modified == before.modified else {
            return nil
        }
        let digest = hash.finished()
        cache?.keep(digest, of: path, after)
        return entry(path, after, digest)
    }
}

extension FileStatus {
    /// Whether its owner may run it: the one permission that git and the manifest know.
    var isExecutable: Bool { mode & 0o100 != 0 }
}
