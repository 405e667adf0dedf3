import HarnessKit

/// A throw-away copy of exactly the bytes of a manifest.
package struct TreeCopy {
    /// The work tree that it was made from, and the folder that it lies in.
    package let origin: Path
    package let root: Path
    package let manifest: Manifest

    /// Copies every file of a manifest into an empty folder.
    ///
    /// Each file's digest is checked on the copy's own bytes: one that has changed since fails by its name, with the
    /// code `busy`. The folder and what is in it belong to the caller.
    package static func make(of manifest: Manifest, from origin: Path, in folder: Path) throws -> TreeCopy {
        var sources = FolderTrail(from: try Folder(origin), .isError)
        var targets = FolderTrail(from: try Folder(folder), .isMade)
        let copier = FileCopier()
        for entry in manifest.entries {
            try copy(entry, to: try targets.place(of: entry.path), with: copier) { try sources.place(of: entry.path) }
        }
        return TreeCopy(origin: try origin.resolved(), root: try folder.resolved(), manifest: manifest)
    }

    /// Copies one file or link, where the source still is what the manifest says.
    static func copy(
        _ entry: Manifest.Entry, to target: (folder: Folder, name: Bytes), with copier: FileCopier,
        aged age: CopiedAge = .likeSource, from source: () throws -> (folder: Folder, name: Bytes)
    ) throws {
        do {
            let source = try source()
            let digest = try copier.copy(source.name, in: source.folder, to: target.name, in: target.folder, entry, age)
            guard digest == entry.digest else { throw moved(entry.path) }
        } catch let error as SystemError where [ENOENT, ENOTDIR, ELOOP, EINVAL, ENXIO].contains(error.number) {
            throw moved(entry.path)
        }
    }

    private static func moved(_ path: RelativePath) -> Failure {
        Failure(
            .busy, "'\(path)' has changed since the manifest was taken",
            hint: "run the same command again once nothing writes to the work tree")
    }
}

/// How old a copied file is.
enum CopiedAge {
    case likeSource
    /// As old as its being here, and unlike what was there before.
    case new(unlike: Int64?)

    /// Compilers that only look at the second see another one.
    fileprivate static func time(_ written: Int64, unlike former: Int64?) -> Int64 {
        let second: Int64 = 1_000_000_000
        guard let former, written / second <= former / second else { return written }
        return (former / second + 1) * second
    }
}

/// Copies files one by one through one buffer.
final class FileCopier {
    private let buffer = ReadingBuffer()

    /// Copies a file or link; returns the digest of what was written, or nil where it is of another kind by now.
    func copy(
        _ name: Bytes, in source: Folder, to newName: Bytes, in target: Folder, _ entry: Manifest.Entry,
        _ age: CopiedAge = .likeSource
    ) throws -> Digest? {
        if entry.kind == .link {
            let text = try source.target(of: name)
            try target.makeLink(newName, saying: text)
            return SHA256.digest(of: text)
        }
        let from = try source.openFile(name)
        let subject = entry.path.description
        let status = try from.status(of: subject)
        guard status.kind == .file, status.isExecutable == (entry.kind == .executable) else { return nil }
        let to = try target.makeFile(newName)
        let digest: Digest
        if from.clone(to: to) {
            digest = try self.digest(of: to, subject) { _ in }
        } else {
            digest = try self.digest(of: from, subject) { try send($0, to: to.number, named: subject) }
        }
        switch age {
        case .likeSource: try to.imitate(status, named: subject)
        case .new(let former):
            let written = try to.status(of: subject).modified
            try to.imitate(status, modified: CopiedAge.time(written, unlike: former), named: subject)
        }
        return digest
    }

    /// The digest of what is left of a file, of which each part is handed on.
    private func digest(
        of file: Descriptor, _ subject: String, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> Digest {
        var hash = SHA256()
        while true {
            let part = try buffer.next(of: file, named: subject)
            if part.isEmpty { return hash.finished() }
            hash.add(part)
            try body(part)
        }
    }
}
